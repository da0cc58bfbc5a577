using LanguageModeling.Counting;

namespace LanguageModeling.Estimation;

/// <summary>
/// Interpolated absolute discounting: H. Ney, U. Essen and R. Kneser, "On Structuring Probabilistic Dependences in Stochastic Language
/// Modelling", Computer Speech and Language 8, 1994, as in Chen and Goodman 1998, section "Absolute discounting".
/// </summary>
/// <remarks>
/// Letters: n an order; h a context, h' the same without its first word; w a word; c(hw) how often hw occurs, c(h·) = Σ_w c(hw); D discount
/// of the order; N1+(h·) how many different words follow h.
/// 1. D = t1 / (t1 + 2 t2) of each order, where t_k n-grams occur k times; see <see cref="SingleDiscount"/>.
/// 2. u(w | h) = max(0, c(hw) - D) / c(h·).
/// 3. p(w | h) = u(w | h) + γ(h) p(w | h'), where γ(h) = D N1+(h·) / c(h·) is what is left; see <see cref="Redistribution"/>.
/// </remarks>
internal static class AbsoluteDiscounting
{
    /// <summary>Estimates all probabilities.</summary>
    /// <param name="counts">Counts, with pruning decided.</param>
    /// <param name="options">Fallback discount, cancellation and progress.</param>
    /// <param name="vocabulary">Which words can be predicted.</param>
    /// <exception cref="InvalidDataException">The discount of some order cannot be estimated and there is no fallback.</exception>
    public static NgramProbabilities Estimate(NgramCounts counts, NgramOptions options, PredictedWords vocabulary)
        => SingleDiscount.Interpolate(counts, options, vocabulary, ngrams => ngrams.Plain, "absolute discounting");
}
