using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>What is known of the contexts h of one order, pruned n-grams included.</summary>
/// <param name="Total">c(h·) = Σ_w c(hw).</param>
/// <param name="Followers">N1+(h·): how many different words follow.</param>
internal sealed record ContextCounts(long[] Total, int[] Followers)
{
    /// <summary>Sums up the n-grams of order <paramref name="n"/>.</summary>
    /// <param name="counts">Counted n-grams.</param>
    /// <param name="n">The order.</param>
    /// <param name="c">c(hw) of each n-gram.</param>
    public static ContextCounts Of(NgramCounts counts, int n, List<int> c)
    {
        List<int> context = counts[n].Context;
        int contexts = n == 1 ? 1 : counts[n - 1].Count;
        var result = new ContextCounts(new long[contexts], new int[contexts]);
        for (int j = 0; j < c.Count; j++)
        {
            result.Total[context[j]] += c[j];
            result.Followers[context[j]] += c[j] > 0 ? 1 : 0;
        }

        return result;
    }
}
