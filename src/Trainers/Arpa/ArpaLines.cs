namespace LanguageModeling.Arpa;

/// <summary>Reads a stream line by line, or in pieces of whole lines, as bytes.</summary>
/// <param name="stream">The text, unpacked.</param>
/// <param name="source">Its name for messages.</param>
internal sealed class ArpaLines(Stream stream, string source)
{
    private const int PieceLength = 1 << 20;
    private const int LongestLine = 1 << 24; // a little gzip data can be a line without end

    private readonly Stack<ArraySegment<byte>> _given = new(); // pieces to be read again, the next one on top
    private readonly Stack<byte[]> _free = new();
    private ArraySegment<byte> _piece = new([]); // what is left of the current one
    private byte[] _tail = []; // the beginning of a line that the next piece goes on with
    private ArraySegment<byte> _line = new([]);
    private bool _ended;

    /// <summary>Bytes that may be read, but mean nothing, after the end of each piece.</summary>
    public const int Slack = 64;

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The current line, without its line feed and without spaces, tabs and carriage returns at its ends; empty after the last line.</summary>
    public ReadOnlySpan<byte> Current => _line.AsSpan().Trim(" \t\r"u8);

    /// <summary>Whether the last line has been passed.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        if (_piece.Count == 0 && !NextPiece(out _piece))
        {
            AtEnd = true;
            _line = new([]);
            Number++;
            return false;
        }

        int length = _piece.AsSpan().IndexOf((byte)'\n');
        _line = length < 0 ? _piece : _piece[..length];
        _piece = _piece[(length < 0 ? _piece.Count : length + 1)..];
        Number++;
        return true;
    }

    /// <summary>Takes the next whole lines at once; <see cref="Skip"/> then counts those that were used.</summary>
    /// <param name="piece">Receives them; only the last line of the text may lack its line feed.</param>
    /// <returns>Whether there are any.</returns>
    public bool TakePiece(out ArraySegment<byte> piece)
    {
        piece = _piece;
        _piece = new([]);
        return piece.Count > 0 || NextPiece(out piece);
    }

    /// <summary>Whether the next line, if any, is in another piece than the current one.</summary>
    public bool AtPieceEnd => _piece.Count == 0;

    /// <summary>Gives back the end of a piece, to be read next.</summary>
    public void GiveBack(ArraySegment<byte> piece) => _piece = piece;

    /// <summary>Gives back a piece, to be read when the current one is at its end, before those given back earlier.</summary>
    public void GiveBackLater(ArraySegment<byte> piece) => _given.Push(piece);

    /// <summary>Gives back the memory of a piece of which nothing is needed any more.</summary>
    public void Free(ArraySegment<byte> piece) => _free.Push(piece.Array!);

    /// <summary>Counts lines that were read from pieces.</summary>
    public void Skip(long lines) => Number += lines;

    private bool NextPiece(out ArraySegment<byte> piece)
    {
        while (_given.TryPop(out piece))
        {
            if (piece.Count > 0)
            {
                return true;
            }
        }

        return ReadPiece(out piece);
    }

    /// <summary>Reads a piece up to its last line feed; it grows only when a line fills it.</summary>
    private bool ReadPiece(out ArraySegment<byte> piece)
    {
        int length = checked(Math.Max(PieceLength, 2 * _tail.Length) + Slack);
        byte[] buffer = _free.TryPop(out byte[]? free) && free.Length >= length ? free : new byte[length];
        _tail.CopyTo(buffer, 0);
        int filled = _tail.Length;
        _tail = [];
        while (true)
        {
            while (filled < buffer.Length - Slack && !_ended)
            {
                int got = Read(buffer.AsSpan(filled..^Slack));
                filled += got;
                _ended = got == 0;
            }

            int end = _ended ? filled : buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (end > 0 || _ended)
            {
                _tail = buffer[end..filled];
                piece = new ArraySegment<byte>(buffer, 0, end);
                return end > 0;
            }

            if (filled >= LongestLine)
            {
                throw new InvalidDataException($"{source}, after line {Number}: a line is longer than {LongestLine} bytes, which no ARPA file has. Fetch or make it anew.");
            }

            Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    private int Read(Span<byte> bytes)
    {
        try
        {
            return stream.Read(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"{source}, after line {Number}: the gzip data are damaged or cut short. Fetch the file again, or look at it with \"gzip -t\".", e);
        }
    }
}
