namespace LanguageModeling.Records;

/// <summary>
/// Writes sorted records small: of each key only what differs from the one before, numbers below 128 in a byte, below 16,384 in two, and so on.
/// </summary>
/// <param name="stream">Receives the bytes; left open.</param>
/// <param name="shape">Of the records.</param>
internal sealed class RecordWriter(Stream stream, RecordShape shape)
{
    private const int BufferSize = 1 << 16;
    private const int LongestNumber = 5;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly int[] _last = new int[shape.Key];
    private int _used;

    /// <summary>Records written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes a record, whose key is greater than that of the last one, or equal.</summary>
    public void Write(ReadOnlySpan<int> record)
    {
        if (_used + 1 + (shape.Width * LongestNumber) > BufferSize)
        {
            Flush();
        }

        int shared = shape.CommonLength(record, _last);
        _buffer[_used++] = (byte)shared;
        if (shared < shape.Key)
        {
            WriteNumber((uint)(record[shared] - _last[shared]));
            for (int k = shared + 1; k < shape.Key; k++)
            {
                WriteNumber((uint)record[k]);
            }

            record[..shape.Key].CopyTo(_last);
        }

        for (int k = shape.Key; k < shape.Width; k++)
        {
            WriteNumber((uint)record[k]);
        }

        Count++;
    }

    /// <summary>Writes out what is held back.</summary>
    public void Flush()
    {
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void WriteNumber(uint number)
    {
        while (number >= 0x80)
        {
            _buffer[_used++] = (byte)(number | 0x80);
            number >>= 7;
        }

        _buffer[_used++] = (byte)number;
    }
}
