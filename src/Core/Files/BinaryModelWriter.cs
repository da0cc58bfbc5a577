using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace LanguageModeling.Files;

/// <summary>Writes one object in the library's own binary form; <see cref="BinaryModelReader"/> reads it.</summary>
/// <remarks>
/// All little-endian: 8 bytes that name the kind, Int32 version, then blocks, then an empty block. A block is an Int32 length n of at
/// most <see cref="BlockSize"/>, n bytes, and the CRC-32C of everything before it except earlier checksums. So a reader meets no byte
/// that it has not checked, never reads past the object, and never reserves more than a block ahead of the data.
/// </remarks>
internal sealed class BinaryModelWriter
{
    /// <summary>Most bytes in a block.</summary>
    public const int BlockSize = 1 << 16;

    /// <summary>Bytes in the name of a kind of object.</summary>
    public const int MagicLength = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[BlockSize];
    private int _used;
    private uint _checksum;
    private bool _complete;

    /// <summary>Begins an object.</summary>
    /// <param name="stream">Receives it; left open.</param>
    /// <param name="magic">Names the kind of object, 8 bytes.</param>
    /// <param name="version">Version of its layout.</param>
    public BinaryModelWriter(Stream stream, ReadOnlySpan<byte> magic, int version)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNotEqual(magic.Length, MagicLength, nameof(magic));
        _stream = stream;
        Span<byte> header = stackalloc byte[MagicLength + sizeof(int)];
        magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[MagicLength..], version);
        WriteChecked(header);
    }

    public void Write(byte value) => Room(sizeof(byte))[0] = value;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);

    public void Write(float value) => BinaryPrimitives.WriteSingleLittleEndian(Room(sizeof(float)), value);

    public void Write(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Room(sizeof(double)), value);

    /// <summary>Writes a string: its length in UTF-8 bytes, then the bytes.</summary>
    /// <exception cref="EncoderFallbackException">The string holds half a surrogate pair.</exception>
    public void Write(string value)
    {
        byte[] bytes = StrictUtf8.GetBytes(value);
        Write(bytes.Length);
        WriteBytes(bytes);
    }

    /// <summary>Writes numbers one after another, without their count.</summary>
    public void WriteAll<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumberBase<T>
    {
        if (BitConverter.IsLittleEndian)
        {
            WriteBytes(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (ref readonly T value in values)
        {
            Span<byte> room = Room(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).Length);
            MemoryMarshal.Write(room, value);
            room.Reverse();
        }
    }

    /// <summary>Ends the object: writes what is left and the end mark. Nothing can be written after.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        FlushBlock();
        WriteBlock([]);
        _complete = true;
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == BlockSize)
            {
                FlushBlock();
            }

            int count = Math.Min(bytes.Length, BlockSize - _used);
            bytes[..count].CopyTo(Room(count));
            bytes = bytes[count..];
        }
    }

    private Span<byte> Room(int count)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        if (_used + count > BlockSize)
        {
            FlushBlock();
        }

        _used += count;
        return _block.AsSpan(_used - count, count);
    }

    private void FlushBlock()
    {
        if (_used > 0)
        {
            WriteBlock(_block.AsSpan(0, _used));
            _used = 0;
        }
    }

    private void WriteBlock(ReadOnlySpan<byte> payload)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, payload.Length);
        WriteChecked(number);
        WriteChecked(payload);
        BinaryPrimitives.WriteUInt32LittleEndian(number, _checksum);
        _stream.Write(number);
    }

    private void WriteChecked(ReadOnlySpan<byte> bytes)
    {
        _checksum = Crc32C.Append(_checksum, bytes);
        _stream.Write(bytes);
    }
}
