namespace LanguageModeling;

/// <summary>Settings for n-gram training. Immutable; copy with <c>with</c>.</summary>
public sealed record NgramOptions
{
    /// <summary>The highest <see cref="Order"/>.</summary>
    public const int MaximumOrder = 16;

    /// <summary>The values that lmplz uses for <see cref="DiscountFallback"/> when it is told to fall back without values: 0.5, 1, 1.5.</summary>
    public static IReadOnlyList<float> UsualDiscountFallback { get; } = [0.5f, 1f, 1.5f];

    /// <summary>Longest n-gram, in tokens. From 1 to 16. Default 3.</summary>
    public int Order { get; init; } = 3;

    /// <summary>How unseen n-grams get their probability. Default modified Kneser-Ney.</summary>
    public NgramSmoothing Smoothing { get; init; } = NgramSmoothing.ModifiedKneserNey;

    /// <summary>What is added to every count with <see cref="NgramSmoothing.AddK"/>; above 0. Default 1.</summary>
    public double AddK { get; init; } = 1;

    /// <summary>The factor α of <see cref="NgramSmoothing.StupidBackoff"/>; above 0, at most 1. Default 0.4.</summary>
    public double BackoffFactor { get; init; } = 0.4;

    /// <summary>
    /// N-grams of order n are left out when they occur at most <c>PruningThresholds[n - 1]</c> times; the last value serves all higher
    /// orders. Must not decrease. Default empty: nothing is left out.
    /// </summary>
    public IReadOnlyList<long> PruningThresholds { get; init; } = [];

    /// <summary>When set, n-grams with a word outside this list are left out; their probability goes to the unseen.</summary>
    public IReadOnlyCollection<string>? LimitVocabulary { get; init; }

    /// <summary>
    /// Modified Kneser-Ney: the vocabulary is taken to have at least this many words, so that models of different texts can be compared.
    /// The words that are missing keep their share, so the probabilities then sum to less than 1. Default 0.
    /// </summary>
    public long VocabularyPad { get; init; }

    /// <summary>
    /// Modified Kneser-Ney and Katz: one to three discounts, for n-grams seen once, twice and more often (the last value repeats), that
    /// replace those of an order whose discounts cannot be estimated. Kneser-Ney and absolute discounting take the first one for all counts.
    /// Default <see langword="null"/>: such a text is refused.
    /// </summary>
    public IReadOnlyList<float>? DiscountFallback { get; init; }

    /// <summary>
    /// Modified Kneser-Ney: whether single words are interpolated with the uniform distribution. When not, the unknown token takes the
    /// whole mass of the unseen. Default <see langword="true"/>.
    /// </summary>
    public bool InterpolateUnigrams { get; init; } = true;

    /// <summary>
    /// Jelinek-Mercer: sentences, each a list of tokens, on which the weights are estimated; best such as the text to be trained on is not
    /// part of. Default <see langword="null"/>: a part of the text itself, see <see cref="HeldOutInterval"/>.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>>? HeldOutSentences { get; init; }

    /// <summary>
    /// Jelinek-Mercer without <see cref="HeldOutSentences"/>: every so many-th sentence is held out while the weights are estimated; the counts
    /// of the model are those of the whole text. At least 2. Default 10. Where the text has fewer sentences, all weights are 0.5.
    /// </summary>
    public int HeldOutInterval { get; init; } = 10;

    /// <summary>Training from text: how lines are split into tokens. Default white space, as lmplz does.</summary>
    public TextSplitter Splitter { get; init; } = TextSplitter.Whitespace;

    /// <summary>Training from text: whether tokens are lower-cased. Default <see langword="false"/>.</summary>
    public bool Lowercase { get; init; }

    /// <summary>
    /// Training from text: whether the tokens <c>&lt;s&gt;</c>, <c>&lt;/s&gt;</c> and <c>&lt;unk&gt;</c> in the text are skipped like
    /// white space. Default <see langword="false"/>: they are refused.
    /// </summary>
    public bool SkipSymbols { get; init; }

