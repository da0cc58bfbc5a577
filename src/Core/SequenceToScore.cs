namespace LanguageModeling;

/// <summary>One sequence of a batch: the tokens to score, what stands before them, and where the scores go.</summary>
public readonly struct SequenceToScore
{
    /// <summary>Describes one sequence.</summary>
    /// <param name="context">Ids before the first scored token, shape [C]; given, not scored.</param>
    /// <param name="tokens">Ids to score, shape [T].</param>
    /// <param name="logProbabilities">Receives ln P(tokens[t] | context, tokens[0 … t-1]), shape [T].</param>
    /// <param name="ranks">
    /// Empty, or receives for each token how many tokens of the vocabulary are strictly more probable, shape [T]: 0 is the greedy choice.
    /// Costs the whole distribution at every step.
    /// </param>
    /// <exception cref="ArgumentException">A length does not match the shapes above.</exception>
    public SequenceToScore(ReadOnlyMemory<int> context, ReadOnlyMemory<int> tokens, Memory<double> logProbabilities, Memory<int> ranks = default)
    {
        if (logProbabilities.Length != tokens.Length)
        {
            throw new ArgumentException($"Expected room for {tokens.Length} scores but got {logProbabilities.Length}.", nameof(logProbabilities));
        }

        if (!ranks.IsEmpty && ranks.Length != tokens.Length)
        {
            throw new ArgumentException($"Expected room for {tokens.Length} ranks, or none, but got {ranks.Length}.", nameof(ranks));
        }

        Context = context;
        Tokens = tokens;
        LogProbabilities = logProbabilities;
        Ranks = ranks;
    }

    /// <summary>Ids before the first scored token, shape [C].</summary>
    public ReadOnlyMemory<int> Context { get; }

    /// <summary>Ids to score, shape [T].</summary>
    public ReadOnlyMemory<int> Tokens { get; }

    /// <summary>Receives natural-log probabilities, shape [T].</summary>
    public Memory<double> LogProbabilities { get; }

    /// <summary>Empty, or receives ranks from 0, shape [T].</summary>
    public Memory<int> Ranks { get; }

    /// <summary>The plain loop: one state, one token after another.</summary>
    internal static void ScoreOneByOne(ILanguageModel model, ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken)
    {
        float[]? distribution = null; // [V]
        foreach (SequenceToScore sequence in batch)
        {
            using LanguageModelState state = model.CreateState();
            state.Append(sequence.Context.Span, cancellationToken);
            ReadOnlySpan<int> tokens = sequence.Tokens.Span;
            for (int t = 0; t < tokens.Length; t++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!sequence.Ranks.IsEmpty)
                {
                    distribution ??= new float[model.VocabularySize];
                    state.GetNextLogProbabilities(distribution, cancellationToken);
                    sequence.Ranks.Span[t] = Rank(distribution, tokens[t]);
                }

                sequence.LogProbabilities.Span[t] = state.GetNextLogProbability(tokens[t], cancellationToken);
                if (t + 1 < tokens.Length)
                {
                    state.Append(tokens[t], cancellationToken);
                }
            }
        }
    }

    private static int Rank(ReadOnlySpan<float> distribution, int token)
    {
        float own = distribution[token];
        int above = 0;
        foreach (float other in distribution)
        {
            above += other > own ? 1 : 0;
        }

        return above;
    }
}
