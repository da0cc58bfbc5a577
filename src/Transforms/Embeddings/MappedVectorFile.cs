using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LanguageModeling.Files;

namespace LanguageModeling.Embeddings;

/// <summary>Word vectors in a file that is mapped; its layout is in docs/word-vector-format.md. Versions 1, without checksums, and 2 are read.</summary>
internal static class MappedVectorFile
{
    private const int Version = 2;
    private const int HeaderLength = 48;
    private const int HeaderLengthVersion1 = 40;
    private const int HeaderChecksum = 44;
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
        ReadOnlySpan<byte> inverseNorms = MemoryMarshal.AsBytes(vectors.InverseNorms);
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], vectors.Dimension);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], vectors.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], Checksum(vectors, default));
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], values);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], norms);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], Crc32C.Append(Crc32C.Empty, inverseNorms));
        BinaryPrimitives.WriteUInt32LittleEndian(header[HeaderChecksum..], Crc32C.Append(Crc32C.Empty, header[..HeaderChecksum]));
        stream.Write(header);
        words.WriteTo(stream);
        stream.Write(new byte[values - HeaderLength - words.Length]);
        for (int id = 0; id < vectors.Count; id++)
        {
            stream.Write(MemoryMarshal.AsBytes(vectors.Row(id)));
        }

        stream.Write(new byte[norms - values - (sizeof(float) * (long)vectors.Values.Length)]);
        stream.Write(inverseNorms);
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
        bool hasChecksums = version != 1;
        if (version is < 1 or > Version)
        {
            throw new InvalidDataException($"{path}: the format has version {version}, but this library reads versions 1 to {Version}. Use a newer library.");
        }

        if (hasChecksums && BinaryPrimitives.ReadUInt32LittleEndian(header[HeaderChecksum..]) != Crc32C.Append(Crc32C.Empty, header[..HeaderChecksum]))
        {
            throw new InvalidDataException($"{path}: the checksum of the header does not fit its bytes. The file is damaged; save or fetch it again.");
        }

        long numbers = (long)count * dimension;
        bool fits = dimension >= 1 && count >= 0 && numbers <= Array.MaxLength && values >= HeaderLength && values % Alignment == 0 && values <= stream.Length
            && norms == Align(values + (sizeof(float) * numbers)) && norms <= stream.Length - (sizeof(float) * (long)count);
        if (!fits)
        {
            throw new InvalidDataException(
                $"{path}: the header tells of {count} words of dimension {dimension} at byte {values}, which {stream.Length} bytes cannot hold. The file is cut short or damaged; save or fetch it again.");
        }

        stream.Position = hasChecksums ? HeaderLength : HeaderLengthVersion1;
        Vocabulary vocabulary = Vocabulary.Load(stream);
        if (vocabulary.Count != count)
        {
            throw new InvalidDataException($"{path}: the header tells of {count} words but there are {vocabulary.Count}. The file is damaged; save or fetch it again.");
        }

        var inverseNorms = new float[count];
        Span<byte> normBytes = MemoryMarshal.AsBytes(inverseNorms.AsSpan());
        stream.Position = norms;
        stream.ReadExactly(normBytes);
        if (hasChecksums && BinaryPrimitives.ReadUInt32LittleEndian(header[40..]) != Crc32C.Append(Crc32C.Empty, normBytes))
        {
            throw new InvalidDataException($"{path}: the checksum of the norms from byte {norms} on does not fit their bytes. The file is damaged; save or fetch it again.");
        }

        return new WordVectors(
            vocabulary,
            numbers == 0 ? ReadOnlyMemory<float>.Empty : MappedFloats.Map(path, values, (int)numbers),
            dimension,
            inverseNorms,
            new MappedOrigin(path, values, hasChecksums ? BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) : null));
    }

    /// <summary>Reads all vectors of an open file and checks them.</summary>
    public static void Verify(WordVectors vectors, MappedOrigin origin, CancellationToken cancellationToken)
    {
        if (origin.Checksum is { } stored && Checksum(vectors, cancellationToken) is var computed && computed != stored)
        {
            throw new InvalidDataException(
                $"{origin.Path}: the checksum of the vectors from byte {origin.Offset} on is {stored:X8} but their bytes give {computed:X8}. The file is damaged; save or fetch it again.");
        }

        for (int id = 0; id < vectors.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int fault = VectorMath.FirstNotFinite(vectors.Row(id));
            if (fault >= 0)
            {
                throw new InvalidDataException(
                    $"{origin.Path}: the vector of \"{vectors.Vocabulary[id]}\" holds {vectors.Row(id)[fault]} at place {fault}. The file is damaged; save or fetch it again.");
            }
        }
    }

    private static uint Checksum(WordVectors vectors, CancellationToken cancellationToken)
    {
        uint checksum = Crc32C.Empty;
        for (int id = 0; id < vectors.Count; id++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            checksum = Crc32C.Append(checksum, MemoryMarshal.AsBytes(vectors.Row(id)));
        }

        return checksum;
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
