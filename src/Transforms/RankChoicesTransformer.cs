using LanguageModeling.Bridge;
using LanguageModeling.Persistence;
using LanguageModeling.Pipelines;
using LanguageModeling.Scores;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Ranks the choices of each row after its context.</summary>
/// <remarks>
/// Columns, after the prefix: PredictedChoice (text: the one with the highest log probability), PredictedIndex, PredictedIndexPerToken and
/// PredictedIndexPerByte (Int32, from 0: the best as it is, a token, and a byte), ChoiceLogProbabilities (vector of Double, natural logs, in the order of the
/// choices), ChoiceTokenCounts (vector of Int32), ChoiceByteCounts (vector of Int64: UTF-8 bytes without the separator); with an answer column
/// AnswerIndex (Int32). Of equal choices the first is best. <see cref="LanguageModelingCatalog.EvaluateChoices"/> sums them up. A model and codec read
/// from a file are disposed with the transformer, those given by a caller are not. Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class RankChoicesTransformer : RowTransformer, ILoadable<RankChoicesTransformer>, IHasTextModel, IDisposable
{
    internal const string LoaderName = "LanguageModelingChoose";

    private readonly RankChoicesOptions _options;
    private readonly bool _ownsModel;

    internal RankChoicesTransformer(IHostEnvironment environment, TextLanguageModel model, RankChoicesOptions options, bool ownsModel = false)
        : base(environment, nameof(RankChoicesTransformer))
    {
        Model = model;
        _options = options;
        _ownsModel = ownsModel;
    }

    static ModelHeader ILoadable<RankChoicesTransformer>.Header => new("LMCHOICE", LoaderName);

    /// <summary>The model, with its codec.</summary>
    public TextLanguageModel Model { get; }

    static RankChoicesTransformer ILoadable<RankChoicesTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new RankChoicesOptions
        {
            ContextColumnName = values.ReadString(),
            ChoicesColumnName = values.ReadString(),
            Choices = values.ReadBoolean() ? ReadChoices(values) : null,
            OutputSeparator = values.ReadString(),
            AnswerColumnName = values.ReadOptional(),
            OutputColumnPrefix = values.ReadString(),
            AddBeginningOfSequence = values.ReadBoolean(),
            AddEndOfSequence = values.ReadBoolean(),
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
            throw new InvalidDataException($"The saved settings of RankChoices cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new RankChoicesTransformer(environment, model, options, ownsModel: true);
    }

    /// <summary>Disposes a model and codec that were read from a file, if they can be.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            TextModelParts.Dispose(Model);
        }
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new ChoiceBinding(Host, Model, _options, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        TextModelParts.CheckSavable(Model);
        ModelWriter writer = ModelWriter.Begin<RankChoicesTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(_options.ContextColumnName);
        values.Write(_options.ChoicesColumnName);
        values.Write(_options.Choices is not null);
        if (_options.Choices is { } choices)
        {
            values.Write(choices.Count);
            foreach (string choice in choices)
            {
                values.Write(choice);
            }
        }

        values.Write(_options.OutputSeparator);
        values.WriteOptional(_options.AnswerColumnName);
        values.Write(_options.OutputColumnPrefix);
        values.Write(_options.AddBeginningOfSequence);
        values.Write(_options.AddEndOfSequence);
        values.Write(_options.BatchSize);
        values.Write(_options.NumberOfThreads ?? 0);
        writer.WriteTextModel(Model);
    }

    private static List<string> ReadChoices(BinaryReader values)
    {
        var choices = new List<string>();
        for (int left = values.ReadInt32(); left > 0; left--) // a damaged count ends at the end of the data
        {
            choices.Add(values.ReadString());
        }

        return choices;
    }
}
