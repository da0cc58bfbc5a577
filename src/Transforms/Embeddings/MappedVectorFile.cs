using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LanguageModeling.Files;

namespace LanguageModeling.Embeddings;

/// <summary>
/// Word vectors in a file that is mapped. Little-endian: 8 bytes "LMVECMAP", Int32 version 1, Int32 dimension D, Int32 number of words V, Int32 zero,
/// Int64 place of the vectors, Int64 place of the inverse norms; the words as <see cref="Vocabulary.Save"/> writes them; V × D floats; V floats. Both
/// places are multiples of 64.
/// </summary>
internal static class MappedVectorFile
{
    private const int Version = 1;
    private const int HeaderLength = 40;
    private const int Alignment = 64;

    /// <summary>What the file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "LMVECMAP"u8;

    /// <summary>Writes a file.</summary>
    public static void Write(Stream stream, WordVectors vectors)
    {
        RequireLittleEndian();
        var words = new MemoryStream();
        vectors.Vocabulary.Save(words);
        long values = Align(HeaderLength + words.Length);
        long norms = Align(values + (sizeof(float) * (long)vectors.Values.Length));
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], vectors.Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], vectors.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], values);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], norms);
        stream.Write(header);
        words.WriteTo(stream);
        stream.Write(new byte[values - HeaderLength - words.Length]);
        for (int id = 0; id < vectors.Count; id++)
        {
            stream.Write(MemoryMarshal.AsBytes(vectors.Row(id)));
        }

        stream.Write(new byte[norms - values - (sizeof(float) * (long)vectors.Values.Length)]);
        stream.Write(MemoryMarshal.AsBytes(vectors.InverseNorms));
    }

    /// <summary>Maps a file.</summary>
    public static WordVectors Open(string path)
    {
        RequireLittleEndian();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderLength];
        int got = stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (got < HeaderLength || !header.StartsWith(Magic))
        {
            throw new InvalidDataException($"{path}: expected word vectors that WordVectors.SaveMapped wrote. Read other files with Load or Import.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        int dimension = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        long values = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        long norms = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        if (version != Version)
        {
            throw new InvalidDataException($"{path}: the format has version {version}, but this library reads version {Version}. Use a newer library.");
        }

        long numbers = (long)count * dimension;
        bool fits = dimension >= 1 && count >= 0 && numbers <= Array.MaxLength && values >= HeaderLength && values % Alignment == 0 && values <= stream.Length
            && norms == Align(values + (sizeof(float) * numbers)) && norms <= stream.Length - (sizeof(float) * (long)count);
        if (!fits)
        {
            throw new InvalidDataException(
                $"{path}: the header tells of {count} words of dimension {dimension} at byte {values}, which {stream.Length} bytes cannot hold. The file is cut short or damaged; save or fetch it again.");
        }

        Vocabulary vocabulary = Vocabulary.Load(stream);
        if (vocabulary.Count != count)
        {
            throw new InvalidDataException($"{path}: the header tells of {count} words but there are {vocabulary.Count}. The file is damaged; save or fetch it again.");
        }

        var inverseNorms = new float[count];
        stream.Position = norms;
        stream.ReadExactly(MemoryMarshal.AsBytes(inverseNorms.AsSpan()));
        return new WordVectors(vocabulary, numbers == 0 ? ReadOnlyMemory<float>.Empty : MappedFloats.Map(path, values, (int)numbers), dimension, inverseNorms);
    }

    private static long Align(long place) => (place + Alignment - 1) / Alignment * Alignment;

    private static void RequireLittleEndian()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new NotSupportedException("Mapped word vectors need a little-endian processor. Use Save and Load.");
        }
    }
}
