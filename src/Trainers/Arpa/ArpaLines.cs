namespace LanguageModeling.Arpa;

/// <summary>Reads a stream line by line, as bytes.</summary>
/// <param name="stream">The text, unpacked.</param>
/// <param name="source">Its name for messages.</param>
internal sealed class ArpaLines(Stream stream, string source)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _filled;
    private bool _ended;
    private Range _current;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line, without its line feed and without spaces, tabs and carriage returns at its ends; empty after the last line.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_current).Trim(" \t\r"u8);

    /// <summary>Whether the last line has been passed.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _filled - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(searched + length, 1);
            }

            searched = _filled - _start;
            if (_ended)
            {
                AtEnd = searched == 0;
                return Take(searched, 0) && !AtEnd;
            }

            Fill();
        }
    }

    private bool Take(int length, int terminator)
    {
        _current = _start..(_start + length);
        _start += length + terminator;
        Number++;
        return true;
    }

    /// <summary>Moves what is left to the front and reads more behind it; the buffer doubles only when a line has filled it.</summary>
    private void Fill()
    {
        _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        _filled -= _start;
        _start = 0;
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(2 * _buffer.Length));
        }

        int got;
        try
        {
            got = stream.Read(_buffer, _filled, _buffer.Length - _filled);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"{source}, after line {Number}: the gzip data are damaged or cut short. Fetch the file again, or look at it with \"gzip -t\".", e);
        }

        _filled += got;
        _ended = got == 0;
    }
}
