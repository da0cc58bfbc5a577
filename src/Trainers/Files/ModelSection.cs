namespace LanguageModeling.Files;

/// <summary>What a section of a model file holds.</summary>
internal enum SectionKind : uint
{
    Properties = 1,
    Vocabulary = 2,
    Words = 3,
    Ngrams = 4,
    ChildBlocks = 5,
    ChildOffsets = 6,
    NgramWords = 7,
    Numbers = 8,
    ProbabilityTable = 9,
    BackoffTable = 10,
}

/// <summary>A part of a model file, in memory.</summary>
internal readonly unsafe struct ModelSection(SectionKind kind, int order, byte* start, long length)
{
    public SectionKind Kind { get; } = kind;

    /// <summary>The order of its n-grams; 0 for what belongs to no order.</summary>
    public int Order { get; } = order;

    public byte* Start { get; } = start;

    /// <summary>Bytes.</summary>
    public long Length { get; } = length;

    /// <summary>As a stream to read.</summary>
    public Stream Open() => new UnmanagedMemoryStream(Start, Length);

    /// <summary>The checksum of its bytes.</summary>
    public uint ComputeChecksum()
    {
        const int step = 1 << 30;
        uint checksum = Crc32C.Empty;
        for (long done = 0; done < Length; done += step)
        {
            checksum = Crc32C.Append(checksum, new ReadOnlySpan<byte>(Start + done, (int)Math.Min(step, Length - done)));
        }

        return checksum;
    }
}
