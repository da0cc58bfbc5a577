namespace LanguageModeling.Text;

/// <summary>
/// Words of a dictionary, in text that has no spaces between words. Text is first split by <see cref="TextSplitter.Cjk"/>; then parts that
/// touch each other are joined to words. A part that is in no word stays alone.
/// </summary>
/// <param name="name">The method.</param>
/// <param name="dictionary">The words.</param>
internal abstract class DictionarySplitter(string name, Lexicon dictionary) : TextSplitter(name)
{
    /// <summary>The words.</summary>
    internal override Lexicon Dictionary => dictionary;

    public override void Split(string text, List<TextPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var units = new List<TextPart>();
        Cjk.Split(text, units);
        foreach (ReadOnlyMemory<TextPart> run in FindRuns(units.ToArray()))
        {
            Join(text, run.Span, parts);
        }
    }

    public override string Join(IReadOnlyList<string> tokens) => Cjk.Join(tokens);

    public override bool Equals(object? obj)
        => obj is DictionarySplitter other && other.Name == Name && (ReferenceEquals(other.Dictionary, Dictionary) || other.Dictionary.HasSameWords(Dictionary));

    public override int GetHashCode() => HashCode.Combine(Name, dictionary.Words.Count);

    /// <summary>Parts that touch each other, run by run.</summary>
    internal static IEnumerable<ReadOnlyMemory<TextPart>> FindRuns(TextPart[] units)
    {
        for (int first = 0, next; first < units.Length; first = next)
        {
            next = first + 1;
            while (next < units.Length && units[next].Start == EndOf(units[next - 1]))
            {
                next++;
            }

            yield return units.AsMemory(first..next);
        }
    }

    /// <summary>The text from one part to another.</summary>
    internal static ReadOnlySpan<char> Between(string text, TextPart first, TextPart last) => text.AsSpan(first.Start, EndOf(last) - first.Start);

    /// <summary>A part from one to another.</summary>
    internal static TextPart Cover(TextPart first, TextPart last) => new(first.Start, EndOf(last) - first.Start);

    /// <summary>Joins parts that touch each other to words.</summary>
    protected abstract void Join(string text, ReadOnlySpan<TextPart> units, List<TextPart> words);

    private static int EndOf(TextPart part) => part.Start + part.Length;
}
