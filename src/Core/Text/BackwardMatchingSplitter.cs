namespace LanguageModeling.Text;

/// <summary>Backward maximum matching: from right to left, the longest word each time.</summary>
internal sealed class BackwardMatchingSplitter(Lexicon dictionary) : DictionarySplitter(MethodName, dictionary)
{
    public const string MethodName = "backward-matching";

    protected override void Join(string text, ReadOnlySpan<TextPart> units, List<TextPart> words)
    {
        int before = words.Count;
        for (int last = units.Length - 1, first; last >= 0; last = first - 1)
        {
            first = last;
            for (int begin = last - 1; begin >= 0 && units[last].Start + units[last].Length - units[begin].Start <= Dictionary.LongestWord; begin--)
            {
                Dictionary.Prefixes.TryGet(Between(text, units[begin], units[last]), out long? count);
                first = count is null ? first : begin;
            }

            words.Add(Cover(units[first], units[last]));
        }

        words.Reverse(before, words.Count - before);
    }
}
