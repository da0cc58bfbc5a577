using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Pipelines;
using LanguageModeling.Scores;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Scores the continuation of each row's context: P(continuation | context).</summary>
/// <remarks>
/// Columns, after the prefix: those of <see cref="LanguageModelTransformer"/> with a text column, of the continuation's tokens alone, so that
/// <see cref="LanguageModelingCatalog.Evaluate"/> sums them up; with ranks also IsGreedy (Boolean: whether greedy generation would give the continuation).
/// How texts are divided into tokens: see <see cref="TextLanguageModelScoring"/>. A model and codec read from a file are disposed with the transformer,
/// those given by a caller are not. Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class ScoreContinuationTransformer : RowTransformer, ILoadable<ScoreContinuationTransformer>, IHasTextModel, IDisposable
{
    internal const string LoaderName = "LanguageModelingContinue";

    private readonly ScoreContinuationOptions _options;
    private readonly bool _ownsModel;

    internal ScoreContinuationTransformer(IHostEnvironment environment, TextLanguageModel model, ScoreContinuationOptions options, bool ownsModel = false)
        : base(environment, nameof(ScoreContinuationTransformer))
    {
        Model = model;
        _options = options;
        _ownsModel = ownsModel;
    }

    static ModelHeader ILoadable<ScoreContinuationTransformer>.Header => new("LMCONTIN", LoaderName);

    /// <summary>The model, with its codec.</summary>
    public TextLanguageModel Model { get; }

    static ScoreContinuationTransformer ILoadable<ScoreContinuationTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new ScoreContinuationOptions
        {
            ContextColumnName = values.ReadString(),
            ContinuationColumnName = values.ReadString(),
            OutputColumnPrefix = values.ReadString(),
            AddBeginningOfSequence = values.ReadBoolean(),
            AddEndOfSequence = values.ReadBoolean(),
            WithRanks = values.ReadBoolean(),
            BatchSize = values.ReadInt32(),
            NumberOfThreads = values.ReadInt32() is > 0 and int threads ? threads : null,
        };
        TextLanguageModel model = reader.ReadTextModel();
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of ScoreContinuation cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new ScoreContinuationTransformer(environment, model, options, ownsModel: true);
    }

    /// <summary>Disposes a model and codec that were read from a file, if they can be.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            TextModelParts.Dispose(Model);
        }
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new ContinuationBinding(Host, Model, _options, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        TextModelParts.CheckSavable(Model);
        ModelWriter writer = ModelWriter.Begin<ScoreContinuationTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(_options.ContextColumnName);
        values.Write(_options.ContinuationColumnName);
        values.Write(_options.OutputColumnPrefix);
        values.Write(_options.AddBeginningOfSequence);
        values.Write(_options.AddEndOfSequence);
        values.Write(_options.WithRanks);
        values.Write(_options.BatchSize);
        values.Write(_options.NumberOfThreads ?? 0);
        writer.WriteTextModel(Model);
    }
}
