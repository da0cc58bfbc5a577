namespace LanguageModeling;

/// <summary>How an n-gram model gives probability to what it has not seen.</summary>
/// <remarks>
/// Letters: c(·) count, h context, h' the context without its first word, V number of words that can be predicted, c(h·) = Σ_w c(hw).
/// </remarks>
public enum NgramSmoothing
{
    /// <summary>
    /// Interpolated modified Kneser-Ney (Chen and Goodman 1998), number for number as KenLM's lmplz computes it. The best choice for
    /// natural text. Very small or repetitive text needs <see cref="NgramOptions.DiscountFallback"/>.
    /// </summary>
    ModifiedKneserNey,

    /// <summary>
    /// Relative frequencies: P(w | h) = c(hw) / c(h·). Where the context was never seen, the longest end of it that was seen is used.
    /// Everything unseen after a seen context has probability 0.
    /// </summary>
    MaximumLikelihood,

    /// <summary>P(w | h) = (c(hw) + k) / (c(h·) + k V), with k = <see cref="NgramOptions.AddK"/>; k = 1 is Laplace's rule.</summary>
    AddK,

    /// <summary>
    /// Brants et al. 2007: S(w | h) = c(hw) / c(h·) where hw was seen, else α S(w | h'), with α = <see cref="NgramOptions.BackoffFactor"/>.
    /// Quick and good on much text, but the scores do not sum to 1: perplexities cannot be compared with those of other models.
    /// </summary>
    StupidBackoff,

    /// <summary>
    /// Witten-Bell, interpolated (Bell, Cleary and Witten 1990; Chen and Goodman 1998): P(w | h) = (c(hw) + N P(w | h')) /
    /// (c(h·) + N), where N different words follow h. Works on any text, the smallest too.
    /// </summary>
    WittenBell,

    /// <summary>
    /// Witten-Bell with back-off: P(w | h) = c(hw) / (c(h·) + N) where hw was seen, else γ(h) P(w | h') with γ such that the sum is 1. Works
    /// on any text.
    /// </summary>
    WittenBellBackoff,

    /// <summary>
    /// Absolute discounting, interpolated (Ney, Essen and Kneser 1994): P(w | h) = max(0, c(hw) - D) / c(h·) + γ(h) P(w | h'), with
    /// D = t1 / (t1 + 2 t2) of each order, where t_k n-grams occur k times. Very small text needs <see cref="NgramOptions.DiscountFallback"/>.
    /// </summary>
    AbsoluteDiscounting,

    /// <summary>
    /// Kneser-Ney, interpolated, with one discount for each order (Kneser and Ney 1995; Chen and Goodman 1998): absolute discounting that,
    /// below the highest order, counts how many different words stand before an n-gram instead of how often it occurs.
    /// </summary>
    KneserNey,

    /// <summary>
    /// Katz back-off with Good-Turing discounts for counts up to 5 (Katz 1987): P(w | h) = d c(hw) / c(h·) where hw was seen, d depending on
    /// c(hw), else γ(h) P(w | h'). Small or repetitive text needs <see cref="NgramOptions.DiscountFallback"/>.
    /// </summary>
    Katz,

    /// <summary>
    /// Jelinek-Mercer (1980): P(w | h) = λ c(hw) / c(h·) + (1 - λ) P(w | h'), with a weight λ for each order and size of c(h·), a power of 2,
    /// estimated by EM on text that is held out: <see cref="NgramOptions.HeldOutSentences"/>. Works on any text.
    /// </summary>
    JelinekMercer,
}
