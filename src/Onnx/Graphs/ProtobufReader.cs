using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LanguageModeling.Graphs;

/// <summary>Reads protobuf's wire format out of a file that nobody vouches for: every length is checked against the bytes that are there.</summary>
/// <remarks>
/// A message is read by <c>while (reader.Next(end)) switch (reader.Field) …</c>, where each case takes the value in its own way or leaves it to
/// <see cref="Skip"/>. Large values are skipped over, not read; their place is kept.
/// </remarks>
internal sealed class ProtobufReader
{
    /// <summary>Wire types: how many bytes a value takes.</summary>
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly byte[] _window = new byte[1 << 14];
    private long _windowStart;
    private int _windowLength;
    private int _wire;

    public ProtobufReader(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
        Length = RandomAccess.GetLength(file);
    }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Offset of the next byte in the file.</summary>
    public long Position { get; private set; }

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Moves to the next field of a message.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <returns>Whether there is one.</returns>
    public bool Next(long end)
    {
        if (Position >= end)
        {
            return Position == end ? false : throw Error("a value runs past the end of its message");
        }

        ulong tag = ReadVarint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        _wire = (int)(tag & 7);
        return Field != 0 && _wire is Varint or Fixed64 or Delimited or Fixed32 ? true : throw Error($"field {Field} has wire type {_wire}, which protobuf does not have");
    }

    /// <summary>Whether the value is a run of bytes (text, message, packed numbers) and not a single number.</summary>
    public bool IsDelimited => _wire == Delimited;

    public long ReadInt64() => (long)ReadVarint(Varint);

    public int ReadInt32() => ReadInt64() is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Error($"field {Field} does not fit in 32 bits");

    public float ReadSingle()
    {
        Expect(Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));
    }

    /// <summary>Begins a message, text or run of bytes.</summary>
    /// <returns>Where it ends; it lies within the file.</returns>
    public long ReadEnd(long parentEnd)
    {
        Expect(Delimited);
        ulong length = ReadVarint();
        return Position <= parentEnd && length <= (ulong)(parentEnd - Position) ? Position + (long)length
            : throw Error($"field {Field} should have {length} bytes, but its message ends after {Math.Max(0, parentEnd - Position)}");
    }

    public string ReadString(long parentEnd)
    {
        byte[] bytes = ReadBytes(parentEnd);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error($"field {Field} should be text, but its bytes are not UTF-8");
        }
    }

    public byte[] ReadBytes(long parentEnd)
    {
        long length = ReadEnd(parentEnd) - Position;
        if (length > Array.MaxLength)
        {
            throw Error($"field {Field} has {length} bytes, too many for text or attributes");
        }

        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    /// <summary>Adds a repeated integer: one, or a packed run of them.</summary>
    public void ReadInt64s(List<long> values, long parentEnd)
    {
        if (!IsDelimited)
        {
            values.Add(ReadInt64());
            return;
        }

        for (long end = ReadEnd(parentEnd); Position < end;)
        {
            values.Add((long)ReadVarint());
        }
    }

    /// <summary>Adds a repeated float: one, or a packed run of them.</summary>
    public void ReadSingles(List<float> values, long parentEnd)
    {
        if (!IsDelimited)
        {
            values.Add(ReadSingle());
            return;
        }

        for (long end = ReadEnd(parentEnd); Position < end;)
        {
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float))));
        }
    }

    /// <summary>Steps over the value of the current field.</summary>
    public void Skip(long parentEnd)
    {
        switch (_wire)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(sizeof(ulong));
                break;
            case Fixed32:
                Take(sizeof(uint));
                break;
            default:
                SkipTo(ReadEnd(parentEnd));
                break;
        }
    }

    /// <summary>Moves to a place that <see cref="ReadEnd"/> gave.</summary>
    public void SkipTo(long position) => Position = position;

    public InvalidDataException Error(string what)
        => new($"{_path}, byte {Position}: {what}. This is not an ONNX model, or it is damaged; export or download it again.");

    private ulong ReadVarint(int wire)
    {
        Expect(wire);
        return ReadVarint();
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Error("a number takes more than ten bytes");
    }

    private void Expect(int wire)
    {
        if (_wire != wire)
        {
            throw Error($"field {Field} has wire type {_wire}, but {wire} was expected");
        }
    }

    // A few bytes at Position, from the window.
    private ReadOnlySpan<byte> Take(int count)
    {
        if (Position < _windowStart || Position + count > _windowStart + _windowLength)
        {
            _windowStart = Position;
            _windowLength = RandomAccess.Read(_file, _window, Position);
            if (_windowLength < count)
            {
                throw Error("the file is cut short");
            }
        }

        ReadOnlySpan<byte> bytes = _window.AsSpan((int)(Position - _windowStart), count);
        Position += count;
        return bytes;
    }

    private void Fill(Span<byte> destination)
    {
        TensorBytes.OfFile(_file, Position, destination.Length).Read(0, destination);
        Position += destination.Length;
    }
}
