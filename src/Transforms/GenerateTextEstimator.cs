using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Continues the text of each row. There is nothing to fit. Made by <c>mlContext.LanguageModeling.Generate</c>.</summary>
public sealed class GenerateTextEstimator : IEstimator<GenerateTextTransformer>
{
    private readonly IHost _host;
    private readonly TextLanguageModel _model;
    private readonly GenerateTextOptions _options;

    internal GenerateTextEstimator(IHostEnvironment environment, TextLanguageModel model, GenerateTextOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(GenerateTextEstimator));
        _model = model;
        ulong seed = options.Generation.Seed ?? (ulong)_host.Rand.NextInt64();
        _options = options with { Generation = options.Generation with { Seed = seed } };
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        SchemaErrors.CheckText(_host, columns, _options.InputColumnName);
        foreach (DataViewSchema.DetachedColumn column in GenerateTextTransformer.CreateColumns(_options.OutputColumnName))
        {
            columns[column.Name] = MlNet.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type);
        }

        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    public GenerateTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new GenerateTextTransformer(_host, _model, _options);
        transformer.GetOutputSchema(input.Schema); // refuses data without prompts
        return transformer;
    }
}
