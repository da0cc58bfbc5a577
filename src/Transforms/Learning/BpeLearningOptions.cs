namespace LanguageModeling.Learning;

/// <summary>Settings of <see cref="BpeLearner"/>.</summary>
internal sealed record BpeLearningOptions
{
    /// <summary>How many tokens there shall be, the first ones included.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>How often a pair must occur to become a token.</summary>
    public long MinimumFrequency { get; init; }

    /// <summary>Tokens of two symbols or more are shorter than this, in first symbols.</summary>
    public int MaximumTokenLength { get; init; } = int.MaxValue;

    /// <summary>What spells the symbols that do not begin a word, as WordPiece's "##"; empty for nothing.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>Told now and then how many tokens there are, of how many.</summary>
    public Action<long, long>? Report { get; init; }

    public CancellationToken CancellationToken { get; init; }
}
