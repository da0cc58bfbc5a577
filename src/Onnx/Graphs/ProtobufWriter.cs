using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LanguageModeling.Graphs;

/// <summary>Writes protobuf's wire format into memory: messages without their large weights.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public long Length => _bytes.WrittenCount;

    public void CopyTo(Stream stream) => stream.Write(_bytes.WrittenSpan);

    /// <summary>Adds bytes as they are.</summary>
    public ProtobufWriter Append(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        write(bytes);
        _bytes.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return this;
    }

    /// <summary>Adds what another writer holds, as it is.</summary>
    public ProtobufWriter Append(ProtobufWriter other)
    {
        _bytes.Write(other._bytes.WrittenSpan);
        return this;
    }

    public ProtobufWriter Int64(int field, long value)
    {
        WriteTag(field, Varint);
        WriteVarint((ulong)value);
        return this;
    }

    public ProtobufWriter Single(int field, float value)
    {
        WriteTag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtobufWriter Text(int field, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Header(field, bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        return Message(field, message);
    }

    public ProtobufWriter Message(int field, ProtobufWriter message)
    {
        return Header(field, message.Length).Append(message);
    }

    /// <summary>Begins a value of a number of bytes, which follow.</summary>
    public ProtobufWriter Header(int field, long length)
    {
        WriteTag(field, Delimited);
        WriteVarint((ulong)length);
        return this;
    }

    private void WriteTag(int field, int wire) => WriteVarint((ulong)(field * 8 + wire));

    private void WriteVarint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[count++] = (byte)(value | 0x80);
        }

        bytes[count++] = (byte)value;
        _bytes.Write(bytes[..count]);
    }
}
