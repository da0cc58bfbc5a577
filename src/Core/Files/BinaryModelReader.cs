using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace LanguageModeling.Files;

/// <summary>
/// Reads one object that <see cref="BinaryModelWriter"/> wrote, from input that nobody vouches for: checks every block before its bytes are
/// used, reserves memory only as data arrive, stops exactly at the end of the object, and throws nothing but
/// <see cref="InvalidDataException"/> and what the stream throws. Values may straddle blocks.
/// </summary>
internal sealed class BinaryModelReader
{
    private const int FirstReserve = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly string _what;
    private readonly byte[] _block = new byte[BinaryModelWriter.BlockSize];
    private long _streamOffset;  // bytes taken from the stream
    private long _blockOffset;   // offset of _block[0] in the object
    private int _filled;
    private int _used;
    private uint _checksum;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">Read from its position; left open.</param>
    /// <param name="magic">The kind of object expected, 8 bytes.</param>
    /// <param name="newestVersion">Newest version of the layout that the caller reads; older ones from 1 on are its business too.</param>
    /// <param name="what">The object in words for messages, such as "vocabulary".</param>
    /// <exception cref="InvalidDataException">The header is cut short, of another kind, or newer.</exception>
    public BinaryModelReader(Stream stream, ReadOnlySpan<byte> magic, int newestVersion, string what)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _what = what;
        Span<byte> start = stackalloc byte[FileSignature.Length];
        int got = _stream.ReadAtLeast(start[..BinaryModelWriter.MagicLength], BinaryModelWriter.MagicLength, throwOnEndOfStream: false);
        if (!start[..got].SequenceEqual(magic))
        {
            throw WrongKind(start, got, magic);
        }

        _streamOffset = got;
        _checksum = Crc32C.Append(Crc32C.Empty, magic);
        Span<byte> version = stackalloc byte[sizeof(int)];
        ReadChecked(version);
        Version = BinaryPrimitives.ReadInt32LittleEndian(version);
        if (Version < 1 || Version > newestVersion)
        {
            throw new InvalidDataException(
                $"Saved {_what}, byte {_streamOffset - sizeof(int)}: the format has version {Version}, but this library reads versions 1 to {newestVersion}. Use a newer library.");
        }

