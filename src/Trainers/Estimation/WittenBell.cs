using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// Witten-Bell smoothing: method C of T. C. Bell, J. G. Cleary and I. H. Witten, "Text Compression", 1990, as in S. F. Chen and J. Goodman,
/// "An Empirical Study of Smoothing Techniques for Language Modeling", TR-10-98, Harvard University, 1998, section
/// "Witten-Bell smoothing".
/// </summary>
/// <remarks>
/// Letters: h a context, h' the same without its first word; w a word; c(hw) how often hw occurs, c(h·) = Σ_w c(hw); N1+(h·) how many
/// different words follow h. A word never seen after h is taken to be as probable as it was that a word came up after h for the first time.
/// 1. u(w | h) = c(hw) / (c(h·) + N1+(h·)).
/// 2. What is left, N1+(h·) / (c(h·) + N1+(h·)), goes to the shorter context, see <see cref="Redistribution"/>: to all words in the
/// interpolated form, to the words not seen after h in the back-off form. Works on any text.
/// </remarks>
internal static class WittenBell
{
    /// <summary>Estimates all probabilities.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">For cancellation and progress; whether to interpolate.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    public static NgramProbabilities Estimate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary)
        => options.Smoothing == NgramSmoothing.WittenBell
            ? Redistribution.Interpolate(counts, options, vocabulary, n => Share(counts, n))
            : Redistribution.BackOff(counts, options, vocabulary, n => Share(counts, n));

    /// <summary>Step 1 for the n-grams of one order.</summary>
    private static double[] Share(NgramCounts counts, int n)
    {
        List<int> c = counts[n].Plain;
        List<int> h = counts[n].Context;
        ContextCounts contexts = ContextCounts.Of(counts, n, c);
        double[] u = new double[c.Count];
        for (int j = 0; j < u.Length; j++)
        {
            u[j] = c[j] == 0 ? 0 : c[j] / (double)(contexts.Total[h[j]] + contexts.Followers[h[j]]);
        }

        return u;
    }
}
