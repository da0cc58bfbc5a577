namespace LanguageModeling.WordTraining;

/// <summary>
/// How often a word is kept: with probability (√(f / t) + 1) · t / f for a word of relative frequency f, as word2vec has it; Mikolov et al. 2013b,
/// eq. 5, has √(t / f).
/// </summary>
internal static class Subsampling
{
    /// <summary>For each word the number of 2^32 at or below which a random one keeps it.</summary>
    public static uint[] Thresholds(IReadOnlyList<long> counts, double threshold)
    {
        long total = counts.Sum();
        return [.. counts.Select(count => (uint)(Math.Min(1, KeepProbability(count, total, threshold)) * uint.MaxValue))];
    }

    private static double KeepProbability(long count, long total, double threshold)
    {
        if (threshold == 0 || count == 0)
        {
            return 1;
        }

        double t = threshold * total;
        return (Math.Sqrt(count / t) + 1) * t / count;
    }
}
