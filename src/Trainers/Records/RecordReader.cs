namespace LanguageModeling.Records;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
/// <param name="stream">At the first record; read to its end.</param>
/// <param name="shape">Of the records.</param>
/// <param name="ownsStream">Whether the stream is closed with this.</param>
internal sealed class RecordReader(Stream stream, RecordShape shape, bool ownsStream = false) : IRecordSource
{
    private const int LongestNumber = 5;

    private readonly byte[] _buffer = new byte[1 << 17];
    private readonly int[] _record = new int[shape.Width];
    private int _start;
    private int _end;
    private bool _ended;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Current => _record;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are no records.</exception>
    public bool Next()
    {
        if (_end - _start < 1 + (shape.Width * LongestNumber) && !_ended)
        {
            Fill();
        }

        if (_start == _end)
        {
            return false;
        }

        int shared = _buffer[_start++];
        if (shared > shape.Key)
        {
            throw Damaged();
        }

        if (shared < shape.Key)
        {
            _record[shared] = unchecked(_record[shared] + (int)ReadNumber());
            for (int k = shared + 1; k < shape.Key; k++)
            {
                _record[k] = (int)ReadNumber();
            }
        }

        for (int k = shape.Key; k < shape.Width; k++)
        {
            _record[k] = (int)ReadNumber();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ownsStream)
        {
            stream.Dispose();
        }
    }

    private void Fill()
    {
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        _end -= _start;
        _start = 0;
        int got = stream.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        _ended = got < _buffer.Length - _end;
        _end += got;
    }

    private uint ReadNumber()
    {
        uint number = 0;
        for (int shift = 0; shift < 7 * LongestNumber; shift += 7)
        {
            if (_start == _end)
            {
                throw Damaged();
            }

            byte next = _buffer[_start++];
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("The sorted records are damaged. Count the text again, or fetch the file again.");
}
