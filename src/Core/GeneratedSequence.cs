namespace LanguageModeling;

/// <summary>A generated sequence of tokens, with its counts.</summary>
public record GeneratedSequence
{
    /// <summary>The generated tokens, without the prompt. The token that ended the generation is the last one.</summary>
    public required IReadOnlyList<GeneratedToken> Tokens { get; init; }

    /// <summary>Why the generation ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Number of tokens in front of the generated ones, with the beginning of sequence; what a full context dropped of them does not count.</summary>
    public required int PromptTokenCount { get; init; }

    /// <summary>How many of these had been computed before, for an earlier prompt; see <see cref="GenerationSession"/>.</summary>
    public int ReusedTokenCount { get; init; }

    /// <summary>Number of generated tokens, the one that ended the generation included.</summary>
    public int TokenCount => Tokens.Count;

    /// <summary>ln P(generated tokens | prompt) by the model itself: the sum of the tokens' log probabilities.</summary>
    public double LogProbability => Tokens.Sum(token => token.LogProbability);

    /// <summary>
    /// What beam search ranks by: the summed scores (log probabilities after penalties and bias) divided by (number of tokens) to the
    /// power <see cref="GenerationOptions.LengthPenalty"/>. <see langword="null"/> without beam search.
    /// </summary>
    public double? Score { get; init; }

    /// <summary>The seed that gives this sequence again, with a <see cref="GenerationOptions.ResultCount"/> of 1; <see langword="null"/> where nothing was drawn.</summary>
    public ulong? Seed { get; init; }
}
