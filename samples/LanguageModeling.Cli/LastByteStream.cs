namespace LanguageModeling.Cli;

/// <summary>A stream that is read through and remembers its last byte, so that one can tell whether the last line was ended.</summary>
internal sealed class LastByteStream(Stream inner) : Stream
{
    /// <summary>The last byte read so far; 0 before the first.</summary>
    public byte LastByte { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer);
        if (count > 0)
        {
            LastByte = buffer[count - 1];
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
