using System.Text.Json;

namespace Microsoft.ML.Tokenizers;

/// <summary>Reads vocab.json and merges.txt.</summary>
internal static class BpeFiles
{
    public static Dictionary<string, int> ReadVocabulary(Stream stream) => JsonSerializer.Deserialize<Dictionary<string, int>>(stream) ?? [];

    /// <summary>The "left right" lines; empty ones and the version line are skipped.</summary>
    public static List<string> ReadMerges(Stream? stream, Action<string, int> onBadLine)
    {
        var merges = new List<string>();
        if (stream is null)
        {
            return merges;
        }

        var reader = new StreamReader(stream); // the stream stays the caller's
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal))
            {
                continue;
            }

            if (!IsPair(line))
            {
                onBadLine(line, number);
            }

            merges.Add(line);
        }

        return merges;
    }

    public static List<string> ReadMerges(Stream? stream)
        => ReadMerges(stream, (line, number) => throw new InvalidOperationException($"Invalid merger file format at line: {number}"));

    /// <summary>One space, and something after it.</summary>
    public static bool IsPair(string line)
    {
        int space = line.IndexOf(' ');
        return space >= 0 && space < line.Length - 1 && line.LastIndexOf(' ') == space;
    }
}
