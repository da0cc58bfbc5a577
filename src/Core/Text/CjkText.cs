using System.Text;

namespace LanguageModeling.Text;

/// <summary>Knows the characters of Chinese and Japanese, which are written without spaces. Korean has spaces and is not among them.</summary>
internal static class CjkText
{
    /// <summary>Whether a character is a Chinese character, a kana or a bopomofo letter.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value switch
    {
        < 0x2E80 => false,
        <= 0x2FDF => true,              // radicals
        0x3005 or 0x3007 or 0x303B => true, // repetition marks, zero
        >= 0x3041 and <= 0x312F => rune.Value is not (0x30A0 or 0x30FB), // kana, bopomofo; not the double hyphen and middle dot
        >= 0x31A0 and <= 0x31BF => true, // bopomofo
        >= 0x31F0 and <= 0x31FF => true, // small kana
        >= 0x3400 and <= 0x4DBF => true,
        >= 0x4E00 and <= 0x9FFF => true,
        >= 0xF900 and <= 0xFAFF => true,
        >= 0xFF66 and <= 0xFF9F => true, // half-width kana
        >= 0x1AFF0 and <= 0x1B16F => true, // kana
        >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    /// <summary>Whether no space is written before or after a character: ideographs, their punctuation and full-width forms.</summary>
    public static bool StandsWithoutSpaces(Rune rune)
        => IsIdeograph(rune) || rune.Value is (>= 0x3000 and <= 0x303F) or 0x30A0 or 0x30FB or (>= 0xFE30 and <= 0xFE4F) or (>= 0xFF00 and <= 0xFF65);
}
