namespace LanguageModeling;

/// <summary>Settings for scoring sequences. Immutable; copy with <c>with</c>.</summary>
public sealed record ScoringOptions
{
    /// <summary>
    /// Whether a sequence that does not begin with the beginning-of-sequence token gets it as context, where the model has one. It is never
    /// scored: one that stands at the beginning of the ids is context too, whatever is set here. Default true.
    /// </summary>
    public bool AddBeginningOfSequence { get; init; } = true;

    /// <summary>
    /// Whether a sequence that does not end with the end-of-sequence token gets it, where the model has one, and it is scored like any
    /// token. Default true; methods for continuations and choices, which the text may go on after, take false when no options are given.
    /// </summary>
    public bool AddEndOfSequence { get; init; } = true;

    /// <summary>Whether to count for each token how many tokens are more probable. Needs the whole distribution at every step. Default false.</summary>
    public bool WithRanks { get; init; }

    /// <summary>For sequences that may go on.</summary>
    internal static ScoringOptions Open { get; } = new() { AddEndOfSequence = false };
}
