using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// Katz back-off with Good-Turing discounts: S. M. Katz, "Estimation of Probabilities from Sparse Data for the Language Model Component of
/// a Speech Recognizer", IEEE Transactions on Acoustics, Speech and Signal Processing 35, 1987; Chen and Goodman 1998, section "Katz smoothing".
/// </summary>
/// <remarks>
/// <para>
/// Letters: n an order; h a context, h' the same without its first word; w a word; c(hw) how often hw occurs, c(h·) = Σ_w c(hw); t_r number
/// of n-grams that occur r times; d_r discount factor of counts r; k the highest count that is discounted, 5 as in the paper.
/// </para>
/// <para>
/// 1. Good and Turing: an n-gram seen r times is worth r* = (r + 1) t_{r+1} / t_r.
/// 2. d_r = (r* / r - A) / (1 - A) for r from 1 to k, where A = (k + 1) t_{k+1} / t_1; d_r = 1 above.
/// 3. u(w | h) = d_{c(hw)} c(hw) / c(h·).
/// 4. p(w | h) = u(w | h) where hw was seen, else γ(h) p(w | h'); see <see cref="Redistribution"/>.
/// </para>
/// <para>
/// Departures from the paper. Where some d_r of an order is not above 0 and at most 1, as on small texts, k is lowered for that order, down
/// to 2; where no k will do, the discounts D of <see cref="NgramOptions.DiscountFallback"/> give d_r = (r - D(r)) / r for all r, and
/// without them the text is refused. Where nothing after h is discounted, which would leave no probability to the unseen, one is added to
/// c(h·). Single words are discounted too, and what they leave goes to the words never seen, the unknown word among them.
/// </para>
/// </remarks>
internal static class Katz
{
    private const int HighestDiscounted = 5; // k

    /// <summary>Estimates all probabilities.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">Fallback discounts, cancellation and progress.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    /// <exception cref="InvalidDataException">The discounts of some order cannot be estimated and there is no fallback.</exception>
    public static NgramProbabilities Estimate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary)
    {
        Func<int, double>[] factors = EstimateFactors(counts, options);
        return Redistribution.BackOff(counts, options, vocabulary, n => Share(counts, n, factors[n - 1]));
    }

    /// <summary>Step 3 for the n-grams of one order.</summary>
    private static double[] Share(NgramCounts counts, int n, Func<int, double> factor)
    {
        CountedNgrams ngrams = counts[n];
        List<int> c = ngrams.Plain;
        List<int> h = ngrams.Context;
        ContextCounts contexts = ContextCounts.Of(counts, n, c);
        bool[] leaves = new bool[contexts.Total.Length]; // whether something is left for the unseen
        for (int j = 0; j < c.Count; j++)
        {
            leaves[h[j]] |= c[j] > 0 && (ngrams.Pruned[j] || factor(c[j]) < 1);
        }

        double[] u = new double[c.Count];
        for (int j = 0; j < u.Length; j++)
        {
            u[j] = c[j] == 0 ? 0 : factor(c[j]) * c[j] / (contexts.Total[h[j]] + (leaves[h[j]] ? 0 : 1));
        }

        return u;
    }

    /// <summary>Steps 1 and 2: for each order the function r ↦ d_r.</summary>
    private static Func<int, double>[] EstimateFactors(NgramCounts counts, NgramOptions options)
    {
        var factors = new Func<int, double>[counts.Order];
        var faults = new List<string>();
        for (int n = 1; n <= counts.Order; n++)
        {
            long[] t = CountsOfCounts(counts[n]);
            if (GoodTuring(t) is { } d)
            {
                factors[n - 1] = r => r < d.Length ? d[r] : 1;
            }
            else if (options.DiscountFallback is { } fallback)
            {
                factors[n - 1] = r => (r - (double)fallback[Math.Min(r, fallback.Count) - 1]) / r;
            }
            else
            {
                faults.Add($"Order {n}: counts of counts that do not fall as they should (n-grams seen 1, 2, 3, 4, 5, 6 times: {string.Join(", ", t[1..])}).");
            }
        }

        if (faults.Count > 0)
        {
            throw new InvalidDataException(
                $"The text is too small or too repetitive to estimate the Good-Turing discounts of Katz smoothing. {string.Join(' ', faults)} "
                + "Set DiscountFallback (0.5, 1, 1.5 are usual), lower Order, choose WittenBell smoothing, or train on more text.");
        }

        return factors;
    }

    /// <summary>d_0 … d_k with the highest k that gives sound ones; null when there is none.</summary>
    private static double[]? GoodTuring(long[] t)
    {
        for (int k = HighestDiscounted; k >= 2; k--)
        {
            double a = (k + 1) * t[k + 1] / (double)t[1];
            double[] d = new double[k + 1];
            for (int r = 1; r <= k; r++)
            {
                d[r] = (((r + 1) * t[r + 1] / (double)(r * t[r])) - a) / (1 - a);
            }

            if (a < 1 && d[1..].All(factor => factor is > 0 and <= 1)) // NaN, where some t is 0, is not either
            {
                return d;
            }
        }

        return null;
    }

    /// <summary>t[r] for r = 1 … k + 1. Pruned n-grams count too.</summary>
    private static long[] CountsOfCounts(CountedNgrams ngrams)
    {
        long[] t = new long[HighestDiscounted + 2];
        foreach (int count in ngrams.Plain)
        {
            if (count > 0 && count < t.Length)
            {
                t[count]++;
            }
        }

        return t;
    }
}
