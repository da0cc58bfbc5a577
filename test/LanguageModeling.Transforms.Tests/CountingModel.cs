using System.Collections.Concurrent;
using FreshProcess;

namespace LanguageModeling.Tests;

/// <summary>A model that remembers the sizes of the batches it was asked for, and cannot be saved.</summary>
internal sealed class CountingModel : ILanguageModel
{
    private readonly SuffixModel _model = new(7);

    public ConcurrentBag<int> Batches { get; } = [];

    public int VocabularySize => _model.VocabularySize;

    public SpecialTokens SpecialTokens => _model.SpecialTokens;

    public int? MaximumContextLength { get; init; }

    public LanguageModelState CreateState() => _model.CreateState();

    public void ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken = default)
    {
        Batches.Add(batch.Length);
        ((ILanguageModel)_model).ScoreBatch(batch, cancellationToken);
    }
}
