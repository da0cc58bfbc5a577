using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// What is taken from the counts of one order, to be given to the unseen: D(0) = 0, D(1) = D1, D(2) = D2, and D3 from 3 on.
/// Chen and Goodman 1998, section "Modified Kneser-Ney smoothing":
/// Y = t1 / (t1 + 2 t2), D1 = 1 - 2Y t2/t1, D2 = 2 - 3Y t3/t2, D3 = 3 - 4Y t4/t3, where t_k n-grams have the adjusted count k.
/// </summary>
internal readonly record struct Discounts(float D1, float D2, float D3)
{
    /// <summary>D(count).</summary>
    public float this[int count] => count switch { 0 => 0, 1 => D1, 2 => D2, _ => D3 };

    /// <summary>Estimates the discounts of every order before anything else is done, so that all faults come out together.</summary>
    /// <exception cref="InvalidDataException">The discounts of some order cannot be estimated and there is no fallback.</exception>
    public static Discounts[] Estimate(NgramCounts counts, NgramOptions options)
        => Estimate([[], .. Enumerable.Range(1, counts.Order).Select(n => CountsOfCounts(counts, n))], options);

    /// <summary>Estimates the discounts of every order before anything else is done, so that all faults come out together.</summary>
    /// <param name="countsOfCounts">At [n][k] how many n-grams of order n have the adjusted count k, from 1 to 4.</param>
    /// <param name="options">Fallback discounts.</param>
    /// <exception cref="InvalidDataException">The discounts of some order cannot be estimated and there is no fallback.</exception>
    public static Discounts[] Estimate(long[][] countsOfCounts, NgramOptions options)
    {
        var discounts = new Discounts[countsOfCounts.Length - 1];
        var faults = new List<string>();
        for (int n = 1; n <= discounts.Length; n++)
        {
            long[] t = countsOfCounts[n];
            Discounts estimate = FromCountsOfCounts(t);
            string? fault = FindFault(t, estimate);
            if (fault is null)
            {
                discounts[n - 1] = estimate;
            }
            else if (options.DiscountFallback is { } d)
            {
                discounts[n - 1] = new(d[0], d[Math.Min(1, d.Count - 1)], d[Math.Min(2, d.Count - 1)]);
            }
            else
            {
                faults.Add($"Order {n}: {fault} (n-grams seen 1, 2, 3, 4 times: {t[1]}, {t[2]}, {t[3]}, {t[4]}).");
            }
        }

        if (faults.Count > 0)
        {
            throw new InvalidDataException(
                $"The text is too small or too repetitive to estimate Kneser-Ney discounts. {string.Join(' ', faults)} "
                + "Set DiscountFallback (0.5, 1, 1.5 are usual), lower Order, choose WittenBell smoothing, or train on more text.");
        }

        return discounts;
    }

    /// <summary>t[k] for k = 1 … 4. Pruned n-grams count too.</summary>
    private static long[] CountsOfCounts(NgramCounts counts, int n)
    {
        CountedNgrams ngrams = counts[n];
        long[] t = new long[5];
        for (int j = 0; j < ngrams.Count; j++)
        {
            // lmplz takes the suffixes of its very last n-gram by their plain counts, here only; being equal to it, bit for bit, needs the same.
            int count = j == counts.LastSuffix(n) ? ngrams.Plain[j] : ngrams.Adjusted[j];
            if (count is >= 1 and <= 4)
            {
                t[count]++;
            }
        }

        return t;
    }

    /// <summary>In 32-bit floats and in this order of operations, as lmplz does.</summary>
    private static Discounts FromCountsOfCounts(long[] t)
    {
        float y = t[1] / (float)(t[1] + (2.0 * t[2]));
        return new(Discount(1), Discount(2), Discount(3));

        float Discount(int k) => k - ((k + 1) * y * t[k + 1] / t[k]);
    }

    private static string? FindFault(long[] t, Discounts d)
    {
        for (int k = 1; k <= 3; k++)
        {
            if (t[k] == 0)
            {
                return $"no n-gram was seen {k} time{(k == 1 ? "" : "s")}";
            }

            if (d[k] < 0 || d[k] > k)
            {
                return FormattableString.Invariant($"the discount D{k} would be {d[k]}, outside 0 to {k}");
            }
        }

        return null;
    }
}
