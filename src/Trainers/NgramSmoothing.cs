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
}
