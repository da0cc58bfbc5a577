using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Prepares a column of text for word-level models. Made by <c>mlContext.Transforms.Text.PrepareText</c>.</summary>
public sealed class PrepareTextEstimator : IEstimator<PrepareTextTransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string _input;
    private readonly TextPreparation _preparation;

    internal PrepareTextEstimator(IHostEnvironment environment, string outputColumnName, string inputColumnName, TextPreparationOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        _preparation = new TextPreparation(options);
        _host = environment.Register(nameof(PrepareTextEstimator));
        _output = outputColumnName;
        _input = inputColumnName;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        SchemaErrors.CheckText(_host, columns, _input);
        columns[_output] = MlNet.Column(_output, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance);
        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    public PrepareTextTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        SchemaErrors.FindText(_host, input.Schema, _input);
        return new PrepareTextTransformer(_host, _output, _input, _preparation);
    }
}