    /// <summary>
    /// Modified Kneser-Ney: about how many bytes of memory to use. A text that needs more is counted in parts, which are sorted on disk and
    /// merged; the model is the same. At least 1 MB. Default <see langword="null"/>: half of the machine's memory.
    /// </summary>
    /// <remarks>
    /// A text takes about 34 bytes a token. The bound does not count a model that is made in memory or in the form of a file. The runtime and its
    /// buffers take about 100 MB, and a word about 150 bytes, whatever the bound.
    /// </remarks>
    public long? MemoryLimit { get; init; }

    /// <summary>Where the parts of a text larger than memory are sorted. Default <see langword="null"/>: the system's folder for temporary files.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Stops the training.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Receives progress; <see langword="null"/> for none.</summary>
    public IProgress<NgramProgress>? Progress { get; init; }

    internal void Validate()
    {
        Require(Order is >= 1 and <= MaximumOrder, nameof(Order), Order, $"Order must be from 1 to {MaximumOrder}.");
        Require(Enum.IsDefined(Smoothing), nameof(Smoothing), Smoothing, "Choose one of the values of NgramSmoothing.");
        Require(AddK > 0 && double.IsFinite(AddK), nameof(AddK), AddK, "AddK must be a number above 0; 1 is Laplace's rule.");
        Require(BackoffFactor is > 0 and <= 1, nameof(BackoffFactor), BackoffFactor, "BackoffFactor must be above 0 and at most 1; 0.4 is usual.");
        Require(VocabularyPad >= 0, nameof(VocabularyPad), VocabularyPad, "VocabularyPad must not be negative; 0 switches it off.");
        Require(HeldOutInterval >= 2, nameof(HeldOutInterval), HeldOutInterval, "HeldOutInterval must be at least 2; 10 holds out every tenth sentence.");
        Require(
            VocabularyPad == 0 || Smoothing == NgramSmoothing.ModifiedKneserNey, nameof(VocabularyPad), VocabularyPad, $"{Smoothing} smoothing knows no VocabularyPad. Leave it at 0, or choose ModifiedKneserNey.");
        Require(
            InterpolateUnigrams || Smoothing == NgramSmoothing.ModifiedKneserNey, nameof(InterpolateUnigrams), InterpolateUnigrams, $"{Smoothing} smoothing cannot switch InterpolateUnigrams off. Leave it on, or choose ModifiedKneserNey.");
        Require(MemoryLimit is null or >= 1 << 20, nameof(MemoryLimit), MemoryLimit ?? 0, "MemoryLimit must be at least 1 MB (1048576); half of the memory is the default.");
        ArgumentNullException.ThrowIfNull(Splitter);
        ValidatePruning();
        ValidateFallback();
    }

    /// <summary>The pruning threshold of order <paramref name="n"/>; 0 prunes nothing, as every count is at least 1.</summary>
    internal long PruningThreshold(int n)
        => PruningThresholds.Count == 0 ? 0 : PruningThresholds[Math.Min(n, PruningThresholds.Count) - 1];

    private void ValidatePruning()
    {
        ArgumentNullException.ThrowIfNull(PruningThresholds);
        Require(
            PruningThresholds.Count <= Order, nameof(PruningThresholds), PruningThresholds.Count, $"PruningThresholds must have at most one value for each of the {Order} orders; the last one serves the higher ones too.");
        long previous = 0;
        foreach (long threshold in PruningThresholds)
        {
            Require(
                threshold >= previous, nameof(PruningThresholds), threshold, "PruningThresholds must not be negative and must not decrease from one order to the next, as in 0, 0, 1.");
            previous = threshold;
        }
    }

    private void ValidateFallback()
    {
        if (DiscountFallback is null)
        {
            return;
        }

        Require(DiscountFallback.Count is >= 1 and <= 3, nameof(DiscountFallback), DiscountFallback.Count, "DiscountFallback must have one to three values, as in 0.5, 1, 1.5.");
        for (int k = 1; k <= DiscountFallback.Count; k++)
        {
            float discount = DiscountFallback[k - 1];
            Require(
                discount >= 0 && discount <= k, nameof(DiscountFallback), discount, $"DiscountFallback must be from 0 to {k} for n-grams seen {k} time{(k == 1 ? "" : "s")}, as in 0.5, 1, 1.5.");
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
