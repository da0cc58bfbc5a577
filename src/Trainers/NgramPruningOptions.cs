namespace LanguageModeling;

/// <summary>Which n-grams <see cref="NgramLanguageModel.Prune"/> leaves out. Immutable; copy with <c>with</c>.</summary>
/// <remarks>An n-gram goes when it falls below one of the thresholds that are above 0. What longer n-grams begin or end with stays.</remarks>
public sealed record NgramPruningOptions
{
    /// <summary>
    /// Relative entropy (Stolcke 1998): an n-gram is left out when the perplexity of the model rises by less than this factor for want of
    /// it, as with SRILM's <c>-prune</c>. At least 0; 1e-8 is mild, 1e-6 strong. Default 0: not looked at.
    /// </summary>
    public double EntropyThreshold { get; init; }

    /// <summary>
    /// Weighted difference (Seymore and Rosenfeld 1996): an n-gram is left out when K (ln P - ln P') is less than this, K being how often
    /// it is expected in <see cref="TokenCount"/> tokens, P' its probability without it. At least 0. Default 0: not looked at.
    /// </summary>
    public double WeightedDifferenceThreshold { get; init; }

    /// <summary>
    /// Number of tokens in the text that the model was trained on, for <see cref="WeightedDifferenceThreshold"/>. At least 1. Default 1: the
    /// threshold is then in nats for each token of a text.
    /// </summary>
    public double TokenCount { get; init; } = 1;

    /// <summary>Shortest n-grams that may be left out; at least 2, as words always stay. Default 2.</summary>
    public int MinimumOrder { get; init; } = 2;

    /// <summary>
    /// Another model that says how probable contexts are, with the words of this one. Below their highest order Kneser-Ney models do not tell
    /// how frequent words are (Chelba et al. 2010); take here one of another smoothing, of the same text. Default <see langword="null"/>:
    /// the model itself.
    /// </summary>
    public NgramLanguageModel? HistoryModel { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        Require(EntropyThreshold >= 0 && double.IsFinite(EntropyThreshold), nameof(EntropyThreshold), EntropyThreshold, "EntropyThreshold must be a number from 0 on; 1e-8 is usual.");
        Require(
            WeightedDifferenceThreshold >= 0 && double.IsFinite(WeightedDifferenceThreshold), nameof(WeightedDifferenceThreshold), WeightedDifferenceThreshold,
            "WeightedDifferenceThreshold must be a number from 0 on.");
        Require(TokenCount >= 1 && double.IsFinite(TokenCount), nameof(TokenCount), TokenCount, "TokenCount must be a number from 1 on.");
        Require(MinimumOrder is >= 2 and <= NgramOptions.MaximumOrder, nameof(MinimumOrder), MinimumOrder, $"MinimumOrder must be from 2 to {NgramOptions.MaximumOrder}.");
        if (EntropyThreshold == 0 && WeightedDifferenceThreshold == 0)
        {
            throw new ArgumentException("Set EntropyThreshold or WeightedDifferenceThreshold above 0; else nothing is left out.", nameof(EntropyThreshold));
        }
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, rule);
        }
    }
}
