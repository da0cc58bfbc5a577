using LanguageModeling.Estimation;
using LanguageModeling.Records;

namespace LanguageModeling.DiskEstimation;

/// <summary>Finds the back-off weights γ of n-grams, both coming in suffix order.</summary>
/// <param name="shape">Of the records: the words of a context, from the last to the first, and its γ.</param>
/// <param name="contexts">The contexts, pruned ones included; stays the caller's.</param>
/// <param name="text">Whether it is cut off: then the weights are those of <see cref="LmplzBackoffs"/>.</param>
/// <param name="searched">Whether lmplz looks weights up then, as it does where the order above is pruned.</param>
internal sealed class BackoffWeights(RecordShape shape, IRecordSource contexts, CountedText text, bool searched)
{
    private readonly SpecialTokens _special = text.Vocabulary.SpecialTokens;
    private bool _hasNext = contexts.Next();

    /// <summary>γ of an n-gram that was not pruned; NaN where nothing follows it.</summary>
    public float Find(ReadOnlySpan<int> words)
    {
        if (text.IsCutOff)
        {
            return FindAsLmplz(words);
        }

        while (_hasNext && shape.Compare(contexts.Current, words) < 0)
        {
            _hasNext = contexts.Next();
        }

        return _hasNext && shape.Compare(contexts.Current, words) == 0 ? Gamma() : float.NaN;
    }

    private float FindAsLmplz(ReadOnlySpan<int> words)
    {
        if (words[0] == _special.Unknown || words[0] == _special.EndOfSequence)
        {
            return float.NaN;
        }

        while (searched && _hasNext && shape.Compare(contexts.Current, words) != 0)
        {
            _hasNext = contexts.Next();
        }

        if (!_hasNext)
        {
            return float.NaN;
        }

        float gamma = Gamma();
        _hasNext = contexts.Next();
        return gamma;
    }

    private float Gamma() => BitConverter.Int32BitsToSingle(contexts.Current[shape.Key]);
}