        _blockOffset = _streamOffset;
    }

    /// <summary>Version of the layout.</summary>
    public int Version { get; }

    /// <summary>Where the next value is, in bytes from the beginning of the object.</summary>
    public long Offset => _blockOffset + _used;

    public byte ReadByte() => Read<byte>();

    public int ReadInt32() => Read<int>();

    public long ReadInt64() => Read<long>();

    public float ReadSingle() => Read<float>();

    public double ReadDouble() => Read<double>();

    public bool ReadBoolean()
    {
        byte value = ReadByte();
        return value <= 1 ? value == 1 : throw Error($"expected 0 or 1 but found {value}");
    }

    /// <summary>Reads an Int32 that must lie in a range.</summary>
    /// <param name="minimum">Least value allowed.</param>
    /// <param name="maximum">Greatest value allowed.</param>
    /// <param name="name">The value in words for the message.</param>
    public int ReadInt32(int minimum, int maximum, string name)
    {
        int value = ReadInt32();
        return value >= minimum && value <= maximum
            ? value
            : throw Error($"expected {name} from {minimum} to {maximum} but found {value}");
    }

    /// <summary>Reads a string: length in bytes, then UTF-8.</summary>
    public string ReadString()
    {
        int length = ReadInt32(0, int.MaxValue, "the length of a string");
        try
        {
            return length <= _filled - _used
                ? StrictUtf8.GetString(Take(length))
                : StrictUtf8.GetString(ReadAll<byte>(length));
        }
        catch (Exception e) when (e is DecoderFallbackException or OutOfMemoryException)
        {
            throw Error($"found a string of {length} bytes that is not text in UTF-8");
        }
    }

    /// <summary>Reads numbers one after another. Memory grows with what arrives, so a count that lies costs nothing.</summary>
    /// <param name="count">How many.</param>
    public T[] ReadAll<T>(int count)
        where T : unmanaged, INumberBase<T>
    {
        if (count < 0 || count > Array.MaxLength)
        {
            throw Error($"expected a number of values up to {Array.MaxLength} but found {count}");
        }

        var values = new T[Math.Min(count, FirstReserve)];
        for (int done = 0; done < count; done = values.Length)
        {
            if (done == values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(count, 2L * done));
            }

            Fill(MemoryMarshal.AsBytes(values.AsSpan(done)));
        }

        if (!BitConverter.IsLittleEndian)
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            int size = Unsafe.SizeOf<T>();
            for (int i = 0; i < bytes.Length; i += size)
            {
                bytes.Slice(i, size).Reverse();
            }
        }

        return values;
    }

    /// <summary>Reads the end mark.</summary>
    public void Complete()
    {
        if (_used < _filled || ReadBlock() != 0)
        {
            throw Error("expected the end of the object but found more data");
        }
    }

    /// <summary>Makes the error for a value just read that cannot be.</summary>
    /// <param name="fault">What was expected and what was found, without a full stop.</param>
    public InvalidDataException Error(string fault) => Error(Offset, fault);

    private InvalidDataException Error(long offset, string fault)
        => new($"Saved {_what}, byte {offset}: {fault}. The file is damaged or was not written by this library; save or fetch it again.");

    private InvalidDataException WrongKind(Span<byte> start, int got, ReadOnlySpan<byte> magic)
    {
        string expected = Encoding.ASCII.GetString(magic).TrimEnd('\0');
        if (got < magic.Length)
        {
            return Error(got, got == 0 ? $"expected \"{expected}\" but the data end at once" : $"expected \"{expected}\" but the data end after {got} bytes");
        }

        int more = _stream.ReadAtLeast(start[got..], start.Length - got, throwOnEndOfStream: false);
        string seen = FileSignature.Describe(start[..(got + more)]) is { } known ? known : Convert.ToHexString(start[..got]);
        return new InvalidDataException($"Saved {_what}, byte 0: expected \"{expected}\" but found {seen}. Give a file that this library saved as {_what}.");
    }

    private T Read<T>()
        where T : unmanaged, INumberBase<T>
    {
        T value = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        Fill(bytes);
        if (!BitConverter.IsLittleEndian)
        {
            bytes.Reverse();
        }

        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        _used += count;
        return _block.AsSpan(_used - count, count);
    }

    private void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _filled && ReadBlock() == 0)
            {
                throw Error("expected more data but found the end of the object");
            }

            int count = Math.Min(bytes.Length, _filled - _used);
            Take(count).CopyTo(bytes);
            bytes = bytes[count..];
        }
    }

    private int ReadBlock()
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        ReadChecked(number);
        int length = BinaryPrimitives.ReadInt32LittleEndian(number);
        if (length is < 0 or > BinaryModelWriter.BlockSize)
        {
            throw Error(_streamOffset - sizeof(int), $"expected the length of a block, at most {BinaryModelWriter.BlockSize}, but found {length}");
        }

        _blockOffset = _streamOffset;
        _used = 0;
        _filled = length;
        ReadChecked(_block.AsSpan(0, length));
        uint computed = _checksum;
        ReadExactly(number);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(number);
        return stored == computed
            ? length
            : throw Error(_blockOffset, $"the checksum of the block is {stored:X8} but its bytes give {computed:X8}");
    }

    private void ReadChecked(Span<byte> bytes)
    {
        ReadExactly(bytes);
        _checksum = Crc32C.Append(_checksum, bytes);
    }

    private void ReadExactly(Span<byte> bytes)
    {
        int got = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        _streamOffset += got;
        if (got < bytes.Length)
        {
            throw Error(_streamOffset, $"expected {bytes.Length - got} more bytes but the data end. They are cut short");
        }
    }
}
