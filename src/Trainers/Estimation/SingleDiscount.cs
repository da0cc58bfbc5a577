using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// One discount D for each order, taken from every count: D = t1 / (t1 + 2 t2), where t_k n-grams have the count k (Ney, Essen and Kneser
/// 1994). What absolute discounting and Kneser-Ney smoothing share; they differ in what they count.
/// </summary>
internal static class SingleDiscount
{
    /// <summary>Estimates all probabilities: u(w | h) = max(0, c(hw) - D) / c(h·), interpolated with the shorter context.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">Fallback discount, cancellation and progress.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    /// <param name="count">Which counts c are meant.</param>
    /// <param name="method">Name of the method, for messages.</param>
    /// <exception cref="InvalidDataException">The discount of some order cannot be estimated and there is no fallback.</exception>
    public static NgramProbabilities Interpolate(
        NgramCounts counts, NgramOptions options, PredictedWords vocabulary, Func<CountedNgrams, List<int>> count, string method)
    {
        double[] discounts = Estimate(counts, options, count, method);
        return Redistribution.Interpolate(counts, options, vocabulary, n => Share(counts, n, count(counts[n]), discounts[n - 1]));
    }

    private static double[] Share(NgramCounts counts, int n, List<int> c, double d)
    {
        List<int> h = counts[n].Context;
        ContextCounts contexts = ContextCounts.Of(counts, n, c);
        double[] u = new double[c.Count];
        for (int j = 0; j < u.Length; j++)
        {
            u[j] = c[j] == 0 ? 0 : Math.Max(0, c[j] - d) / contexts.Total[h[j]];
        }

        return u;
    }

    /// <summary>The discounts of all orders, before anything else is done, so that all faults come out together.</summary>
    private static double[] Estimate(NgramCounts counts, NgramOptions options, Func<CountedNgrams, List<int>> count, string method)
    {
        double[] discounts = new double[counts.Order];
        var faults = new List<string>();
        for (int n = 1; n <= counts.Order; n++)
        {
            long once = count(counts[n]).LongCount(c => c == 1); // pruned n-grams count too
            long twice = count(counts[n]).LongCount(c => c == 2);
            if (once > 0 && twice > 0)
            {
                discounts[n - 1] = once / (double)(once + (2 * twice));
            }
            else if (options.DiscountFallback is { } fallback)
            {
                discounts[n - 1] = fallback[0];
            }
            else
            {
                faults.Add(once == 0
                    ? $"Order {n}: no n-gram was seen once, so that nothing would be left for the unseen."
                    : $"Order {n}: no n-gram was seen twice, so that nothing would be left of those seen once.");
            }
        }

        if (faults.Count > 0)
        {
            throw new InvalidDataException(
                $"The text is too small or too repetitive to estimate the discounts of {method}. {string.Join(' ', faults)} "
                + "Set DiscountFallback (0.5 is usual), lower Order, choose WittenBell smoothing, or train on more text.");
        }

        return discounts;
    }
}
