namespace LanguageModeling.Text;

/// <summary>Forward maximum matching: from left to right, the longest word each time.</summary>
internal sealed class ForwardMatchingSplitter(Lexicon dictionary) : DictionarySplitter(MethodName, dictionary)
{
    public const string MethodName = "forward-matching";

    protected override void Join(string text, ReadOnlySpan<TextPart> units, List<TextPart> words)
    {
        for (int first = 0, last; first < units.Length; first = last + 1)
        {
            last = first;
            for (int end = first; end < units.Length && Dictionary.Prefixes.TryGet(Between(text, units[first], units[end]), out long? count); end++)
            {
                last = count is null ? last : end;
            }

            words.Add(Cover(units[first], units[last]));
        }
    }
}
