namespace LanguageModeling.Tokenizers;

/// <summary>
/// GPT-2's spelling of bytes as characters: printable ASCII and Latin-1 characters stand for themselves, the other 68 bytes, in order, for
/// U+0100 and the characters after it. So every token of bytes has a spelling of its own, in text.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = Create();

    /// <summary>Spells a token of bytes.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        Span<char> letters = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            letters[i] = Letters[bytes[i]];
        }

        return new string(letters);
    }

    private static char[] Create()
    {
        var letters = new char[256];
        char next = '\u0100';
        for (int b = 0; b < letters.Length; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[b] = printable ? (char)b : next++;
        }

        return letters;
    }
}
