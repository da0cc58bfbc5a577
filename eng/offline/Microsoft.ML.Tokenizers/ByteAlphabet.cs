using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// GPT-2's printable alphabet for bytes: a byte that is a visible Latin-1 character stands for itself, the others are numbered from U+0100 on.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_symbols = Symbols();
    private static readonly Dictionary<char, byte> s_bytes = Enumerable.Range(0, 256).ToDictionary(b => s_symbols[b], b => (byte)b);

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
        {
            text.Append(s_symbols[b]);
        }

        return text.ToString();
    }

    /// <summary>Reads a token. A character outside of the alphabet is an error.</summary>
    public static byte[] Read(ReadOnlySpan<char> token)
    {
        var bytes = new byte[token.Length];
        for (int i = 0; i < token.Length; i++)
        {
            bytes[i] = s_bytes[token[i]];
        }

        return bytes;
    }

    /// <summary>Reads a token whose characters outside of the alphabet stand for themselves, in UTF-8.</summary>
    public static void ReadLeniently(ReadOnlySpan<char> token, List<byte> bytes)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (!token.IsEmpty)
        {
            if (s_bytes.TryGetValue(token[0], out byte b))
            {
                bytes.Add(b);
                token = token[1..];
                continue;
            }

            Rune.DecodeFromUtf16(token, out Rune rune, out int length);
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            token = token[length..];
        }
    }

    private static char[] Symbols()
    {
        var symbols = new char[256];
        int next = 256;
        for (int b = 0; b < symbols.Length; b++)
        {
            bool visible = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            symbols[b] = (char)(visible ? b : next++);
        }

        return symbols;
    }
}
