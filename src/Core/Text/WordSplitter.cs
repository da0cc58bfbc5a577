using System.Globalization;
using System.Text;

namespace LanguageModeling.Text;

/// <summary>Words and punctuation marks, in one pass; <see cref="TextSplitter.Words"/> states the rule.</summary>
internal sealed class WordSplitter(string name, bool eachIdeograph) : TextSplitter(name)
{
    private const char ZeroWidthNonJoiner = '\u200C'; // inside words of Persian
    private const char ZeroWidthJoiner = '\u200D';    // inside words of Indic scripts

    private enum Kind
    {
        Separator,
        Word,
        Ideograph,
        Symbol,
    }

    public override void Split(string text, List<TextPart> parts)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(parts);
        for (int start = 0; start < text.Length;)
        {
            (Kind kind, int length) = KindAt(text, start);
            int end = kind switch
            {
                Kind.Word => EndOfWord(text, start + length),
                Kind.Ideograph => EndOfMarks(text, start + length),
                Kind.Symbol => start + SymbolLength(text, start),
                _ => start + length,
            };
            if (kind != Kind.Separator)
            {
                parts.Add(new TextPart(start, end - start));
            }

            start = end;
        }
    }

    public override string Join(IReadOnlyList<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return WordJoiner.Join(tokens);
    }

    private (Kind Kind, int Length) KindAt(string text, int index)
    {
        char c = text[index];
        if (c < 0x80)
        {
            return (char.IsAsciiLetterOrDigit(c) || c == '_' ? Kind.Word : c is > ' ' and < '\u007F' ? Kind.Symbol : Kind.Separator, 1);
        }

        if (!Rune.TryGetRuneAt(text, index, out Rune rune))
        {
            return (Kind.Symbol, 1);
        }

        if (eachIdeograph && CjkText.IsIdeograph(rune))
        {
            return (Kind.Ideograph, rune.Utf16SequenceLength);
        }

        Kind kind = Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Kind.Word,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Control or UnicodeCategory.Format => Kind.Separator,
            _ => Kind.Symbol,
        };
        return (kind, rune.Utf16SequenceLength);
    }

    private int EndOfWord(string text, int end)
    {
        while (end < text.Length)
        {
            (Kind kind, int length) = KindAt(text, end);
            if (kind != Kind.Word)
            {
                // A character that belongs to a word only when the word goes on after it.
                length = IsInner(text, end) ? 1 : 0;
            }

            if (length == 0)
            {
                break;
            }

            end += length;
        }

        return end;
    }

    private bool IsInner(string text, int index)
    {
        if (index + 1 == text.Length)
        {
            return false;
        }

        return text[index] switch
        {
            '\'' or '\u2019' or '.' or ZeroWidthNonJoiner or ZeroWidthJoiner => KindAt(text, index + 1).Kind == Kind.Word,
            ',' or ':' => char.IsDigit(text[index - 1]) && char.IsDigit(text[index + 1]),
            _ => false,
        };
    }

    private static int EndOfMarks(string text, int end)
    {
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out Rune rune)
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
        {
            end += rune.Utf16SequenceLength;
        }

        return end;
    }

    // A grapheme cluster: a mark with its accents, an emoji with its skin tone, a family, a flag.
    private static int SymbolLength(string text, int start)
        => text[start] < 0x80 && (start + 1 == text.Length || text[start + 1] < 0x80) ? 1 : StringInfo.GetNextTextElementLength(text, start);
}
