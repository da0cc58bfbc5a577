using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Data.IO;

/// <summary>
/// Mirrors the binary view format: 256 bytes of header, compressed blocks of values by column, tables of where they are,
/// annotations, a table of contents, a tail.
/// </summary>
internal static class BinaryFormat
{
    public const int HeaderSize = 256;
    public const ulong Magic = 0x00425644004C4D43, TailMagic = 0x434D4C0044564200;
    public const ulong Version = 0x0001000100010006, OldestVersion = 0x0001000100010004;
    public const byte NotCompressed = 0, Deflated = 1;

    public static byte[] Encode<T>(Codec<T> codec, ReadOnlySpan<T> values)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            codec.Write(writer, values);
        }

        return stream.ToArray();
    }

    public static byte[] Deflate(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionMode.Compress, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return stream.ToArray();
    }

    public static T[] Decode<T>(Codec<T> codec, byte[] block, byte compression, int count)
    {
        Stream stream = new MemoryStream(block);
        if (compression == Deflated)
        {
            var plain = new MemoryStream();
            using (var inflate = new DeflateStream(stream, CompressionMode.Decompress))
            {
                inflate.CopyTo(plain);
            }

            plain.Position = 0;
            stream = plain;
        }

        using var reader = new BinaryReader(stream, Encoding.UTF8);
        return codec.Read(reader, count);
    }
}
