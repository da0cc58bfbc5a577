using LanguageModeling.Files;

namespace LanguageModeling.Embeddings;

/// <summary>Bytes of a stream, unpacked if they are gzip, with a look ahead. Its buffer grows only when it is full of data.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly CheckedGzipStream? _gzip;
    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Begins to read; the stream is left open.</summary>
    public ByteSource(Stream stream, string name)
    {
        Name = name;
        _stream = stream;
        Remaining = stream.CanSeek ? stream.Length - stream.Position : null;
        if (FileSignature.IsGzip(Peek(2)))
        {
            _stream = _gzip = new CheckedGzipStream(new PrefixedStream(_buffer.AsMemory(_start, _end - _start).ToArray(), stream));
            _end = 0;
            Remaining = null;
        }
    }

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>Bytes consumed.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes that there were at the beginning; null when that is not known.</summary>
    public long? Remaining { get; }

    /// <summary>All that is buffered, at least so many bytes unless the data end before.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && ReadMore())
        {
        }

        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Passes over buffered bytes.</summary>
    public void Skip(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>How many bytes there are before the next one of this value; -1 when there is none among the next so many, or before the data end.</summary>
    public int Find(byte value, int longest)
    {
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> seen = Peek(0);
            int place = seen[searched..].IndexOf(value);
            if (place >= 0)
            {
                return searched + place <= longest ? searched + place : -1;
            }

            searched = seen.Length;
            if (searched > longest || !ReadMore())
            {
                return -1;
            }
        }
    }

    /// <summary>Reads bytes; fewer than asked for only at the end of the data.</summary>
    public int Read(Span<byte> destination)
    {
        int done = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, done).CopyTo(destination);
        Skip(done);
        while (done < destination.Length)
        {
            int count = ReadStream(destination[done..]);
            if (count == 0)
            {
                break;
            }

            done += count;
            Offset += count;
        }

        return done;
    }

    /// <summary>Puts back the last bytes that were read, to be read again.</summary>
    public void PutBack(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> buffered = Peek(0);
        var together = new byte[Math.Max(_buffer.Length, bytes.Length + buffered.Length)];
        bytes.CopyTo(together);
        buffered.CopyTo(together.AsSpan(bytes.Length));
        _buffer = together;
        (_start, _end) = (0, bytes.Length + buffered.Length);
        Offset -= bytes.Length;
    }

    public void Dispose() => _gzip?.Dispose();

    private bool ReadMore()
    {
        if (_end == _buffer.Length)
        {
            byte[] old = _buffer;
            int length = _end - _start;
            if (length > old.Length / 2)
            {
                _buffer = new byte[(int)Math.Min(Array.MaxLength, 2L * old.Length)];
            }

            Buffer.BlockCopy(old, _start, _buffer, 0, length);
            (_start, _end) = (0, length);
        }

        int count = ReadStream(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }

    private int ReadStream(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (InvalidDataException e) when (_gzip is not null)
        {
            throw new InvalidDataException(
                $"{Name}: the gzip data are damaged, cut short, or followed by other data. Fetch the file again, or look at it with \"gzip -t\".", e);
        }
    }
}
