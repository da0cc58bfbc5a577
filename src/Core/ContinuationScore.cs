namespace LanguageModeling;

/// <summary>How probable a continuation is after a context: P(continuation | context).</summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class ContinuationScore
{
    internal ContinuationScore(SequenceScore score) => Score = score;

    /// <summary>The continuation, token by token.</summary>
    public SequenceScore Score { get; }

    /// <summary>ln P(continuation | context), in nats.</summary>
    public double LogProbability => Score.LogProbability;

    /// <summary>Number of scored tokens.</summary>
    public int TokenCount => Score.TokenCount;

    /// <summary>Number of scored tokens that are the unknown token.</summary>
    public int UnknownCount => Score.UnknownCount;

    /// <summary>Whether greedy generation would give the continuation: at no place is another token more probable.</summary>
    public bool IsGreedy => Score.IsGreedy == true;
}
