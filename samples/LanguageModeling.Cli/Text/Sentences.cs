namespace LanguageModeling.Cli.Text;

/// <summary>Sentences of English paragraphs.</summary>
internal static class Sentences
{
    /// <summary>Splits a paragraph; the sentences are trimmed.</summary>
    public static IEnumerable<string> Split(string paragraph)
        => SentenceSplitter.Split(paragraph).Select(part => paragraph.Substring(part.Start, part.Length));

    /// <summary>Whether a sentence reads as one: enough words, a letter or figure first, and a mark at its end.</summary>
    /// <param name="sentence">One sentence, as <see cref="Split"/> gives it.</param>
    /// <param name="minimumWords">Least number of words.</param>
    public static bool IsProse(string sentence, int minimumWords)
        => sentence.Length > 0
            && (char.IsLetterOrDigit(sentence[0]) || sentence[0] is '"' or '(' or '[' or '“' or '‘' or '\'')
            && sentence.TrimEnd('"', '\'', ')', ']', '”', '’') is [.., '.' or '!' or '?']
            && sentence.AsSpan().Count(' ') + 1 >= minimumWords;
}
