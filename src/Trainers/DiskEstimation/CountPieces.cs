using LanguageModeling.Files;

namespace LanguageModeling.DiskEstimation;

/// <summary>A stream of bytes inside a file of counts: pieces with their length before, the last one empty.</summary>
internal sealed class CountPieces : Stream
{
    private const int LongestPiece = 1 << 20;

    private readonly BinaryModelWriter? _writer;
    private readonly BinaryModelReader? _reader;
    private byte[] _piece = [];
    private int _used;
    private bool _ended;

    /// <summary>To write.</summary>
    public CountPieces(BinaryModelWriter writer) => _writer = writer;

    /// <summary>To read.</summary>
    public CountPieces(BinaryModelReader reader) => _reader = reader;

    public override bool CanRead => _reader is not null;

    public override bool CanSeek => false;

    public override bool CanWrite => _writer is not null;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (_used == _piece.Length && !_ended)
        {
            _piece = _reader!.ReadAll<byte>(_reader.ReadInt32(0, LongestPiece, "the length of a piece"));
            _used = 0;
            _ended = _piece.Length == 0;
            if (_ended)
            {
                _reader.Complete();
            }
        }

        int count = Math.Min(buffer.Length, _piece.Length - _used);
        _piece.AsSpan(_used, count).CopyTo(buffer);
        _used += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!buffer.IsEmpty)
        {
            _writer!.Write(buffer.Length);
            _writer.WriteAll(buffer);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
