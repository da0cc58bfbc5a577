namespace Microsoft.ML.Tokenizers;

/// <summary>The UTF-8 bytes of a text, and for each byte the character it belongs to.</summary>
internal readonly struct Utf8Text
{
    /// <summary>Half of a surrogate pair on its own becomes three bytes of its own, as any other character.</summary>
    public Utf8Text(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length + 8);
        var chars = new List<int>(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            int first = i;
            int code = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                code = char.ConvertToUtf32(text[i], text[++i]);
            }

            Append(bytes, code);
            while (chars.Count < bytes.Count)
            {
                chars.Add(first);
            }
        }

        chars.Add(text.Length);
        Bytes = [.. bytes];
        Chars = [.. chars];
    }

    public byte[] Bytes { get; }

    /// <summary>Character index of each byte, with the text's length after the last.</summary>
    public int[] Chars { get; }

    /// <summary>Decodes whole characters. False if a byte cannot stand where it stands; a cut-off last character is left alone.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, List<char> chars, out int consumed)
    {
        consumed = 0;
        while (consumed < bytes.Length)
        {
            byte lead = bytes[consumed];
            int length = lead < 0x80 ? 1 : lead >> 5 == 0b110 ? 2 : lead >> 4 == 0b1110 ? 3 : lead >> 3 == 0b11110 ? 4 : 0;
            if (length == 0)
            {
                return false;
            }

            if (consumed + length > bytes.Length)
            {
                return true;
            }

            int code = length == 1 ? lead : lead & (0x7F >> length);
            foreach (byte next in bytes.Slice(consumed + 1, length - 1))
            {
                if (next >> 6 != 0b10)
                {
                    return false;
                }

                code = (code << 6) | (next & 0x3F);
            }

            if (code > 0xFFFF)
            {
                code -= 0x10000;
                chars.Add((char)(0xD800 + (code >> 10)));
                code = 0xDC00 + (code & 0x3FF);
            }

            chars.Add((char)code);
            consumed += length;
        }

        return true;
    }

    private static void Append(List<byte> bytes, int code)
    {
        if (code < 0x80)
        {
            bytes.Add((byte)code);
            return;
        }

        int tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3; // bytes after the first
        int mark = tail == 1 ? 0xC0 : tail == 2 ? 0xE0 : 0xF0;
        bytes.Add((byte)(mark | (code >> (6 * tail))));
        while (tail-- > 0)
        {
            bytes.Add((byte)(0x80 | ((code >> (6 * tail)) & 0x3F)));
        }
    }
}
