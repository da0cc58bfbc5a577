using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// The step that all discounting methods have in common: each gives the n-grams of an order a share u(w | h) of their context, and what
/// they leave, 1 - Σ_w u(w | h), goes to the words by the shorter context h'. Pruned n-grams have no share, so theirs goes there too.
/// </summary>
/// <remarks>
/// <para>
/// Letters: N highest order; n an order; h a context of n - 1 words, h' the same without its first word; w a word; V words that can be
/// predicted; γ back-off weight; p probability. Below single words, p(w | h') = 1 / V.
/// </para>
/// <para>
/// Interpolated: p(w | h) = u(w | h) + γ(h) p(w | h') with γ(h) = 1 - Σ_w u(w | h).
/// Back-off: p(w | h) = u(w | h) where hw is in the model, else γ(h) p(w | h') with γ(h) = (1 - Σ_w u(w | h)) / (1 - Σ_w p(w | h')), both sums
/// over the words that follow h in the model. Where all V words do, u is scaled to sum to 1.
/// </para>
/// </remarks>
internal static class Redistribution
{
    /// <summary>Estimates all probabilities by interpolation.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">For cancellation and progress.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    /// <param name="share">u(w | h) of each n-gram of an order; values of pruned ones are not looked at.</param>
    public static NgramProbabilities Interpolate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary, Func<int, double[]> share)
        => Estimate(counts, options, vocabulary, share, interpolated: true);

    /// <summary>Estimates all probabilities by backing off.</summary>
    /// <inheritdoc cref="Interpolate" path="/param"/>
    public static NgramProbabilities BackOff(NgramCounts counts, NgramOptions options, PredictedWords vocabulary, Func<int, double[]> share)
        => Estimate(counts, options, vocabulary, share, interpolated: false);

    private static NgramProbabilities Estimate(
        NgramCounts counts, NgramOptions options, PredictedWords vocabulary, Func<int, double[]> share, bool interpolated)
    {
        int order = counts.Order;
        double[][] p = new double[order + 1][]; // [n][G(n)]
        double[][] gamma = new double[order][]; // [n][G(n)]
        p[0] = [1.0 / vocabulary.Count];
        for (int n = 1; n <= order; n++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Report(new("Estimating", n - 1, order));
            CountedNgrams ngrams = counts[n];
            double[] u = share(n);
            for (int j = 0; j < u.Length; j++)
            {
                u[j] = IsInModel(ngrams, j) ? u[j] : 0;
            }

            int contexts = n == 1 ? 1 : counts[n - 1].Count;
            gamma[n - 1] = interpolated ? Rest(ngrams, u, contexts) : BackoffWeights(ngrams, u, contexts, p[n - 1], vocabulary.Count);
            p[n] = new double[u.Length];
            for (int j = 0; j < u.Length; j++)
            {
                p[n][j] = !interpolated && IsInModel(ngrams, j) ? u[j] : u[j] + (gamma[n - 1][ngrams.Context[j]] * p[n - 1][ngrams.Suffix[j]]);
            }
        }

        p[1][vocabulary.Beginning] = 1; // <s> is given, never predicted
        options.Progress?.Report(new("Estimating", order, order));
        return new NgramProbabilities(Array.ConvertAll(p, ToSingle), [.. gamma.Select(ToSingle), ToSingle([])]);
    }

    /// <summary>1 - Σ_w u(w | h) of each context.</summary>
    private static double[] Rest(CountedNgrams ngrams, double[] u, int contexts)
    {
        double[] rest = new double[contexts];
        Array.Fill(rest, 1);
        for (int j = 0; j < u.Length; j++)
        {
            rest[ngrams.Context[j]] -= u[j];
        }

        return Array.ConvertAll(rest, share => Math.Max(0, share)); // rounding may take it below
    }

    private static double[] BackoffWeights(CountedNgrams ngrams, double[] u, int contexts, double[] lower, long predicted)
    {
        double[] rest = Rest(ngrams, u, contexts);
        double[] unseen = new double[contexts]; // 1 - Σ_w p(w | h')
        int[] followers = new int[contexts];
        Array.Fill(unseen, 1);
        for (int j = 0; j < u.Length; j++)
        {
            if (IsInModel(ngrams, j))
            {
                unseen[ngrams.Context[j]] -= lower[ngrams.Suffix[j]];
                followers[ngrams.Context[j]]++;
            }
        }

        for (int j = 0; j < u.Length; j++)
        {
            int h = ngrams.Context[j];
            u[j] = followers[h] == predicted ? u[j] / (1 - rest[h]) : u[j];
        }

        double[] gamma = new double[contexts];
        for (int h = 0; h < contexts; h++)
        {
            gamma[h] = followers[h] == predicted || unseen[h] <= 0 ? 1 : rest[h] / unseen[h];
        }

        return gamma;
    }

    private static bool IsInModel(CountedNgrams ngrams, int j) => ngrams.Plain[j] > 0 && !ngrams.Pruned[j];

    private static float[] ToSingle(double[] values) => Array.ConvertAll(values, value => (float)value);
}
