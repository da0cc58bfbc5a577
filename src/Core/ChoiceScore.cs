namespace LanguageModeling;

/// <summary>How probable one of several choices is after a context, and its place among them.</summary>
/// <remarks>Ranks count from 0, the best; of equal choices the earlier one is first. Immutable and safe for use by many threads at once.</remarks>
public sealed class ChoiceScore
{
    internal ChoiceScore(int index, string? text, SequenceScore score)
    {
        Index = index;
        Text = text;
        Score = score;
    }

    /// <summary>Place of the choice in the list that was given.</summary>
    public int Index { get; }

    /// <summary>The choice as it was given; null where ids were.</summary>
    public string? Text { get; }

    /// <summary>The choice, token by token.</summary>
    public SequenceScore Score { get; }

    /// <summary>ln P(choice | context), in nats.</summary>
    public double LogProbability => Score.LogProbability;

    /// <summary>Number of scored tokens.</summary>
    public int TokenCount => Score.TokenCount;

    /// <summary>Number of scored tokens that are the unknown token.</summary>
    public int UnknownCount => Score.UnknownCount;

    /// <summary>LogProbability / TokenCount, so that longer choices have no disadvantage.</summary>
    public double LogProbabilityPerToken => LogProbability / TokenCount;

    /// <summary>LogProbability / UTF-8 bytes of the choice, which does not depend on how it was cut into tokens; null where ids were given.</summary>
    public double? LogProbabilityPerByte => LogProbability / Score.ByteCount;

    /// <summary>Place by <see cref="LogProbability"/>.</summary>
    public int Rank { get; internal set; }

    /// <summary>Place by <see cref="LogProbabilityPerToken"/>.</summary>
    public int RankPerToken { get; internal set; }

    /// <summary>Place by <see cref="LogProbabilityPerByte"/>; null where ids were given.</summary>
    public int? RankPerByte { get; internal set; }
}
