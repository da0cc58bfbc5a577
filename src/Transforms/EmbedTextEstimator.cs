using LanguageModeling.Bridge;
using LanguageModeling.Embeddings;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds a vector for the text of each row. There is nothing to fit. Made by <c>mlContext.LanguageModeling.Embed</c>.</summary>
public sealed class EmbedTextEstimator : IEstimator<EmbedTextTransformer>
{
    private readonly IHost _host;
    private readonly ITextEmbedder _embedder;
    private readonly EmbedTextOptions _options;

    internal EmbedTextEstimator(IHostEnvironment environment, ITextEmbedder embedder, EmbedTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(EmbedTextEstimator));
        _embedder = embedder;
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        SchemaErrors.CheckText(_host, columns, _options.InputColumnName);
        columns[_options.OutputColumnName] = EmbeddingColumn.Promise(_options.OutputColumnName, _embedder.IsPooled);
        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    public EmbedTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new EmbedTextTransformer(_host, _embedder, _options);
        transformer.GetOutputSchema(input.Schema); // refuses data without texts
        return transformer;
    }
}
