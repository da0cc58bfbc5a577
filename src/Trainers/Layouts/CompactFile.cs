using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Opens a <see cref="CompactLayout"/> that lies in a file.</summary>
internal static unsafe class CompactFile
{
    /// <summary>Checks that the sections have the sizes that the layout reads, so that no search leaves them, whatever the bytes in them.</summary>
    public static LayoutTables Open(ModelImage image, NgramProperties properties)
    {
        long[] counts = properties.Counts;
        if (properties.Parameters.Length != CompactBuilder.ParametersOfLevel * (counts.Length - 1))
        {
            throw ModelImage.Damaged($"expected {CompactBuilder.ParametersOfLevel * (counts.Length - 1)} numbers about the tree but found {properties.Parameters.Length}");
        }

        ModelSection words = image.Find(SectionKind.Words, 1, counts[0] * FastLayout.WordSize);
        var levels = new CompactLevel[counts.Length - 1];
        for (int n = 2; n <= counts.Length; n++)
        {
            levels[n - 2] = OpenLevel(image, counts, n, properties.Parameters.AsSpan(CompactBuilder.ParametersOfLevel * (n - 2)));
        }

        return new LayoutTables<CompactLayout>(new CompactLayout((uint*)words.Start, levels, counts), image);
    }

    private static CompactLevel OpenLevel(ModelImage image, long[] counts, int n, ReadOnlySpan<long> told)
    {
        long count = counts[n - 1];
        if (count > Array.MaxLength)
        {
            throw ModelImage.Damaged($"expected fewer than {Array.MaxLength} {n}-grams but found {count}");
        }

        NumberCode probabilities = OpenCode(image, SectionKind.ProbabilityTable, n, told[0], told[1]);
        NumberCode backoffs = OpenCode(image, SectionKind.BackoffTable, n, told[2], told[3]);
        int wordBits = CompactBuilder.WordBits(counts[0]);
        int numberBits = probabilities.Bits + backoffs.Bits;
        ModelSection blocks = image.Find(SectionKind.ChildBlocks, n, ChildStarts.BlocksSize(counts[n - 2]));
        ModelSection offsets = image.Find(SectionKind.ChildOffsets, n);
        if (offsets.Length < sizeof(ulong))
        {
            throw ModelImage.Damaged($"found {offsets.Length} bytes about the children of {n - 1}-grams");
        }

        ModelSection words = image.Find(SectionKind.NgramWords, n, PackedNumbers.Size(count, wordBits));
        ModelSection numbers = image.Find(SectionKind.Numbers, n, PackedNumbers.Size(count, numberBits));
        return new CompactLevel(
            new ChildStarts(blocks.Start, offsets.Start, offsets.Length, (int)count),
            new PackedNumbers(words.Start, wordBits),
            new PackedNumbers(numbers.Start, numberBits),
            probabilities,
            backoffs);
    }

    private static NumberCode OpenCode(ModelImage image, SectionKind kind, int n, long bits, long least)
    {
        const long table = -1;
        if (bits < 0 || bits > (least == table ? NumberCode.MostTableBits : NumberCode.MostBits) || least < table || least > uint.MaxValue)
        {
            throw ModelImage.Damaged($"found codes of {bits} bits from {least} on for {n}-grams");
        }

        return least == table
            ? NumberCode.Table((int)bits, image.Find(kind, n, (long)sizeof(uint) << (int)bits).Start)
            : NumberCode.Offset((int)bits, (uint)least);
    }
}
