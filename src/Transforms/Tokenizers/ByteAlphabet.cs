namespace LanguageModeling.Tokenizers;

/// <summary>
/// GPT-2's spelling of bytes as characters: printable ASCII and Latin-1 characters stand for themselves, the other 68 bytes, in order, for
/// U+0100 and the characters after it. So every token of bytes has a spelling of its own, in text.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = Create();
    private static readonly short[] Bytes = Invert();

    /// <summary>Spells a byte.</summary>
    public static char Spell(byte value) => Letters[value];

    /// <summary>The byte that a character stands for, -1 for none.</summary>
    public static int Read(char letter) => letter < Bytes.Length ? Bytes[letter] : -1;

    /// <summary>The bytes that a spelling stands for; null when it is none.</summary>
    public static byte[]? Read(ReadOnlySpan<char> spelling)
    {
        var bytes = new byte[spelling.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            int value = Read(spelling[i]);
            if (value < 0)
            {
                return null;
            }

            bytes[i] = (byte)value;
        }

        return bytes;
    }

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

    private static short[] Invert()
    {
        var bytes = new short[Letters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int b = 0; b < Letters.Length; b++)
        {
            bytes[Letters[b]] = (short)b;
        }

        return bytes;
    }
}
