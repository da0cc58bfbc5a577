using System.Numerics.Tensors;

namespace LanguageModeling.Scoring;

/// <summary>Adds up the differences of two models, token by token.</summary>
internal sealed class ComparisonSums(ILanguageModel reference, ILanguageModel model)
{
    private readonly float[] _expected = new float[reference.VocabularySize]; // ln p
    private readonly float[] _actual = new float[model.VocabularySize]; // ln q
    private long _sequenceCount;
    private long _agreements;
    private double _logProbability;
    private double _referenceLogProbability;
    private double _divergence;
    private double _largest;

    public long TokenCount { get; private set; }

    /// <summary>Compares the distributions of every token of a sequence but the first.</summary>
    public void Add(ReadOnlySpan<int> ids, CancellationToken cancellationToken)
    {
        using LanguageModelState expected = reference.CreateState();
        using LanguageModelState actual = model.CreateState();
        for (int t = 0; t < ids.Length - 1; t++)
        {
            expected.Append(ids[t], cancellationToken);
            actual.Append(ids[t], cancellationToken);
            expected.GetNextLogProbabilities(_expected, cancellationToken);
            actual.GetNextLogProbabilities(_actual, cancellationToken);
            AddToken(ids[t + 1]);
        }

        _sequenceCount++;
    }

    public LanguageModelComparison Result() => new(_sequenceCount, TokenCount, _logProbability, _referenceLogProbability)
    {
        Divergence = _divergence / TokenCount,
        LargestDivergence = _largest,
        TopAgreement = (double)_agreements / TokenCount,
    };

    private void AddToken(int next)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(next);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(next, _expected.Length);
        double divergence = Divergence(_expected, _actual);
        TokenCount++;
        _divergence += divergence;
        _largest = Math.Max(_largest, divergence);
        _logProbability += _actual[next];
        _referenceLogProbability += _expected[next];
        _agreements += TensorPrimitives.IndexOfMax<float>(_expected) == TensorPrimitives.IndexOfMax<float>(_actual) ? 1 : 0;
    }

    /// <summary>Σ p ln(p / q) over the tokens with p above 0. Rounding can make it a little negative: then 0.</summary>
    private static double Divergence(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (expected[i] > float.NegativeInfinity)
            {
                sum += Math.Exp(expected[i]) * ((double)expected[i] - actual[i]);
            }
        }

        return Math.Max(0, sum);
    }
}
