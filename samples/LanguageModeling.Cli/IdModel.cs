namespace LanguageModeling.Cli;

/// <summary>A model whose lines of ids are taken as they are: nothing is put before or behind them. Only the end of sequence still ends generation.</summary>
internal sealed class IdModel(ILanguageModel model) : ILanguageModel
{
    /// <summary>The model as it was opened.</summary>
    public ILanguageModel Model => model;

    public int VocabularySize => model.VocabularySize;

    public SpecialTokens SpecialTokens { get; } = new() { EndOfSequence = model.SpecialTokens.EndOfSequence };

    public int? MaximumContextLength => model.MaximumContextLength;

    public LanguageModelState CreateState() => model.CreateState();

    public int PreferredBatchSize => model.PreferredBatchSize;

    public void EvaluateBatch(ReadOnlySpan<LanguageModelState> states, CancellationToken cancellationToken = default) => model.EvaluateBatch(states, cancellationToken);

    public void ScoreBatch(ReadOnlySpan<SequenceToScore> batch, CancellationToken cancellationToken = default) => model.ScoreBatch(batch, cancellationToken);
}
