using System.IO.Compression;

namespace LanguageModeling.Files;

/// <summary>
/// Unpacks gzip, and throws <see cref="InvalidDataException"/> at the end of input that is cut short, which <see cref="GZipStream"/> takes
/// for the end of the data.
/// </summary>
/// <remarks>
/// The trick: gzip data may be put one after another. When the input ends, a small packed piece is put after it. It comes out whole only
/// when all before it was whole; else it is taken for the missing rest, and something else comes out.
/// </remarks>
internal sealed class CheckedGzipStream : ForwardStream
{
    private static readonly byte[] Seal = [.. "end of gzip data"u8];
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly PrefixedStream _input;
    private readonly GZipStream _gzip;
    private bool _ended;

    /// <summary>Unpacks a stream, which is left open.</summary>
    public CheckedGzipStream(PrefixedStream input)
    {
        _input = input;
        _gzip = new GZipStream(input, CompressionMode.Decompress, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        int count = _gzip.Read(buffer);
        if (count == 0)
        {
            _ended = true;
            RequireWhole();
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RequireWhole()
    {
        _input.GiveInstead(PackedSeal);
        Span<byte> seen = stackalloc byte[Seal.Length + 1];
        int got = 0;

        // GZipStream says once more that it is at the end before it looks at what came after.
        for (int ends = 0; ends < 3 && got < seen.Length;)
        {
            int count = _gzip.Read(seen[got..]);
            got += count;
            ends += count == 0 ? 1 : 0;
        }

        if (!seen[..got].SequenceEqual(Seal))
        {
            throw new InvalidDataException("The gzip data are cut short, or followed by other data.");
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
