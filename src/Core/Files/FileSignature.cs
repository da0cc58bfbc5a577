namespace LanguageModeling.Files;

/// <summary>Recognises by its first bytes what is often taken for a text or model file.</summary>
internal static class FileSignature
{
    /// <summary>Bytes that <see cref="Describe"/> wants to see, where there are that many.</summary>
    public const int Length = 128;

    /// <summary>Whether data begin like gzip.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Whether data begin like UTF-16 or UTF-32 with a byte order mark.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> start)
        => start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    /// <summary>Says in words what data are and what to do; null when they are nothing known.</summary>
    /// <param name="start">The first bytes, at least <see cref="Length"/> where there are that many.</param>
    public static string? Describe(ReadOnlySpan<byte> start)
        => start.StartsWith("\\data\\"u8) ? "an ARPA n-gram file; load it as an n-gram model" : DescribeBinary(start);

    /// <summary>Says in words what data are that hold no text for a reader of lines, such as "a Git LFS pointer, …"; null when they may be text.</summary>
    /// <param name="start">The first bytes, at least <see cref="Length"/> where there are that many.</param>
    public static string? DescribeBinary(ReadOnlySpan<byte> start)
    {
        if (IsGzip(start))
        {
            return "gzip data; unpack it first";
        }

        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            return "a ZIP archive; unpack it, or if it is an ML.NET model, load it with mlContext.Model.Load";
        }

        if (start.StartsWith("version https://git-lfs.github.com/spec/"u8) && start.IndexOf("\noid sha256:"u8) > 0)
        {
            return "a Git LFS pointer, not the file itself; run \"git lfs pull\" to get it";
        }

        if (start.StartsWith("mmap lm http://kheafield.com/code"u8))
        {
            return "a KenLM binary; give the ARPA file that it was built from";
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
        {
            return "Zstandard data; unpack it first";
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
        {
            return "xz data; unpack it first";
        }

        return start.StartsWith("BZh"u8) && start.Length > 3 && start[3] is >= (byte)'1' and <= (byte)'9' ? "bzip2 data; unpack it first" : null;
    }
}
