using System.Buffers.Binary;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>
/// SentencePiece's precompiled map of characters: a double-array trie over UTF-8 bytes, then the replacements, each ended by a zero byte.
/// Every position read is checked: a map is untrusted input.
/// </summary>
internal sealed class PrecompiledCharsMap
{
    private readonly uint[] _trie;
    private readonly byte[] _replacements;

    /// <summary>Reads a map.</summary>
    /// <param name="content">The whole map.</param>
    /// <param name="place">Where it came from, for messages.</param>
    public PrecompiledCharsMap(byte[] content, string place)
    {
        Content = content;
        uint size = content.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(content) : 0;
        if (content.Length < 8 || size > content.Length - 4 || size % 4 != 0 || size < 4)
        {
            throw new InvalidDataException(
                $"{place}: the map of characters says that its trie has {size} bytes, but {Math.Max(0, content.Length - 4)} follow. "
                + "The file may be cut short or damaged; get it again.");
        }

        _trie = new uint[size / 4];
        for (int i = 0; i < _trie.Length; i++)
        {
            _trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(4 + (i * 4)));
        }

        _replacements = content[(4 + (int)size)..];
    }

    /// <summary>The map as bytes.</summary>
    public byte[] Content { get; }

    /// <summary>Finds a key that the bytes begin with.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="longest">Whether the longest such key counts, else the shortest.</param>
    /// <param name="length">Length of the key in bytes; 0 when there is none.</param>
    /// <returns>The replacement.</returns>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bytes, bool longest, out int length)
    {
        length = 0;
        int value = -1;
        uint at = Offset(_trie[0]);
        for (int i = 0; i < bytes.Length && bytes[i] != 0; i++)
        {
            if (!HasStep(at, bytes[i]))
            {
                break;
            }

            uint unit = _trie[at ^ bytes[i]];
            at = at ^ bytes[i] ^ Offset(unit);
            if ((unit & 0x100) != 0 && at < _trie.Length)
            {
                value = (int)(_trie[at] & 0x7FFFFFFF);
                length = i + 1;
                if (!longest)
                {
                    break;
                }
            }
        }

        if (value < 0 || value > _replacements.Length)
        {
            length = 0;
            return default;
        }

        ReadOnlySpan<byte> rest = _replacements.AsSpan(value);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>For each code unit, which keys begin with it.</summary>
    public KeyStart[] FindStarts()
    {
        var starts = new KeyStart[char.MaxValue + 1];
        for (int unit = 0; unit < starts.Length; unit++)
        {
            starts[unit] = char.IsSurrogate((char)unit) ? KeyStart.Any : FindStart((char)unit);
        }

        return starts;
    }

    /// <summary>What a text is replaced by; null when the map leaves it.</summary>
    public string? Replace(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (Encoding.UTF8.GetByteCount(text) > bytes.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> found = Find(bytes[..Encoding.UTF8.GetBytes(text, bytes)], longest: false, out int length);
        return length == 0 ? null : Encoding.UTF8.GetString(found);
    }

    private KeyStart FindStart(char character)
    {
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..new Rune(character).EncodeToUtf8(bytes)];
        uint at = Offset(_trie[0]);
        foreach (byte b in bytes)
        {
            if (b == 0 || !HasStep(at, b))
            {
                return KeyStart.None;
            }

            uint unit = _trie[at ^ b];
            at = at ^ b ^ Offset(unit);
            if ((unit & 0x100) != 0)
            {
                return KeyStart.Any;
            }
        }

        for (int b = 1; b < 0x80; b++)
        {
            if (HasStep(at, (byte)b))
            {
                return KeyStart.Any;
            }
        }

        return KeyStart.BeforeOthers;
    }

    private bool HasStep(uint at, byte b) => (at ^ b) < _trie.Length && (_trie[at ^ b] & 0x800000FF) == b;

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
