using System.Buffers.Binary;

namespace LanguageModeling.Tokenizers;

/// <summary>Reads the fields of a protocol buffer message, from input that nobody vouches for.</summary>
/// <param name="message">The message's bytes.</param>
/// <param name="place">Where they came from, for messages.</param>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message, string place)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;
    private int _wireType;

    /// <summary>Number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>Goes on to the next field; its value must be read or skipped.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        if (_at == _message.Length)
        {
            return false;
        }

        ulong key = ReadVarint();
        Field = (int)Math.Min(key >> 3, int.MaxValue);
        _wireType = (int)(key & 7);
        return Field > 0 ? true : throw Damaged("a field has number 0");
    }

    /// <summary>A whole number that may be negative.</summary>
    public int ReadInt32() => (int)Read(Varint);

    public bool ReadBoolean() => Read(Varint) != 0;

    public float ReadSingle()
    {
        Require(Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    /// <summary>Bytes, text or a message.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        Require(Bytes);
        ulong length = ReadVarint();
        return length <= (ulong)(_message.Length - _at) ? Take((int)length) : throw Damaged($"a field of {length} bytes begins, but {_message.Length - _at} are left");
    }

    /// <summary>Passes over the value.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Take(8);
                break;
            case Bytes:
                ReadBytes();
                break;
            case Fixed32:
                Take(4);
                break;
            default:
                throw Damaged($"a field has wire type {_wireType}");
        }
    }

    private ulong Read(int wireType)
    {
        Require(wireType);
        return ReadVarint();
    }

    private readonly void Require(int wireType)
    {
        if (_wireType != wireType)
        {
            throw Damaged($"field {Field} has wire type {_wireType} in place of {wireType}");
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number has more than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _message.Length - _at)
        {
            throw Damaged("it ends within a field");
        }

        ReadOnlySpan<byte> taken = _message.Slice(_at, count);
        _at += count;
        return taken;
    }

    private readonly InvalidDataException Damaged(string what)
        => new($"{place}: expected a SentencePiece model, but at byte {_at} of a message {what}. The file may be cut short or damaged; get it again.");
}
