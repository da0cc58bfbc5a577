using System.Numerics;
using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// Jelinek-Mercer smoothing, or deleted interpolation: F. Jelinek and R. L. Mercer, "Interpolated Estimation of Markov Source Parameters
/// from Sparse Data", 1980, as in Chen and Goodman 1998, section "Jelinek-Mercer smoothing".
/// </summary>
/// <remarks>
/// Letters: n an order; h a context, h' the same without its first word; w a word; c(hw) how often hw occurs, c(h·) = Σ_w c(hw); b(h) the
/// bucket of a context, ⌊log2 c(h·)⌋; λ weight.
/// 1. λ of each order and bucket, by EM on text that is held out; see <see cref="HeldOutWeights"/>.
/// 2. u(w | h) = λ_{n, b(h)} c(hw) / c(h·), the counts being those of the whole text.
/// 3. p(w | h) = u(w | h) + (1 - λ_{n, b(h)}) p(w | h'), see <see cref="Redistribution"/>. Works on any text.
/// </remarks>
internal static class JelinekMercer
{
    /// <summary>Number of buckets.</summary>
    public const int BucketCount = 64;

    /// <summary>The bucket of a context that occurs <paramref name="total"/> times, at least once.</summary>
    public static int Bucket(long total) => BitOperations.Log2((ulong)total);

    /// <summary>Estimates all probabilities.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">Cancellation and progress.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    /// <param name="weights">λ at [n - 1][b].</param>
    public static NgramProbabilities Estimate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary, double[][] weights)
        => Redistribution.Interpolate(counts, options, vocabulary, n => Share(counts, n, weights[n - 1]));

    /// <summary>Step 2 for the n-grams of one order.</summary>
    private static double[] Share(NgramCounts counts, int n, double[] weights)
    {
        List<int> c = counts[n].Plain;
        List<int> h = counts[n].Context;
        ContextCounts contexts = ContextCounts.Of(counts, n, c);
        double[] u = new double[c.Count];
        for (int j = 0; j < u.Length; j++)
        {
            long total = contexts.Total[h[j]];
            u[j] = c[j] == 0 ? 0 : weights[Bucket(total)] * c[j] / total;
        }

        return u;
    }
}
