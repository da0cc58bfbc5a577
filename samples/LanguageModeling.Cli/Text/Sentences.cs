using System.Collections.Frozen;

namespace LanguageModeling.Cli.Text;

/// <summary>Splits English paragraphs into sentences.</summary>
internal static class Sentences
{
    private static readonly FrozenSet<string> Abbreviations = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "e.g", "i.e", "etc", "vs", "cf", "mr", "mrs", "ms", "dr", "st", "fig", "approx", "incl", "ex");

    /// <summary>
    /// Splits after a full stop, exclamation or question mark, with the quotes and brackets that close behind it, where white space and
    /// something that can begin a sentence follow. Abbreviations and initials end no sentence.
    /// </summary>
    /// <param name="paragraph">White space normalised.</param>
    /// <returns>The sentences in order, trimmed; together they are the paragraph.</returns>
    public static IEnumerable<string> Split(string paragraph)
    {
        int start = 0;
        for (int i = 0; i < paragraph.Length; i++)
        {
            if (paragraph[i] is not ('.' or '!' or '?'))
            {
                continue;
            }

            int end = i + 1;
            while (end < paragraph.Length && paragraph[end] is '.' or '!' or '?' or '"' or '\'' or ')' or ']' or '”' or '’')
            {
                end++;
            }

            bool ends = end + 1 < paragraph.Length && char.IsWhiteSpace(paragraph[end]) && CanBegin(paragraph[end + 1])
                && !(paragraph[i] == '.' && IsAbbreviation(paragraph.AsSpan(start, i - start)));
            if (ends)
            {
                yield return paragraph[start..end].Trim();
                start = end + 1;
            }

            i = end - 1;
        }

        string rest = paragraph[start..].Trim();
        if (rest.Length > 0)
        {
            yield return rest;
        }
    }

    /// <summary>Whether a sentence reads as one: enough words, a letter or figure first, and a mark at its end.</summary>
    /// <param name="sentence">One sentence, as <see cref="Split"/> gives it.</param>
    /// <param name="minimumWords">Least number of words.</param>
    public static bool IsProse(string sentence, int minimumWords)
        => sentence.Length > 0
            && (char.IsLetter(sentence[0]) || CanBegin(sentence[0]))
            && sentence.TrimEnd('"', '\'', ')', ']', '”', '’') is [.., '.' or '!' or '?']
            && sentence.AsSpan().Count(' ') + 1 >= minimumWords;

    private static bool CanBegin(char c) => char.IsUpper(c) || char.IsDigit(c) || c is '"' or '(' or '[' or '“' or '‘' or '\'';

    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        int space = before.LastIndexOf(' ');
        ReadOnlySpan<char> word = before[(space + 1)..].TrimStart("([\"'");
        bool isInitial = word.Length == 1 && char.IsUpper(word[0]);
        return isInitial || Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }
}
