namespace LanguageModeling;

/// <summary>The score of one token after a context.</summary>
/// <param name="LogProbability">Natural log of the probability, at most 0; negative infinity where the probability is 0.</param>
/// <param name="MatchedLength">
/// Tokens of the longest n-gram of the model that ends in the token and agrees with the context; the token itself counts, and so does
/// the beginning of the sequence. 1 means that no context was of use.
/// </param>
public readonly record struct NgramScore(double LogProbability, int MatchedLength)
{
    /// <summary>Whether the token is the one that stands for unknown words.</summary>
    public bool IsUnknown { get; init; }
}
