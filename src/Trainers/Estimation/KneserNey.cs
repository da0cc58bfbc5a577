using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// Interpolated Kneser-Ney smoothing with one discount for each order: R. Kneser and H. Ney, "Improved Backing-Off for M-gram Language
/// Modeling", ICASSP 1995, in the interpolated form of Chen and Goodman 1998, section "Kneser-Ney smoothing".
/// </summary>
/// <remarks>
/// Letters: n an order; h a context, h' the same without its first word; w a word; c(hw) adjusted count, c(h·) = Σ_w c(hw); D discount of
/// the order; N1+(h·) how many different words follow h.
/// 1. Adjusted counts c: below the highest order, how many different words stand before the n-gram; see <see cref="CountedNgrams.Adjusted"/>.
/// 2. D = t1 / (t1 + 2 t2) of each order, where t_k n-grams have the adjusted count k; see <see cref="SingleDiscount"/>.
/// 3. u(w | h) = max(0, c(hw) - D) / c(h·).
/// 4. p(w | h) = u(w | h) + γ(h) p(w | h'), where γ(h) = D N1+(h·) / c(h·) is what is left; see <see cref="Redistribution"/>.
/// </remarks>
internal static class KneserNey
{
    /// <summary>Estimates all probabilities.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">Fallback discount, cancellation and progress.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    /// <exception cref="InvalidDataException">The discount of some order cannot be estimated and there is no fallback.</exception>
    public static NgramProbabilities Estimate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary)
        => SingleDiscount.Interpolate(counts, options, vocabulary, ngrams => ngrams.Adjusted, "Kneser-Ney smoothing");
}
