using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Scores;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds the scores of a language model to rows of tokens.</summary>
/// <remarks>
/// Columns, after the prefix: TokenLogProbabilities (vector of Double, natural logs, one for each scored token), LogProbability (Double, their
/// sum), TokenCount (Int32), UnknownCount (Int32), Perplexity (Double, exp of minus their mean; 1 without tokens), BitsPerByte (Double, over
/// the UTF-8 bytes of the text; NaN without text), ScoredTokens (vector of Int32: the ids scored; the end of the sequence is among them, the
/// beginning is not); with a text column ByteCount (Int64); on request TokenRanks (vector of Int32: for each scored token, how many tokens are
/// more probable). A model read from a file is disposed with the transformer, one given by a caller is not.
/// Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class LanguageModelTransformer : RowTransformer, ILoadable<LanguageModelTransformer>, IDisposable
{
    internal const string LoaderName = "LanguageModelingScore";

    private const string Role = "language model";
    private const string ModelEntry = "Model.bin";

    private readonly bool _ownsModel;

    internal LanguageModelTransformer(IHostEnvironment environment, ILanguageModel model, LanguageModelScoringOptions options, bool ownsModel = false)
        : base(environment, nameof(LanguageModelTransformer))
    {
        Model = model;
        Options = options;
        _ownsModel = ownsModel;
    }

    static ModelHeader ILoadable<LanguageModelTransformer>.Header => new("LMSCORES", LoaderName);

    /// <summary>The model.</summary>
    public ILanguageModel Model { get; }

    /// <summary>Name of the column with token ids or keys.</summary>
    public string InputColumnName => Options.InputColumnName;

    internal LanguageModelScoringOptions Options { get; }

    static LanguageModelTransformer ILoadable<LanguageModelTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new LanguageModelScoringOptions
        {
            InputColumnName = values.ReadString(),
            OutputColumnPrefix = values.ReadString(),
            TextColumnName = values.ReadOptional(),
            AddBeginningOfSequence = values.ReadBoolean(),
            AddEndOfSequence = values.ReadBoolean(),
            WithRanks = values.ReadBoolean(),
            BatchSize = values.ReadInt32(),
            NumberOfThreads = values.ReadInt32() is > 0 and int threads ? threads : null,
        };
        var model = reader.ReadPart<ILanguageModel>(ModelEntry, Role);
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings for scoring cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new LanguageModelTransformer(environment, model, options, ownsModel: true);
    }

    /// <summary>Disposes a model that was read from a file, if it can be.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            (Model as IDisposable)?.Dispose();
        }
    }

    /// <summary>The columns that an estimator of this transformer promises.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    internal static SchemaShape Promise(IExceptionContext context, SchemaShape inputSchema, LanguageModelScoringOptions options)
    {
        TokenColumn.Find(context, inputSchema, options.InputColumnName);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        if (options.TextColumnName is { } text)
        {
            SchemaErrors.CheckText(context, columns, text);
        }

        ScoreColumns.Promise(columns, ScoreColumns.Create(options, SpecialTokens.None));
        return new SchemaShape(columns.Values);
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new ScoreBinding(Host, Model, Options, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        SavedPart.CheckSavable(Model, Role);
        ModelWriter writer = ModelWriter.Begin<LanguageModelTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(Options.InputColumnName);
        values.Write(Options.OutputColumnPrefix);
        values.WriteOptional(Options.TextColumnName);
        values.Write(Options.AddBeginningOfSequence);
        values.Write(Options.AddEndOfSequence);
        values.Write(Options.WithRanks);
        values.Write(Options.BatchSize);
        values.Write(Options.NumberOfThreads ?? 0);
        writer.WritePart(ModelEntry, Model);
    }
}
