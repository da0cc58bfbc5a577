namespace LanguageModeling.Scoring;

/// <summary>Turns sums of natural logs into the numbers that people compare.</summary>
internal static class Units
{
    /// <summary>-Σ ln P / n. Of no tokens 0: the empty product of probabilities is 1.</summary>
    public static double CrossEntropy(double logProbability, long tokenCount) => tokenCount == 0 ? 0 : (0 - logProbability) / tokenCount;

    /// <summary>-Σ log2 P / n; null when there is nothing to divide by.</summary>
    public static double? BitsPerByte(double logProbability, long? byteCount)
        => byteCount > 0 ? (0 - logProbability) / (Math.Log(2) * byteCount) : null;

    /// <summary>Nats to bits.</summary>
    public static double Bits(double nats) => nats / Math.Log(2);
}
