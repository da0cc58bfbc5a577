using LanguageModeling.Scoring;

namespace LanguageModeling;

/// <summary>Scores token ids with any language model.</summary>
public static class LanguageModelScoring
{
    /// <summary>Scores a sequence: ln P of each token given those before it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, each in [0, V). A beginning of sequence at position 0 is context.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside [0, V).</exception>
    /// <exception cref="InvalidOperationException">The sequence is longer than the model takes; see <see cref="ScoreRolling"/>.</exception>
    public static SequenceScore Score(
        this ILanguageModel model, ReadOnlySpan<int> ids, ScoringOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ScoringOptions();
        return ScoringRequest.ScoreAll(model, [ScoringRequest.Sequence(model, ids, options)], options.WithRanks, cancellationToken)[0];
    }

    /// <summary>Scores many sequences in one call of <see cref="ILanguageModel.ScoreBatch"/>, which some models do faster.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">Token ids of each sequence, as for <see cref="Score"/>.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The scores in the order of the sequences.</returns>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static IReadOnlyList<SequenceScore> ScoreMany(
        this ILanguageModel model,
        IReadOnlyList<ReadOnlyMemory<int>> sequences,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        options ??= new ScoringOptions();
        ScoringRequest[] requests = [.. sequences.Select(ids => ScoringRequest.Sequence(model, ids.Span, options))];
        return ScoringRequest.ScoreAll(model, requests, options.WithRanks, cancellationToken);
    }

    /// <summary>Scores a continuation given a context: ln P(continuation | context), and whether it is the greedy one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="context">Ids that come before, not scored. May be empty.</param>
    /// <param name="continuation">Ids to score.</param>
    /// <param name="options">Settings; null for no end of sequence. Ranks are always computed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static ContinuationScore ScoreContinuation(
        this ILanguageModel model,
        ReadOnlySpan<int> context,
        ReadOnlySpan<int> continuation,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ScoringRequest request = ScoringRequest.Continuation(model, context, continuation, options ?? ScoringOptions.Open);
        return new ContinuationScore(ScoringRequest.ScoreAll(model, [request], withRanks: true, cancellationToken)[0]);
    }

    /// <summary>Ranks choices after a context, by log probability as it is and divided by length.</summary>
    /// <param name="model">The model.</param>
    /// <param name="context">Ids that come before every choice. May be empty.</param>
    /// <param name="choices">Ids of each choice, at least one id each.</param>
    /// <param name="options">Settings; null for no end of sequence.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The choices, the one with the highest log probability first.</returns>
    /// <exception cref="ArgumentException">There are no choices, or one has no tokens.</exception>
    /// <inheritdoc cref="Score" path="/exception"/>
    public static IReadOnlyList<ChoiceScore> RankChoices(
        this ILanguageModel model,
        ReadOnlySpan<int> context,
        IReadOnlyList<ReadOnlyMemory<int>> choices,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(choices);
        options ??= ScoringOptions.Open;
        var requests = new ScoringRequest[choices.Count];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = ScoringRequest.Continuation(model, context, choices[i].Span, options);
        }

        return ChoiceRanking.ScoreAndRank(model, requests, texts: null, options, cancellationToken);
    }

    /// <summary>Scores a sequence of any length: what exceeds the context of the model goes through overlapping windows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">Token ids, as for <see cref="Score"/>; each is scored once.</param>
    /// <param name="rolling">Windows; null for the defaults. A sequence that fits into one scores as by <see cref="Score"/>.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside [0, V), or a window does not suit the model.</exception>
    public static SequenceScore ScoreRolling(
        this ILanguageModel model,
        ReadOnlySpan<int> ids,
        RollingOptions? rolling = null,
        ScoringOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ScoringOptions();
        return RollingScoring.Score(model, ScoringRequest.Sequence(model, ids, options), rolling, options.WithRanks, cancellationToken);
    }
}
