using System.Text;
using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>A text that was prepared, with what it was before. Immutable.</summary>
public sealed class PreparedText
{
    // What was changed, in order; between these the text is as it was.
    private readonly Edit[] _edits;

    private PreparedText(string source, string text, Edit[] edits)
    {
        Source = source;
        Text = text;
        _edits = edits;
    }

    /// <summary>The text before.</summary>
    public string Source { get; }

    /// <summary>The text after.</summary>
    public string Text { get; }

    /// <summary>Finds what a part of <see cref="Text"/>, such as a token, was before.</summary>
    /// <param name="part">A part of <see cref="Text"/>.</param>
    /// <returns>The part of <see cref="Source"/>; what was changed as one counts as a whole.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the text.</exception>
    public TextPart FindSource(TextPart part)
    {
        if (part.Start < 0 || part.Length < 0 || part.Start > Text.Length - part.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(part), part, $"The part must be inside the text of {Text.Length} UTF-16 code units.");
        }

        int start = ToSource(part.Start, isEnd: false);
        int end = part.Length == 0 ? start : ToSource(part.Start + part.Length, isEnd: true);
        return new TextPart(start, end - start);
    }

    /// <summary>Puts numbers, URLs and addresses back into a text that has their tokens, such as a translation of <see cref="Text"/>.</summary>
    /// <param name="text">A text: the first token of a class becomes the first number, URL or address of <see cref="Source"/>, and so on; tokens beyond these stay.</param>
    public string Restore(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ILookup<string, string> classes = _edits.Where(edit => edit.IsClass).ToLookup(edit => Text.Substring(edit.Start, edit.Length), edit => Source.Substring(edit.SourceStart, edit.SourceLength));
        if (classes.Count == 0)
        {
            return text;
        }

        var left = classes.ToDictionary(group => group.Key, group => new Queue<string>(group));
        var restored = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            string? token = left.Keys.Where(key => string.CompareOrdinal(text, at, key, 0, key.Length) == 0).MaxBy(key => key.Length);
            restored.Append(token is not null && left[token].TryDequeue(out string? original) ? original : text[at..(at + (token?.Length ?? 1))]);
            at += token?.Length ?? 1;
        }

        return restored.ToString();
    }

    /// <summary>A text that nothing was done to.</summary>
    internal static PreparedText Of(string text) => new(text, text, []);

    /// <summary>Replaces parts. Those that begin or end within an earlier change are left out.</summary>
    /// <param name="changes">Parts of <see cref="Text"/> in order, none overlapping, with what they become.</param>
    internal PreparedText Change(IReadOnlyList<TextChange> changes)
    {
        if (changes.Count == 0)
        {
            return this;
        }

        var text = new StringBuilder(Text.Length);
        var edits = new List<Edit>(_edits.Length + changes.Count);
        int at = 0, earlier = 0; // how much of the text, and of the earlier edits, is done
        foreach (TextChange change in changes)
        {
            int end = change.Start + change.Length;
            if (IsWithinEdit(change.Start) || IsWithinEdit(end))
            {
                continue;
            }

            CopyTo(change.Start);
            TextPart source = FindSource(new TextPart(change.Start, change.Length));
            edits.Add(new Edit(text.Length, change.Text.Length, source.Start, source.Length, change.IsClass));
            text.Append(change.Text);
            while (earlier < _edits.Length && _edits[earlier].Start < end)
            {
                earlier++;
            }

            at = end;
        }

        CopyTo(Text.Length);
        return new PreparedText(Source, text.ToString(), [.. edits]);

        // Copies the text up to a place, with the earlier edits in it.
        void CopyTo(int end)
        {
            for (; earlier < _edits.Length && _edits[earlier].Start + _edits[earlier].Length <= end; earlier++)
            {
                Edit edit = _edits[earlier];
                edits.Add(edit with { Start = text.Length + edit.Start - at });
            }

            text.Append(Text, at, end - at);
            at = end;
        }
    }

    /// <summary>Puts everything but the tokens of classes in lower case; no length changes.</summary>
    internal PreparedText ToLowerCase()
    {
        char[] lower = Text.ToLowerInvariant().ToCharArray();
        foreach (Edit edit in _edits.Where(edit => edit.IsClass))
        {
            Text.CopyTo(edit.Start, lower, edit.Start, edit.Length);
        }

        return new PreparedText(Source, new string(lower), _edits);
    }

    // Outside of edits places differ by what the edits before added.
    private int ToSource(int place, bool isEnd)
    {
        int before = CountBefore(isEnd ? place : place + 1);
        if (before == 0)
        {
            return place;
        }

        Edit edit = _edits[before - 1];
        int end = edit.Start + edit.Length, sourceEnd = edit.SourceStart + edit.SourceLength;
        return place > end || (place == end && !isEnd) ? place - end + sourceEnd : isEnd ? sourceEnd : edit.SourceStart;
    }

    private bool IsWithinEdit(int place)
        => CountBefore(place) is > 0 and int before && place < _edits[before - 1].Start + _edits[before - 1].Length;

    // How many edits begin before a place.
    private int CountBefore(int place)
    {
        int low = 0, high = _edits.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _edits[middle].Start < place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private readonly record struct Edit(int Start, int Length, int SourceStart, int SourceLength, bool IsClass);
}
