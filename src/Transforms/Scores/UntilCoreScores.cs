namespace LanguageModeling.Scores;

// Replaced by Core's own scoring when that lands.
internal sealed record ScoringOptions
{
    public bool AddBeginningOfSequence { get; init; } = true;

    public bool AddEndOfSequence { get; init; } = true;

    public bool WithRanks { get; init; }
}

internal sealed class SequenceScore
{
    public required IReadOnlyList<int> Tokens { get; init; }

    public required IReadOnlyList<double> TokenLogProbabilities { get; init; }

    public required IReadOnlyList<int>? TokenRanks { get; init; }

    public required int? Unknown { get; init; }

    public double LogProbability => TokenLogProbabilities.Sum();

    public int TokenCount => Tokens.Count;

    public int UnknownCount => Tokens.Count(t => t == Unknown);

    public double LogProbabilityExcludingUnknowns => TokenLogProbabilities.Where((_, i) => Tokens[i] != Unknown).Sum();

    public double Perplexity => Math.Exp(-LogProbability / TokenCount);
}

internal static class LanguageModelScoring
{
    public static IReadOnlyList<SequenceScore> ScoreMany(
        this ILanguageModel model, IReadOnlyList<ReadOnlyMemory<int>> sequences, ScoringOptions options, CancellationToken cancellationToken)
    {
        SpecialTokens special = model.SpecialTokens;
        SequenceToScore[] batch = [.. sequences.Select(ids =>
        {
            int[] context = options.AddBeginningOfSequence && special.BeginningOfSequence is { } bos ? [bos] : [];
            int[] tokens = [.. ids.Span];
            if (tokens.Length > 0 && tokens[0] == special.BeginningOfSequence)
            {
                context = [tokens[0]];
                tokens = tokens[1..];
            }

            if (options.AddEndOfSequence && special.EndOfSequence is { } eos && (tokens.Length == 0 || tokens[^1] != eos))
            {
                tokens = [.. tokens, eos];
            }

            return new SequenceToScore(context, tokens, new double[tokens.Length], options.WithRanks ? new int[tokens.Length] : default);
        })];
        model.ScoreBatch(batch, cancellationToken);
        return [.. batch.Select(s => new SequenceScore
        {
            Tokens = s.Tokens.ToArray(),
            TokenLogProbabilities = s.LogProbabilities.ToArray(),
            TokenRanks = options.WithRanks ? s.Ranks.ToArray() : null,
            Unknown = special.Unknown,
        })];
    }
}
