using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Opens a <see cref="FastLayout"/> that lies in a file.</summary>
internal static unsafe class FastFile
{
    /// <summary>Checks that the sections have the sizes that the layout reads, so that no search leaves them, whatever the bytes in them.</summary>
    public static LayoutTables Open(ModelImage image, NgramProperties properties)
    {
        long[] counts = properties.Counts;
        if (properties.Parameters.Length != 2 * (counts.Length - 1))
        {
            throw ModelImage.Damaged($"expected {2 * (counts.Length - 1)} numbers about the tables but found {properties.Parameters.Length}");
        }

        ModelSection words = image.Find(SectionKind.Words, 1, counts[0] * FastLayout.WordSize);
        var levels = new FastLevel[counts.Length - 1];
        for (int n = 2; n <= counts.Length; n++)
        {
            bool highest = n == counts.Length;
            (long buckets, long probes) = (properties.Parameters[2 * (n - 2)], properties.Parameters[(2 * (n - 2)) + 1]);
            if (buckets is < 1 or > FastLevel.MostBuckets || probes is < 1 or > FastLevel.MostProbes || counts[n - 1] > buckets * FastLevel.Room(highest))
            {
                throw ModelImage.Damaged($"found a table of {buckets} buckets, searched up to {probes}, for {counts[n - 1]} {n}-grams");
            }

            ModelSection section = image.Find(SectionKind.Ngrams, n, buckets * FastLevel.BucketSize);
            levels[n - 2] = new FastLevel(section.Start, buckets, (int)probes, highest);
        }

        return new LayoutTables<FastLayout>(new FastLayout((uint*)words.Start, levels, counts), image);
    }
}
