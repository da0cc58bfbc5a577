using LanguageModeling.Bridge;
using LanguageModeling.Embeddings;
using LanguageModeling.Persistence;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds a vector for the text of each row: of D numbers, or of variable length and dimensions [*, D] with one for each token.</summary>
/// <remarks>
/// An embedder read from a file is disposed with the transformer, one given by a caller is not. Immutable and safe for use by many threads at once.
/// </remarks>
public sealed class EmbedTextTransformer : RowTransformer, ILoadable<EmbedTextTransformer>, IDisposable
{
    internal const string LoaderName = "LanguageModelingEmbedTxt";

    private const string Role = "text embedder";
    private const string EmbedderEntry = "Embedder.bin";

    private readonly EmbedTextOptions _options;
    private readonly bool _ownsEmbedder;

    internal EmbedTextTransformer(IHostEnvironment environment, ITextEmbedder embedder, EmbedTextOptions options, bool ownsEmbedder = false)
        : base(environment, nameof(EmbedTextTransformer))
    {
        Embedder = embedder;
        _options = options;
        _ownsEmbedder = ownsEmbedder;
    }

    static ModelHeader ILoadable<EmbedTextTransformer>.Header => new("LMEMBEDX", LoaderName);

    /// <summary>Makes the vectors.</summary>
    public ITextEmbedder Embedder { get; }

    /// <summary>Name of the column with the texts.</summary>
    public string InputColumnName => _options.InputColumnName;

    /// <summary>Name of the column with the embedding.</summary>
    public string OutputColumnName => _options.OutputColumnName;

    static EmbedTextTransformer ILoadable<EmbedTextTransformer>.Load(IHostEnvironment environment, ModelReader reader)
    {
        BinaryReader values = reader.Values;
        var options = new EmbedTextOptions
        {
            OutputColumnName = values.ReadString(),
            InputColumnName = values.ReadString(),
            BatchSize = values.ReadInt32(),
        };
        var embedder = reader.ReadPart<ITextEmbedder>(EmbedderEntry, Role);
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved settings of Embed cannot be: {e.Message} The model file is damaged; save it again.");
        }

        return new EmbedTextTransformer(environment, embedder, options, ownsEmbedder: true);
    }

    /// <summary>Disposes an embedder that was read from a file, if it can be.</summary>
    public void Dispose()
    {
        if (_ownsEmbedder)
        {
            (Embedder as IDisposable)?.Dispose();
        }
    }

    private protected override RowBinding Bind(DataViewSchema inputSchema) => new TextEmbeddingBinding(Host, Embedder, _options, inputSchema);

    private protected override void Save(ModelSaveContext context)
    {
        SavedPart.CheckSavable(Embedder, Role);
        ModelWriter writer = ModelWriter.Begin<EmbedTextTransformer>(context);
        BinaryWriter values = writer.Values;
        values.Write(OutputColumnName);
        values.Write(InputColumnName);
        values.Write(_options.BatchSize);
        writer.WritePart(EmbedderEntry, Embedder);
    }
}
