namespace LanguageModeling;

/// <summary>Settings for finding phrases. Immutable; copy with <c>with</c>.</summary>
public sealed record PhraseOptions
{
    /// <summary>How pairs of words are scored. Default as in word2phrase.</summary>
    public PhraseScoring Scoring { get; init; } = PhraseScoring.Word2Phrase;

    /// <summary>Pairs with a higher score are joined. From -1 to 1 for mutual information. Default null: 100 for word2phrase's score, 0.5 for mutual information.</summary>
    public double? Threshold { get; init; }

    /// <summary>Words and pairs seen less often are never joined; at least 1. Default 5.</summary>
    public int MinimumCount { get; init; } = 5;

    /// <summary>How often the text is gone through; each time may join the phrases of the time before to longer ones. From 1 to 10. Default 1.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>What joins the words of a phrase; not empty, without white space. Default "_".</summary>
    public string Separator { get; init; } = "_";

    /// <summary>How text is split into words. Default white space.</summary>
    public TextSplitter Splitter { get; init; } = TextSplitter.Whitespace;

    /// <summary>Whether words are lower-cased. Default false.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Stops the search.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal double EffectiveThreshold => Threshold ?? (Scoring == PhraseScoring.Word2Phrase ? 100 : 0.5);

    internal void Validate()
    {
        Require(Enum.IsDefined(Scoring), nameof(Scoring), Scoring, "Choose one of the values of PhraseScoring.");
        Require(Threshold is null || double.IsFinite(Threshold.Value), nameof(Threshold), Threshold ?? 0, "Threshold must be a finite number, or null for the usual one.");
        Require(
            Scoring != PhraseScoring.NormalizedMutualInformation || Threshold is null or (>= -1 and <= 1), nameof(Threshold), Threshold ?? 0, "Threshold must be from -1 to 1 for mutual information; 0.5 is usual.");
        Require(MinimumCount >= 1, nameof(MinimumCount), MinimumCount, "MinimumCount must be at least 1.");
        Require(Passes is >= 1 and <= 10, nameof(Passes), Passes, "Passes must be from 1 to 10; 2 finds phrases of up to four words.");
        ArgumentException.ThrowIfNullOrEmpty(Separator);
        Require(!Separator.Any(char.IsWhiteSpace), nameof(Separator), Separator, "Separator must not hold white space, which separates words.");
        ArgumentNullException.ThrowIfNull(Splitter);
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, rule);
        }
    }
}
