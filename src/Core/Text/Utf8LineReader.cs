using System.Text;
using System.Text.Unicode;
using LanguageModeling.Files;

namespace LanguageModeling.Text;

/// <summary>Finds lines in a buffer of bytes and decodes them one at a time.</summary>
internal sealed class Utf8LineReader : IDisposable
{
    private const int FirstBufferSize = 1 << 17;
    private const int LongestLine = 1 << 30; // bytes; a string holds at most about so many characters

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly string _name;
    private readonly TextReadingOptions _options;
    private readonly CheckedGzipStream? _gzip;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[FirstBufferSize];
    private int _start;   // of the line being looked for
    private int _end;     // of the bytes read
    private long _offset; // of _buffer[0] in the text
    private long _line;   // lines given so far

    public Utf8LineReader(Stream stream, string name, TextReadingOptions options)
    {
        _name = name;
        _options = options;
        _stream = stream;
        _end = stream.ReadAtLeast(_buffer, 2, throwOnEndOfStream: false);
        if (FileSignature.IsGzip(_buffer.AsSpan(0, _end)))
        {
            byte[] start = _buffer[.._end];
            _stream = _gzip = new CheckedGzipStream(new PrefixedStream(start, stream));
            _end = 0;
            while (_end < FileSignature.Length && ReadMore())
            {
            }
        }

        RefuseOtherContent(_buffer.AsSpan(0, _end));
        if (!options.KeepByteOrderMark)
        {
            while (_end is > 0 and < 3 && ReadMore())
            {
            }

            _start = _buffer.AsSpan(0, _end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        }
    }

    /// <summary>Whether the last line has been read and no line feed ends it.</summary>
    public bool LastLineIsOpen { get; private set; }

    /// <summary>The next line without its end, or null after the last.</summary>
    public string? ReadLine()
    {
        int searched = _start;
        while (true)
        {
            int length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                int newline = searched + length;
                int end = newline > _start && _buffer[newline - 1] == '\r' ? newline - 1 : newline;
                string line = Decode(_start, end);
                _start = newline + 1;
                return line;
            }

            int seen = _end - _start;
            if (!ReadMore())
            {
                if (seen == 0)
                {
                    return null;
                }

                string last = Decode(_start, _end);
                _start = _end;
                LastLineIsOpen = true;
                return last;
            }

            searched = _start + seen;
        }
    }

    /// <summary>Reads bytes as they are, instead of lines; the mark at the beginning is left out as there.</summary>
    /// <returns>Bytes read; 0 at the end only.</returns>
    public int ReadBytes(Span<byte> destination)
    {
        if (_start == _end)
        {
            _offset += _end;
            _start = _end = 0;
            if (!ReadMore())
            {
                return 0;
            }
        }

        int count = Math.Min(destination.Length, _end - _start);
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, count);
        bytes.CopyTo(destination);
        _line += bytes.Count((byte)'\n');
        _start += count;
        return count;
    }

    /// <summary>Refuses a line that goes on after so many bytes, when that is too much.</summary>
    public void RefuseLongLine(int length)
    {
        if (length >= LongestLine)
        {
            throw new InvalidDataException($"{_name}, line {_line + 1}: the line is longer than {LongestLine} bytes. Break it into several lines.");
        }
    }

    /// <summary>Makes the error for a byte that is no text.</summary>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="offset">Its place in the unpacked text.</param>
    /// <param name="value">The byte.</param>
    public InvalidDataException InvalidByte(long line, long offset, byte value) => new(
        $"{_name}, line {line}, byte offset {offset}{(_gzip is null ? "" : " of the unpacked text")}: 0x{value:X2} is not valid UTF-8 here. "
        + "Convert the text to UTF-8 (for example with iconv), or read it with ReplaceInvalid to put U+FFFD in its place.");

    /// <summary>The first byte that is no text; the bytes have one.</summary>
    public static int FirstFault(ReadOnlySpan<byte> bytes)
    {
        Utf8.ToUtf16(bytes, new char[bytes.Length], out int valid, out _, replaceInvalidSequences: false);
        return valid;
    }

    public void Dispose() => _gzip?.Dispose();

    private bool ReadMore()
    {
        if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        int count;
        try
        {
            count = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException e) when (_gzip is not null)
        {
            throw new InvalidDataException(
                $"{_name}: the gzip data are damaged, cut short, or followed by other data; {_line} lines could be read. Fetch the file again, or look at it with \"gzip -t\".", e);
        }

        _end += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        int length = _end - _start;
        RefuseLongLine(length);
        byte[] old = _buffer;
        if (length > old.Length / 2)
        {
            _buffer = new byte[2 * old.Length];
        }

        Buffer.BlockCopy(old, _start, _buffer, 0, length);
        _offset += _start;
        _start = 0;
        _end = length;
    }

    private string Decode(int start, int end)
    {
        _line++;
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(start, end - start);
        try
        {
            return _options.ReplaceInvalid ? Encoding.UTF8.GetString(bytes) : StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            int fault = FirstFault(bytes);
            throw InvalidByte(_line, _offset + start + fault, bytes[fault]);
        }
    }

    private void RefuseOtherContent(ReadOnlySpan<byte> start)
    {
        if (FileSignature.IsUtf16(start))
        {
            throw new InvalidDataException($"{_name}: expected UTF-8 but found UTF-16 or UTF-32 (byte order mark {Convert.ToHexString(start[..2])}). Convert the text to UTF-8, for example with iconv.");
        }

        if (FileSignature.DescribeBinary(start) is { } known)
        {
            throw new InvalidDataException($"{_name}: expected text but found {known}.");
        }
    }
}
