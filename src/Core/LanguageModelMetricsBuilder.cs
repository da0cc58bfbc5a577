using LanguageModeling.Scoring;

namespace LanguageModeling;

/// <summary>Sums up scores of sequences to metrics, one by one, without keeping them.</summary>
/// <remarks>Not safe for use by several threads at once: give each its own and <see cref="Merge"/> them at the end.</remarks>
public sealed class LanguageModelMetricsBuilder
{
    private RatioSums _nats;          // over tokens
    private RatioSums _natsOverBytes;
    private double _logProbabilityExcludingUnknowns;
    private LanguageModelMetrics.Counts _counts = new(0, 0, 0, 0);
    private long[] _rankCounts = [];  // grows to the highest rank seen
    private bool _hasRanks = true;

    /// <summary>Adds a sequence.</summary>
    /// <param name="score">Its score.</param>
    public void Add(SequenceScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        Add(score.LogProbability, score.LogProbabilityExcludingUnknowns, score.TokenCount, score.UnknownCount, score.ByteCount, score.TokenRanks);
    }

    /// <summary>Adds a sequence of which the totals are known.</summary>
    /// <param name="logProbability">Σ ln P of its scored tokens, in nats.</param>
    /// <param name="logProbabilityExcludingUnknowns">Σ ln P of those that are not unknown, in nats.</param>
    /// <param name="tokenCount">Number of scored tokens.</param>
    /// <param name="unknownCount">How many of them are the unknown token.</param>
    /// <param name="byteCount">Length of its text in UTF-8 bytes, or null.</param>
    /// <param name="tokenRanks">For each scored token the number of more probable tokens, or null.</param>
    /// <exception cref="ArgumentException">A number cannot be.</exception>
    public void Add(
        double logProbability,
        double logProbabilityExcludingUnknowns,
        int tokenCount,
        int unknownCount,
        long? byteCount = null,
        IReadOnlyList<int>? tokenRanks = null)
    {
        if (double.IsNaN(logProbability) || double.IsNaN(logProbabilityExcludingUnknowns))
        {
            throw new ArgumentException("A log probability is not a number. Leave sequences without a score out.", nameof(logProbability));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(tokenCount);
        ArgumentOutOfRangeException.ThrowIfNegative(unknownCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unknownCount, tokenCount);
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount ?? 0, nameof(byteCount));
        if (tokenRanks is not null && (tokenRanks.Count != tokenCount || tokenRanks.Any(rank => rank < 0)))
        {
            throw new ArgumentException($"Expected {tokenCount} ranks from 0 on, or none, but got {tokenRanks.Count}, the least {tokenRanks.DefaultIfEmpty().Min()}.", nameof(tokenRanks));
        }

        _nats.Add(0 - logProbability, tokenCount);
        _natsOverBytes.Add(0 - logProbability, byteCount ?? 0);
        _logProbabilityExcludingUnknowns += logProbabilityExcludingUnknowns;
        _counts = new(_counts.Sequences + 1, _counts.Tokens + tokenCount, _counts.Unknowns + unknownCount, _counts.Bytes + byteCount);
        _hasRanks &= tokenRanks is not null;
        foreach (int rank in tokenRanks ?? [])
        {
            ReserveRanks(rank + 1);
            _rankCounts[rank]++;
        }
    }

    /// <summary>Adds all that another builder holds.</summary>
    /// <param name="other">The other builder; unchanged.</param>
    public void Merge(LanguageModelMetricsBuilder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _nats.Add(other._nats);
        _natsOverBytes.Add(other._natsOverBytes);
        _logProbabilityExcludingUnknowns += other._logProbabilityExcludingUnknowns;
        _counts = new(
            _counts.Sequences + other._counts.Sequences,
            _counts.Tokens + other._counts.Tokens,
            _counts.Unknowns + other._counts.Unknowns,
            _counts.Bytes + other._counts.Bytes);
        _hasRanks &= other._hasRanks;
        ReserveRanks(other._rankCounts.Length);
        for (int rank = 0; rank < other._rankCounts.Length; rank++)
        {
            _rankCounts[rank] += other._rankCounts[rank];
        }
    }

    /// <summary>Computes the metrics of all that was added so far.</summary>
    public LanguageModelMetrics Build()
        => new(_nats, _natsOverBytes, _logProbabilityExcludingUnknowns, _counts, _hasRanks ? [.. _rankCounts] : null);

    private void ReserveRanks(int count)
    {
        if (count > _rankCounts.Length)
        {
            Array.Resize(ref _rankCounts, Math.Max(count, 2 * _rankCounts.Length));
        }
    }
}
