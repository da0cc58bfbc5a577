using System.Globalization;
using System.Text;
using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>Splits text into sentences, by rule.</summary>
/// <remarks>
/// A sentence ends after a full stop, exclamation mark, question mark or ellipsis, with the quotes and brackets that close behind it, where
/// white space and something that can begin a sentence follow: no small letter. Chinese and Japanese marks (。！？) need nothing after them.
/// Abbreviations (Dr., e.g., U.S.), initials, decimals and the number of a list's item end no sentence; an empty line does.
/// </remarks>
public static class SentenceSplitter
{
    private const string Ends = ".!?\u2026";
    private const string CjkEnds = "\u3002\uFF01\uFF1F\uFF61";
    private const string Closing = "\"')]}\u201D\u2019\u00BB\u300D\u300F\u300B\u3009\uFF09\u3011";

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new HashSet<string>(
        [
            "mr", "mrs", "ms", "dr", "prof", "rev", "gen", "sen", "rep", "gov", "capt", "lt", "col", "sgt", "hon", "st", "mt", "jr", "sr",
            "e.g", "i.e", "eg", "ie", "etc", "vs", "cf", "al", "viz", "approx", "incl", "excl", "ex", "fig", "figs", "eq", "eqs", "sec", "ch", "vol", "pp", "ed", "eds",
            "inc", "ltd", "corp", "dept", "univ", "assn", "ave", "blvd", "jan", "feb", "apr", "aug", "sept", "oct", "nov", "dec",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Finds the sentences of a text, in order, without the white space around them; none is empty.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<TextPart> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<TextPart>();
        int start = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' && IsEmptyLine(text, at + 1))
            {
                Add(at);
                continue;
            }

            bool cjk = CjkEnds.Contains(text[at], StringComparison.Ordinal);
            if (!cjk && !Ends.Contains(text[at], StringComparison.Ordinal))
            {
                continue;
            }

            int end = at + 1;
            while (end < text.Length && (Ends.Contains(text[end], StringComparison.Ordinal) || CjkEnds.Contains(text[end], StringComparison.Ordinal)
                || Closing.Contains(text[end], StringComparison.Ordinal)))
            {
                cjk |= CjkEnds.Contains(text[end], StringComparison.Ordinal);
                end++;
            }

            bool isStop = text[at] == '.' && end == at + 1;
            if (cjk || (CanEnd(text, end) && !(isStop && IsPartOfWord(text.AsSpan(start, at - start)))))
            {
                Add(end);
            }

            at = end - 1;
        }

        Add(text.Length);
        return sentences;

        void Add(int end)
        {
            int first = start + (end - start - text.AsSpan(start, end - start).TrimStart().Length);
            int length = text.AsSpan(first, end - first).TrimEnd().Length;
            if (length > 0)
            {
                sentences.Add(new TextPart(first, length));
            }

            start = end;
        }
    }

    private static bool IsEmptyLine(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        return at < text.Length && text[at] == '\n';
    }

    // White space, and then what can begin a sentence.
    private static bool CanEnd(string text, int at)
    {
        int next = at;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        return next == text.Length || (next > at && Rune.TryGetRuneAt(text, next, out Rune rune) && CanBegin(rune));
    }

    private static bool CanBegin(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.FinalQuotePunctuation) && !(rune.IsBmp && (Ends + ",;:").Contains((char)rune.Value, StringComparison.Ordinal));

    // Whether the full stop after this belongs to an abbreviation, an initial, or the number of an item.
    private static bool IsPartOfWord(ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> trimmed = before.TrimStart();
        int space = trimmed.LastIndexOfAny(" \t\r\n\u00A0");
        ReadOnlySpan<char> word = trimmed[(space + 1)..].TrimStart("([{\"'\u201C\u2018");
        return IsInitials(word) || Abbreviations.Contains(word) || (space < 0 && word.Length is > 0 and <= 3 && word.IndexOfAnyExceptInRange('0', '9') < 0);
    }

    // J, U.S, p.m: single letters with full stops between them; a small letter alone is none.
    private static bool IsInitials(ReadOnlySpan<char> word)
    {
        if (word.Length % 2 == 0 || (word.Length == 1 && !char.IsUpper(word[0])))
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if (i % 2 == 0 ? !char.IsLetter(word[i]) || CjkText.IsIdeograph(new Rune(word[i])) : word[i] != '.')
            {
                return false;
            }
        }

        return true;
    }
}
