using LanguageModeling.Files;

namespace LanguageModeling.Tests.Files;

/// <summary>A stream that cannot seek and gives at most three bytes at a time, as a pipe may.</summary>
internal sealed class DribblingStream(Stream inner) : ForwardStream
{
    public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(buffer.Length, 3)]);
}
