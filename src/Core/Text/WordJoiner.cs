using System.Globalization;
using System.Text;

namespace LanguageModeling.Text;

/// <summary>Writes words and punctuation marks as running text: decides where a space belongs.</summary>
internal static class WordJoiner
{
    private const string LeaningLeft = ".,;:!?%\u2026\u2030\u00B0\u2032\u2033"; // besides closing brackets and quotes
    private const string LeaningRight = "#@\u00A1\u00BF";                         // besides opening brackets, quotes and currency signs
    private const string Linking = "-/\u2010\u2011\u2014";                      // hyphens, slash, em dash: no space next to a word
    private const string Quotes = "\"'`";                                       // the same mark opens and closes

    public static string Join(IReadOnlyList<string> tokens)
    {
        var text = new StringBuilder();
        Span<bool> isOpen = stackalloc bool[Quotes.Length];
        string last = "";
        bool glued = true; // whether the last token takes no space after it
        foreach (string token in tokens)
        {
            if (token.Length == 0)
            {
                continue;
            }

            int quote = token.Length == 1 ? Quotes.IndexOf(token[0]) : -1;
            bool closes = quote >= 0 && isOpen[quote];
            if (!glued && !closes && NeedsSpace(last, token))
            {
                text.Append(' ');
            }

            text.Append(token);
            glued = quote >= 0 && !closes;
            if (quote >= 0)
            {
                isOpen[quote] = !closes;
            }

            last = token;
        }

        return text.ToString();
    }

    private static bool NeedsSpace(string left, string right)
    {
        Rune l = LastRune(left);
        Rune.DecodeFromUtf16(right, out Rune r, out _); // U+FFFD when malformed
        if (CjkText.StandsWithoutSpaces(l) || CjkText.StandsWithoutSpaces(r) || LeansLeft(r) || LeansRight(l))
        {
            return false;
        }

        bool linksLeft = IsAmong(Linking, r) && (IsWord(l) || l == r);
        bool linksRight = IsAmong(Linking, l) && (IsWord(r) || l == r);
        return !linksLeft && !linksRight;
    }

    private static bool LeansLeft(Rune rune)
        => IsAmong(LeaningLeft, rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation;

    private static bool LeansRight(Rune rune)
        => IsAmong(LeaningRight, rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.CurrencySymbol;

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value == '_';

    private static bool IsAmong(string set, Rune rune) => rune.IsBmp && set.Contains((char)rune.Value);

    private static Rune LastRune(string text)
    {
        Rune.DecodeLastFromUtf16(text, out Rune rune, out _);
        return rune;
    }
}
