using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Cuts rows of tokens into windows. There is nothing to fit. Made by <c>mlContext.Transforms.Text.TokenWindows</c>.</summary>
public sealed class TokenWindowsEstimator : IEstimator<TokenWindowsTransformer>
{
    private readonly IHost _host;
    private readonly TokenWindowsOptions _options;

    internal TokenWindowsEstimator(IHostEnvironment environment, TokenWindowsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(TokenWindowsEstimator));
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column tokens = TokenColumn.Find(_host, inputSchema, _options.InputColumnName);
        SchemaShape.Column[] annotations = [.. tokens.Annotations.Where(a => TokenAnnotations.IsKnown(a.Name))];
        SchemaShape.Column.VectorKind kind = _options.Ends == TokenWindowEnds.Keep
            ? SchemaShape.Column.VectorKind.VariableVector
            : SchemaShape.Column.VectorKind.Vector;
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        columns[_options.OutputColumnName] = MlNet.Column(_options.OutputColumnName, kind, tokens.ItemType, tokens.IsKey, annotations);
        if (_options.Target is { } target)
        {
            SchemaShape.Column.VectorKind targetKind = _options.Rows == TokenWindowRows.Prediction ? SchemaShape.Column.VectorKind.Scalar : kind;
            columns[target] = MlNet.Column(target, targetKind, tokens.ItemType, tokens.IsKey, annotations);
        }

        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    public TokenWindowsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new TokenWindowsTransformer(_host, _options);
        transformer.GetOutputSchema(input.Schema); // refuses data without tokens
        return transformer;
    }
}
