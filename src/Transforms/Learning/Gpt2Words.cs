using System.Globalization;
using System.Text;

namespace LanguageModeling.Learning;

/// <summary>
/// GPT-2's splitting rule (Radford et al. 2019) without a regular expression:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
internal sealed class Gpt2Words(bool addPrefixSpace) : IWordSource
{
    private enum Kind : byte
    {
        Other,
        Letter,
        Number,
        Space,
    }

    private static readonly Kind[] Ascii = [.. Enumerable.Range(0, 128).Select(c => Classify(new Rune(c)))];

    public void Split(string text, WordSink sink)
    {
        if (addPrefixSpace && !text.StartsWith(' '))
        {
            text = $" {text}";
        }

        for (int start = 0; start < text.Length;)
        {
            int end = EndOfWord(text, start);
            sink(text.AsSpan(start, end - start));
            start = end;
        }
    }

    private static int EndOfWord(string text, int start)
    {
        int contraction = text[start] == '\'' ? ContractionLength(text.AsSpan(start + 1)) : 0;
        if (contraction > 0)
        {
            return start + 1 + contraction;
        }

        int at = start;
        Kind kind = Next(text, ref at);
        if (kind != Kind.Space)
        {
            return EndOfRun(text, at, kind);
        }

        if (text[start] == ' ' && at < text.Length)
        {
            int after = at;
            Kind following = Next(text, ref after);
            if (following != Kind.Space)
            {
                return EndOfRun(text, after, following);
            }
        }

        // White space but for its last character, which goes with the next word if it is a space, else is a word.
        int end = EndOfRun(text, at, Kind.Space);
        return end == text.Length || end == start + 1 ? end : end - 1; // no white space lies outside the 16-bit range
    }

    private static int EndOfRun(string text, int at, Kind kind)
    {
        while (at < text.Length)
        {
            int next = at;
            if (Next(text, ref next) != kind)
            {
                break;
            }

            at = next;
        }

        return at;
    }

    private static int ContractionLength(ReadOnlySpan<char> after) => after switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r', 'e', ..] or ['v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };

    private static Kind Next(string text, ref int at)
    {
        char c = text[at];
        if (c < 128)
        {
            at++;
            return Ascii[c];
        }

        Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length);
        at += length;
        return Classify(rune);
    }

    private static Kind Classify(Rune rune)
        => Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
}
