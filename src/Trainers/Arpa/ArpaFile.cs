using LanguageModeling.Files;

namespace LanguageModeling.Arpa;

/// <summary>Finds the ARPA text in a file, and names what is no ARPA text.</summary>
internal static class ArpaFile
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Most bytes that a byte of gzip data unpacks to.</summary>
    private const long MostUnpacked = 1032;

    /// <summary>Reads a model and gives it to a sink.</summary>
    /// <param name="stream">Plain or gzip.</param>
    /// <param name="source">Its name for messages.</param>
    /// <param name="options">How generous to be.</param>
    /// <param name="createSink">Makes the sink; a second one when the file turns out not to be in suffix order.</param>
    /// <returns>The vocabulary, and what was unusual.</returns>
    public static (Vocabulary Vocabulary, ArpaReport Report) Read(Stream stream, string source, ArpaReadingOptions options, Func<INgramSink> createSink)
    {
        if (stream.CanSeek)
        {
            long origin = stream.Position;
            if (Read(stream, source, options, createSink, collect: false) is { } read)
            {
                return read;
            }

            stream.Position = origin;
        }

        return Read(stream, source, options, createSink, collect: true)!.Value;
    }

    private static (Vocabulary Vocabulary, ArpaReport Report)? Read(
        Stream stream, string source, ArpaReadingOptions options, Func<INgramSink> createSink, bool collect)
    {
        long? length = stream.CanSeek ? stream.Length - stream.Position : null;
        byte[] start = ReadStart(stream);
        if (!FileSignature.IsGzip(start))
        {
            return ReadPlain(start, stream, source, length, options).Read(createSink, collect);
        }

        using var unpacked = new CheckedGzipStream(new PrefixedStream(start, stream));
        try
        {
            start = ReadStart(unpacked);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{source}: the gzip data are damaged or cut short. Fetch the file again, or look at it with \"gzip -t\".", e);
        }

        return ReadPlain(start, unpacked, source, length * MostUnpacked, options).Read(createSink, collect);
    }

    private static ArpaReader ReadPlain(byte[] start, Stream rest, string source, long? length, ArpaReadingOptions options)
    {
        if (start.AsSpan().StartsWith("mmap lm http://kheafield.com/code"u8))
        {
            throw new NotSupportedException($"{source} is a KenLM binary, which only KenLM reads. Give the ARPA file that it was built from.");
        }

        if (start.AsSpan().StartsWith("blmt"u8) || start.AsSpan().StartsWith("Qblmt"u8) || start.AsSpan().StartsWith("qblmt"u8))
        {
            throw new NotSupportedException($"{source} is an IRSTLM binary. Turn it into ARPA with \"compile-lm --text=yes\".");
        }

        if (FileSignature.IsUtf16(start))
        {
            throw new InvalidDataException($"{source}: expected UTF-8 but found UTF-16 or UTF-32. Convert the file to UTF-8, for example with iconv.");
        }

        if (FileSignature.DescribeBinary(start) is { } known)
        {
            throw new InvalidDataException($"{source}: expected ARPA text but found {known}.");
        }

        int mark = start.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return new ArpaReader(new PrefixedStream(start.AsMemory(mark), rest), source, length, options);
    }

    private static byte[] ReadStart(Stream stream)
    {
        byte[] start = new byte[FileSignature.Length];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
