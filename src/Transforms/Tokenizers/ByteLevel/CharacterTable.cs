using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>What the splitting rules of byte-level tokenizers ask of a character, as bits.</summary>
internal static class CharacterTable
{
    public const byte Letter = 1;
    public const byte Number = 2;
    public const byte Space = 4;
    public const byte NewLine = 8;

    /// <summary>Letters but small ones, and marks: what o200k's rule lets a word begin with.</summary>
    public const byte Upper = 16;

    /// <summary>Letters but capital ones, and marks: what o200k's rule lets a word end with.</summary>
    public const byte Lower = 32;

    private static readonly byte[] Basic = Create();

    /// <summary>The bits of the character that begins at a place, and its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<char> text, int at, out int length)
    {
        char unit = text[at];
        length = 1;
        return char.IsHighSurrogate(unit) ? OfPair(text, at, out length) : Basic[unit];
    }

    private static byte OfPair(ReadOnlySpan<char> text, int at, out int length)
    {
        length = at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        return length == 1 ? (byte)0 : Of(Rune.GetUnicodeCategory(new Rune(text[at], text[at + 1])), false);
    }

    private static byte[] Create()
    {
        var table = new byte[char.MaxValue + 1];
        for (int c = 0; c < table.Length; c++)
        {
            table[c] = char.IsSurrogate((char)c) ? (byte)0 : Of(CharUnicodeInfo.GetUnicodeCategory((char)c), char.IsWhiteSpace((char)c));
        }

        table['\r'] |= NewLine;
        table['\n'] |= NewLine;
        return table;
    }

    private static byte Of(UnicodeCategory category, bool isSpace) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Letter | Upper,
        UnicodeCategory.LowercaseLetter => Letter | Lower,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter | Upper | Lower,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Upper | Lower,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
        _ => isSpace ? Space : (byte)0,
    };
}
