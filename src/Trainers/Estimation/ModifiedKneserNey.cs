using System.Runtime.InteropServices;
using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// Interpolated modified Kneser-Ney smoothing, step by step as in S. F. Chen and J. Goodman, "An Empirical Study of Smoothing Techniques
/// for Language Modeling", TR-10-98, Harvard University, 1998, section "Modified Kneser-Ney smoothing".
/// </summary>
/// <remarks>
/// <para>
/// Letters: N highest order; n an order; h a context of n - 1 words, h' the same without its first word; w a word; V words that can be
/// predicted; G(n) number of n-grams of order n, G(0) = 1 for the empty one; c(hw) adjusted count; D discount; u discounted
/// probability; γ share of a context that goes to the unseen; p probability. c(h·) = Σ_w c(hw).
/// </para>
/// <para>
/// 1. Adjusted counts c, see <see cref="CountedNgrams.Adjusted"/>.
/// 2. Discounts D of each order, see <see cref="Discounts"/>.
/// 3. u(w | h) = (c(hw) - D(c(hw))) / c(h·).
/// 4. γ(h) = (D1 N1(h·) + D2 N2(h·) + D3 N3+(h·)) / c(h·), where N_k(h·) words follow h with the count k.
/// 5. p(w | h) = u(w | h) + γ(h) p(w | h'), and at the bottom p(w | h') = 1 / V.
/// </para>
/// <para>
/// To be equal to KenLM's lmplz bit for bit, everything is computed in 32-bit floats, in the order written here. What is pruned keeps its
/// place in c(h·), and its counts go to γ. This plain form is the reference for faster ones.
/// </para>
/// </remarks>
internal static class ModifiedKneserNey
{
    /// <summary>Estimates all probabilities.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">Fallback discounts, interpolation of single words, padding of the vocabulary.</param>
    /// <param name="vocabulary">Which words can be predicted, and which of them is &lt;s&gt; and which the unknown word.</param>
    public static NgramProbabilities Estimate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary)
    {
        int order = counts.Order;
        Discounts[] discounts = Discounts.Estimate(counts, options);
        float[][] p = new float[order + 1][]; // [n][G(n)]
        float[][] gamma = new float[order + 1][]; // [n][G(n)]: γ of the n-gram as a context

        bool isEmpty = counts[1].Adjusted.TrueForAll(count => count == 0); // lmplz pads no empty text
        p[0] = [(float)(1.0 / (isEmpty ? vocabulary.Count : Math.Max(vocabulary.Count, options.VocabularyPad)))]; // [1]: the uniform distribution
        for (int n = 1; n <= order; n++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            options.Progress?.Report(new("Estimating", n - 1, order));
            int contexts = n == 1 ? 1 : counts[n - 1].Count; // G(n - 1)
            (float[] u, gamma[n - 1]) = Discount(counts[n], contexts, discounts[n - 1]); // [G(n)], [G(n - 1)]
            p[n] = n == 1 && !options.InterpolateUnigrams
                ? GiveRestToUnknown(u, gamma[0][0], vocabulary.Unknown) // [G(1)]
                : Interpolate(counts[n], u, gamma[n - 1], p[n - 1]); // [G(n)]
        }

        p[1][vocabulary.Beginning] = 1; // <s> is given, never predicted
        options.Progress?.Report(new("Estimating", order, order));
        return new NgramProbabilities(p, gamma);
    }

    /// <summary>Steps 3 and 4 for the n-grams of one order.</summary>
    private static (float[] U, float[] Gamma) Discount(CountedNgrams ngrams, int contexts, Discounts d)
    {
        ReadOnlySpan<int> c = CollectionsMarshal.AsSpan(ngrams.Adjusted); // [G(n)]
        ReadOnlySpan<int> h = CollectionsMarshal.AsSpan(ngrams.Context); // [G(n)]
        long[] sum = new long[contexts]; // c(h·), pruned n-grams included
        long[] prunedSum = new long[contexts];
        int[,] seen = new int[contexts, 4]; // N1, N2, N3+ at 1, 2, 3
        for (int j = 0; j < c.Length; j++)
        {
            sum[h[j]] += c[j];
            if (ngrams.Pruned[j])
            {
                prunedSum[h[j]] += c[j];
            }
            else
            {
                seen[h[j], Math.Min(c[j], 3)]++;
            }
        }

        float[] u = new float[c.Length];
        for (int j = 0; j < c.Length; j++)
        {
            u[j] = c[j] == 0 || ngrams.Pruned[j] ? 0 : (c[j] - d[c[j]]) / sum[h[j]];
        }

        float[] gamma = new float[contexts];
        for (int i = 0; i < contexts; i++)
        {
            float mass = (d.D1 * seen[i, 1]) + (d.D2 * seen[i, 2]) + (d.D3 * seen[i, 3]) + prunedSum[i];
            gamma[i] = sum[i] == 0 ? 1 : mass / sum[i]; // what is never a context leaves everything to h'
        }

        return (u, gamma);
    }

    /// <summary>Step 5.</summary>
    private static float[] Interpolate(CountedNgrams ngrams, float[] u, float[] gamma, float[] lower)
    {
        float[] p = new float[u.Length];
        for (int j = 0; j < p.Length; j++)
        {
            float share = gamma[ngrams.Context[j]] * lower[ngrams.Suffix[j]]; // rounded before the sum
            p[j] = u[j] + share;
        }

        return p;
    }

    /// <summary>Step 5 for single words that are not interpolated.</summary>
    private static float[] GiveRestToUnknown(float[] u, float gamma, int unknown)
    {
        u[unknown] += gamma;
        return u;
    }
}
