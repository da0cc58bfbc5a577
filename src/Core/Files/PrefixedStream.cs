namespace LanguageModeling.Files;

/// <summary>Gives some bytes already read, then the rest of the stream that they came from, which it leaves open.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;
    private Stream _rest = rest;

    /// <summary>Gives these bytes from now on, and nothing after them.</summary>
    public void GiveInstead(ReadOnlyMemory<byte> bytes)
    {
        _prefix = bytes;
        _rest = Null;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_prefix.IsEmpty)
        {
            return _rest.Read(buffer);
        }

        int count = Math.Min(buffer.Length, _prefix.Length);
        _prefix.Span[..count].CopyTo(buffer);
        _prefix = _prefix[count..];
        return count;
    }
}
