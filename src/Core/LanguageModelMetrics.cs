using LanguageModeling.Scoring;

namespace LanguageModeling;

/// <summary>How well a model predicts a text of many sequences, with the counts that the figures rest on.</summary>
/// <remarks>
/// Totals over all tokens, not means of the figures of single sequences: CrossEntropy = -Σ ln P / T over all T scored tokens. Over no
/// tokens CrossEntropy is 0 and Perplexity 1. Standard errors take the sequences as independent draws, with the tokens inside one free to
/// depend on each other; they are null for fewer than two sequences and where a probability is 0. Immutable.
/// </remarks>
public sealed class LanguageModelMetrics
{
    private readonly long[]? _rankCounts; // [k]: tokens with k more probable tokens

    internal LanguageModelMetrics(in RatioSums nats, in RatioSums natsOverBytes, double logProbabilityExcludingUnknowns, Counts counts, long[]? rankCounts)
    {
        LogProbability = 0 - nats.X;
        LogProbabilityExcludingUnknowns = logProbabilityExcludingUnknowns;
        SequenceCount = counts.Sequences;
        TokenCount = counts.Tokens;
        UnknownCount = counts.Unknowns;
        ByteCount = counts.Bytes;
        CrossEntropyStandardError = nats.StandardError;
        BitsPerByteStandardError = BitsPerByte is null ? null : natsOverBytes.StandardError is { } error ? Units.Bits(error) : null;
        _rankCounts = rankCounts;
    }

    /// <summary>Number of sequences.</summary>
    public long SequenceCount { get; }

    /// <summary>Number of scored tokens T, unknown ones and ends of sequences included.</summary>
    public long TokenCount { get; }

    /// <summary>Number of scored tokens that are the unknown token.</summary>
    public long UnknownCount { get; }

    /// <summary>Length of the text in UTF-8 bytes; null when it is not known for every sequence.</summary>
    public long? ByteCount { get; }

    /// <summary>Σ ln P of all scored tokens, in nats.</summary>
    public double LogProbability { get; }

    /// <summary>Σ ln P of the scored tokens that are not unknown, in nats.</summary>
    public double LogProbabilityExcludingUnknowns { get; }

    /// <summary>Nats a token: -LogProbability / TokenCount.</summary>
    public double CrossEntropy => Units.CrossEntropy(LogProbability, TokenCount);

    /// <summary>Standard error of <see cref="CrossEntropy"/>, in nats a token.</summary>
    public double? CrossEntropyStandardError { get; }

    /// <summary>exp(CrossEntropy), unknown tokens included.</summary>
    public double Perplexity => Math.Exp(CrossEntropy);

    /// <summary>Standard error of <see cref="Perplexity"/>: Perplexity · CrossEntropyStandardError.</summary>
    public double? PerplexityStandardError => Perplexity * CrossEntropyStandardError;

    /// <summary>exp(-LogProbabilityExcludingUnknowns / (TokenCount - UnknownCount)).</summary>
    public double PerplexityExcludingUnknowns => Math.Exp(Units.CrossEntropy(LogProbabilityExcludingUnknowns, TokenCount - UnknownCount));

    /// <summary>Bits a token: CrossEntropy / ln 2.</summary>
    public double BitsPerToken => Units.Bits(CrossEntropy);

    /// <summary>Bits a byte: -LogProbability / (ln 2 · ByteCount), comparable between models with different tokens; null without bytes.</summary>
    public double? BitsPerByte => Units.BitsPerByte(LogProbability, ByteCount);

    /// <summary>Standard error of <see cref="BitsPerByte"/>, in bits a byte.</summary>
    public double? BitsPerByteStandardError { get; }

    /// <summary>Computes the metrics of scored sequences.</summary>
    /// <param name="scores">Scores, enumerated once.</param>
    public static LanguageModelMetrics From(IEnumerable<SequenceScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var builder = new LanguageModelMetricsBuilder();
        foreach (SequenceScore score in scores)
        {
            builder.Add(score);
        }

        return builder.Build();
    }

    /// <summary>The share of tokens that are among the k most probable at their place: those with fewer than k more probable tokens.</summary>
    /// <param name="k">From 1; 1 gives how often greedy prediction is right.</param>
    /// <returns>From 0 to 1; null when there are no tokens, or no ranks for some of them.</returns>
    public double? AccuracyAt(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return _rankCounts is null || TokenCount == 0 ? null : (double)_rankCounts.Take(k).Sum() / TokenCount;
    }

    /// <summary>Standard error of <see cref="AccuracyAt"/> with tokens taken as independent: sqrt(a (1 - a) / TokenCount).</summary>
    /// <param name="k">From 1.</param>
    /// <returns>The error; null where <see cref="AccuracyAt"/> is.</returns>
    public double? AccuracyStandardErrorAt(int k) => AccuracyAt(k) is { } a ? Math.Sqrt(a * (1 - a) / TokenCount) : null;

    /// <summary>The counts of some sequences; bytes null when not known.</summary>
    internal readonly record struct Counts(long Sequences, long Tokens, long Unknowns, long? Bytes);
}
