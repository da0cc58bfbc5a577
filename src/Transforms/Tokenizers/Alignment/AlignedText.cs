using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// A text under change that remembers, for each of its UTF-16 code units, which part of the source text it came from.
/// The rules for inserted and removed characters are those of the tokenizer.json format: an inserted character belongs to the part of the
/// character before it, a replaced one to the part of what it replaces.
/// </summary>
internal sealed class AlignedText
{
    private int[] _starts;
    private int[] _ends;

    private AlignedText(string text, int[] starts, int[] ends, int sourceStart)
    {
        Text = text;
        _starts = starts;
        _ends = ends;
        SourceStart = sourceStart;
    }

    /// <summary>The text as it is now.</summary>
    public string Text { get; private set; }

    /// <summary>Where the source part that this text was cut from begins.</summary>
    public int SourceStart { get; }

    /// <summary>A text that nothing has changed yet. It must have no unpaired surrogate.</summary>
    public static AlignedText FromSource(string text)
    {
        var starts = new int[text.Length];
        var ends = new int[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]);
            starts[i] = i;
            ends[i] = pair ? i + 2 : i + 1;
            if (pair)
            {
                i++;
                starts[i] = i - 1;
                ends[i] = i + 1;
            }
        }

        return new AlignedText(text, starts, ends, 0);
    }

    /// <summary>Cuts a part out.</summary>
    public AlignedText Slice(int start, int length)
        => start == 0 && length == Text.Length && (length == 0 || _starts[0] == SourceStart)
            ? this
            : new AlignedText(
                Text.Substring(start, length),
                _starts.AsSpan(start, length).ToArray(),
                _ends.AsSpan(start, length).ToArray(),
                length == 0 ? SourceStart : _starts[start]);

    /// <summary>The part of the source that a part of this text came from.</summary>
    public (int Start, int End) ToSource(int start, int end)
    {
        if (Text.Length == 0)
        {
            return (SourceStart, SourceStart);
        }

        start = Math.Clamp(start, 0, Text.Length);
        end = Math.Clamp(end, start, Text.Length);
        if (start == end)
        {
            int at = start < Text.Length ? _starts[start] : _ends[^1];
            return (at, at);
        }

        int from = _starts[start];
        return (from, Math.Max(from, _ends[end - 1]));
    }

    /// <summary>
    /// Replaces the whole text. Each new character says how many characters come or go with it: 0 replaces the next old one, 1 is inserted,
    /// -n replaces the next and removes the n after it.
    /// </summary>
    /// <param name="characters">The new characters in order.</param>
    /// <param name="removedAtStart">How many old characters go before the first new one.</param>
    public void Transform(List<(Rune Character, int Change)> characters, int removedAtStart = 0)
    {
        var text = new StringBuilder(Text.Length);
        var starts = new List<int>(Text.Length);
        var ends = new List<int>(Text.Length);
        int offset = 0;
        Span<char> units = stackalloc char[2];
        Skip(removedAtStart);
        foreach ((Rune character, int change) in characters)
        {
            int at = change > 0 ? offset - 1 : offset;
            (int start, int end) = at < 0 ? (0, 0) : (_starts[Math.Min(at, _starts.Length - 1)], _ends[Math.Min(at, _ends.Length - 1)]);
            int length = character.EncodeToUtf16(units);
            text.Append(units[..length]);
            for (int i = 0; i < length; i++)
            {
                starts.Add(start);
                ends.Add(end);
            }

            Skip(change > 0 ? 0 : 1 - change);
        }

        Text = text.ToString();
        _starts = [.. starts];
        _ends = [.. ends];

        void Skip(int count)
        {
            for (; count > 0 && offset < Text.Length; count--)
            {
                offset += char.IsHighSurrogate(Text[offset]) ? 2 : 1;
            }
        }
    }

    /// <summary>Replaces the whole text by one that was made of it.</summary>
    public void Rewrite(NormalizedText text)
    {
        var starts = new int[text.Length];
        var ends = new int[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            (int from, int to) = text.PartOf(i, i + 1);
            (starts[i], ends[i]) = ToSource(from, to);
        }

        Text = text.Units.ToString();
        _starts = starts;
        _ends = ends;
    }

    /// <summary>Replaces each character by one other.</summary>
    public void Map(Func<Rune, Rune> map)
    {
        var characters = new List<(Rune, int)>(Text.Length);
        foreach (Rune rune in Text.EnumerateRunes())
        {
            characters.Add((map(rune), 0));
        }

        Transform(characters);
    }

    /// <summary>Removes the characters that do not pass.</summary>
    public void Filter(Func<Rune, bool> keep)
    {
        var characters = new List<(Rune, int)>(Text.Length);
        Rune? last = null;
        int removed = 0, removedAtStart = 0;
        foreach (Rune rune in Text.EnumerateRunes())
        {
            if (!keep(rune))
            {
                removed++;
                continue;
            }

            if (last is { } before)
            {
                characters.Add((before, -removed));
            }
            else
            {
                removedAtStart = removed;
            }

            last = rune;
            removed = 0;
        }

        if (last is { } final)
        {
            characters.Add((final, -removed));
        }

        Transform(characters, removedAtStart);
    }

    /// <summary>Puts a string before the text, unless it is empty.</summary>
    public void Prepend(string before)
    {
        if (Text.Length == 0 || before.Length == 0)
        {
            return;
        }

        var starts = new int[before.Length + Text.Length];
        var ends = new int[starts.Length];
        starts.AsSpan(0, before.Length).Fill(_starts[0]);
        ends.AsSpan(0, before.Length).Fill(_ends[0]);
        _starts.CopyTo(starts, before.Length);
        _ends.CopyTo(ends, before.Length);
        Text = before + Text;
        _starts = starts;
        _ends = ends;
    }

    /// <summary>Replaces the parts that match by a string.</summary>
    public void Replace(TextPattern pattern, string content)
    {
        List<PatternPart> parts = pattern.FindParts(Text);
        if (!parts.Exists(part => part.IsMatch))
        {
            return;
        }

        var text = new StringBuilder(Text.Length);
        var starts = new List<int>(Text.Length);
        var ends = new List<int>(Text.Length);
        foreach ((int start, int end, bool isMatch) in parts)
        {
            if (isMatch)
            {
                int at = end - 1;
                for (int i = 0; i < content.Length; i++)
                {
                    starts.Add(at < 0 ? 0 : _starts[at]);
                    ends.Add(at < 0 ? 0 : _ends[at]);
                }

                text.Append(content);
            }
            else
            {
                text.Append(Text, start, end - start);
                starts.AddRange(_starts.AsSpan(start, end - start));
                ends.AddRange(_ends.AsSpan(start, end - start));
            }
        }

        Text = text.ToString();
        _starts = [.. starts];
        _ends = [.. ends];
    }

    /// <summary>Removes white space at the ends.</summary>
    public void Strip(bool left, bool right)
    {
        int start = 0, end = Text.Length;
        while (left && start < end && char.IsWhiteSpace(Text[start]))
        {
            start++;
        }

        while (right && end > start && char.IsWhiteSpace(Text[end - 1]))
        {
            end--;
        }

        Text = Text[start..end];
        _starts = _starts[start..end];
        _ends = _ends[start..end];
    }
}
