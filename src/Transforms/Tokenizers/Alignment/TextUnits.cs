using System.Globalization;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>The classes of characters that tokenizer.json speaks of.</summary>
internal static class TextUnits
{
    /// <summary>Unicode's White_Space.</summary>
    public static bool IsWhiteSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>Numbers of every kind: decimal digits, letters and others.</summary>
    public static bool IsNumeric(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Punctuation marks, and the ASCII symbols.</summary>
    public static bool IsPunctuation(Rune rune)
        => rune.IsAscii
            ? (char)rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation;

    /// <summary>Combining marks of every kind.</summary>
    public static bool IsMark(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Characters of words as regular expressions of Unicode define <c>\w</c>: alphabetic, marks, decimal digits, connectors, joiners.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => true,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169)
            or (>= 0x1F170 and <= 0x1F189),
        _ => false,
    };

    /// <summary>Replaces unpaired surrogates by U+FFFD, as conversion to UTF-8 does; the length stays.</summary>
    public static string WithoutLoneSurrogates(string text)
    {
        int bad = FindLoneSurrogate(text, 0);
        if (bad < 0)
        {
            return text;
        }

        char[] units = text.ToCharArray();
        for (; bad >= 0; bad = FindLoneSurrogate(text, bad + 1))
        {
            units[bad] = '\uFFFD';
        }

        return new string(units);
    }

    /// <summary>Whether a text has an unpaired surrogate.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<char> text) => FindLoneSurrogate(text, 0) >= 0;

    private static int FindLoneSurrogate(ReadOnlySpan<char> text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            int next = text[i..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
            {
                return -1;
            }

            i += next;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
