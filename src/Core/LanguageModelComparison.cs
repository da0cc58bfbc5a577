using LanguageModeling.Scoring;

namespace LanguageModeling;

/// <summary>How far a model is from another one on a text: what quantisation, pruning or another way of computing costs.</summary>
/// <remarks>Totals over all compared tokens: every token of a sequence but the first, given those before it. Immutable.</remarks>
public sealed record LanguageModelComparison
{
    internal LanguageModelComparison(long sequenceCount, long tokenCount, double logProbability, double referenceLogProbability)
    {
        SequenceCount = sequenceCount;
        TokenCount = tokenCount;
        Perplexity = Math.Exp(Units.CrossEntropy(logProbability, tokenCount));
        ReferencePerplexity = Math.Exp(Units.CrossEntropy(referenceLogProbability, tokenCount));
    }

    /// <summary>Number of sequences with at least two tokens; a sequence longer than a context counts as several.</summary>
    public long SequenceCount { get; }

    /// <summary>Number of compared tokens.</summary>
    public long TokenCount { get; }

    /// <summary>The model's perplexity.</summary>
    public double Perplexity { get; }

    /// <summary>The reference's perplexity.</summary>
    public double ReferencePerplexity { get; }

    /// <summary>Perplexity / ReferencePerplexity: 1 when nothing is lost.</summary>
    public double PerplexityRatio => Perplexity / ReferencePerplexity;

    /// <summary>
    /// Mean over the tokens of the Kullback-Leibler divergence Σ p ln(p / q) of the model's distribution q from the reference's p, in nats: 0 when
    /// they are equal, infinite where the model excludes what the reference does not.
    /// </summary>
    public double Divergence { get; internal init; }

    /// <summary>The largest divergence at one token, in nats.</summary>
    public double LargestDivergence { get; internal init; }

    /// <summary>Part of the tokens at which both find the same token most probable, from 0 to 1.</summary>
    public double TopAgreement { get; internal init; }

    /// <summary>Compares two models on sequences of token ids.</summary>
    /// <param name="reference">The model to compare with, whose distributions are the p.</param>
    /// <param name="model">The model to judge.</param>
    /// <param name="sequences">Sequences of ids; what is longer than the smaller of the two contexts is cut into pieces of that length.</param>
    /// <param name="cancellationToken">Stops between two tokens.</param>
    /// <exception cref="ArgumentException">The vocabularies have different sizes, or no sequence has two tokens.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token id is not in the vocabulary.</exception>
    public static LanguageModelComparison Compare(
        ILanguageModel reference, ILanguageModel model, IEnumerable<IReadOnlyList<int>> sequences, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(sequences);
        if (reference.VocabularySize != model.VocabularySize)
        {
            throw new ArgumentException(
                $"The model has {model.VocabularySize} tokens and the reference {reference.VocabularySize}. Compare models with the same vocabulary.", nameof(model));
        }

        int context = Math.Min(reference.MaximumContextLength ?? int.MaxValue, model.MaximumContextLength ?? int.MaxValue);
        var sums = new ComparisonSums(reference, model);
        foreach (int[] piece in sequences.SelectMany(sequence => sequence.Chunk(context)).Where(piece => piece.Length > 1))
        {
            sums.Add(piece, cancellationToken);
        }

        return sums.TokenCount > 0 ? sums.Result() : throw new ArgumentException("No sequence has two tokens. Give some text to compare on.", nameof(sequences));
    }
}
