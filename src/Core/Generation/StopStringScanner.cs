namespace LanguageModeling.Generation;

/// <summary>
/// Looks for stop strings in a text that arrives in pieces, and holds back what may be the start of one. The first stop string to be
/// complete wins, of several complete at once the longest, so the result does not depend on where pieces end.
/// </summary>
internal sealed class StopStringScanner(IReadOnlyList<string> stopStrings)
{
    private string _held = "";

    /// <summary>Whether a stop string was found; nothing may be added after it.</summary>
    public bool Found { get; private set; }

    /// <summary>Adds text without looking for stop strings in it.</summary>
    public string Pass(string text)
    {
        string all = _held + text;
        _held = "";
        return all;
    }

    /// <summary>Adds text.</summary>
    /// <returns>The text that can be given out: before a stop string, or before what may become one.</returns>
    public string Add(string text)
    {
        string all = _held + text;
        int start = FindStop(all);
        Found = start >= 0;
        int length = Found ? start : all.Length - LongestStart(all);
        _held = Found ? "" : all[length..];
        return all[..length];
    }

    /// <summary>Ends the text.</summary>
    /// <returns>What was held back.</returns>
    public string Finish() => Pass("");

    /// <summary>Start of the stop string that ends first, or -1.</summary>
    private int FindStop(string text)
    {
        int start = -1;
        int end = int.MaxValue;
        foreach (string stop in stopStrings)
        {
            int found = text.IndexOf(stop, StringComparison.Ordinal);
            if (found >= 0 && (found + stop.Length < end || (found + stop.Length == end && found < start)))
            {
                start = found;
                end = found + stop.Length;
            }
        }

        return start;
    }

    /// <summary>Length of the longest end of the text that a stop string begins with.</summary>
    private int LongestStart(string text)
    {
        int longest = 0;
        foreach (string stop in stopStrings)
        {
            for (int length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
