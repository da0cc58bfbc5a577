using System.Text.Json;
using LanguageModeling.Bridge;
using LanguageModeling.Generation;
using LanguageModeling.Persistence;
using LanguageModeling.Pipelines;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Continues the text of each row.</summary>
/// <remarks>
/// Columns: the generated text (text), and with ".FinishReason" and ".TokenCount" after its name, why it ended (text, a name of
/// <see cref="FinishReason"/>) and how many tokens were generated (Int32). A model and codec read from a file are disposed with the transformer,
/// those given by a caller are not. Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class GenerateTextTransformer : RowTransformer, ILoadable<GenerateTextTransformer>, IHasTextModel, IDisposable
{
    internal const string LoaderName = "LanguageModelingGenerate";

    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };

    private readonly GenerateTextOptions _options;
    private readonly bool _ownsModel;

    internal GenerateTextTransformer(IHostEnvironment environment, TextLanguageModel model, GenerateTextOptions options, bool ownsModel = false)
        : base(environment, nameof(GenerateTextTransformer))
    {
        Model = model;
        _options = options;
        _ownsModel = ownsModel;
    }

    static ModelHeader ILoadable<GenerateTextTransformer>.Header => new("LMGENTXT", LoaderName);

    /// <summary>The model, with its codec.</summary>
    public TextLanguageModel Model { get; }

    /// <summary>Name of the column with the prompts.</summary>
    public string InputColumnName => _options.InputColumnName;

    /// <summary>Name of the column with the generated text.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    /// <summary>How text is generated, the seed included.</summary>
    public GenerationOptions Generation => _options.Generation;

    static GenerateTextTransformer ILoadable<GenerateTextTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new GenerateTextOptions
        {
            OutputColumnName = values.ReadString(),
            InputColumnName = values.ReadString(),
            NumberOfThreads = values.ReadInt32() is > 0 and int threads ? threads : null,
        };
        string generation = values.ReadString();
        TextLanguageModel model = reader.ReadTextModel();
        try
        {
            options = options with { Generation = JsonSerializer.Deserialize<GenerationOptions>(generation, Json)! };
            options.Validate();
            return new GenerateTextTransformer(environment, model, options, ownsModel: true);
        }
        catch (Exception e) when (e is ArgumentException or JsonException)
        {
            throw new InvalidDataException($"The saved settings for generation cannot be: {e.Message} The model file is damaged; save it again.");
        }
    }

    /// <summary>Disposes a model and codec that were read from a file, if they can be.</summary>
    public void Dispose()
    {
        if (_ownsModel)
        {
            TextModelParts.Dispose(Model);
        }
    }

    /// <summary>The columns that generation adds.</summary>
    internal static IReadOnlyList<DataViewSchema.DetachedColumn> CreateColumns(string output) =>
    [
        new(output, TextDataViewType.Instance),
        new(output + ".FinishReason", TextDataViewType.Instance),
        new(output + ".TokenCount", NumberDataViewType.Int32),
    ];

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new GenerationBinding(Host, Model, _options, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        TextModelParts.CheckSavable(Model);
        ModelWriter writer = ModelWriter.Begin<GenerateTextTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(OutputColumnName);
        values.Write(InputColumnName);
        values.Write(_options.NumberOfThreads ?? 0);
        values.Write(JsonSerializer.Serialize(Generation, Json));
        writer.WriteTextModel(Model);
    }
}
