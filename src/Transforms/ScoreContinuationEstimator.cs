using LanguageModeling.Bridge;
using LanguageModeling.Scores;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Scores the continuation of each row's context. There is nothing to fit. Made by <c>mlContext.LanguageModeling.ScoreContinuation</c>.</summary>
public sealed class ScoreContinuationEstimator : IEstimator<ScoreContinuationTransformer>
{
    private readonly IHost _host;
    private readonly TextLanguageModel _model;
    private readonly ScoreContinuationOptions _options;

    internal ScoreContinuationEstimator(IHostEnvironment environment, TextLanguageModel model, ScoreContinuationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(ScoreContinuationEstimator));
        _model = model;
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        SchemaErrors.CheckText(_host, columns, _options.ContextColumnName);
        SchemaErrors.CheckText(_host, columns, _options.ContinuationColumnName);
        ScoreColumns.Promise(columns, ContinuationBinding.CreateColumns(_options, SpecialTokens.None));
        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    public ScoreContinuationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new ScoreContinuationTransformer(_host, _model, _options);
        transformer.GetOutputSchema(input.Schema); // refuses data that it could not score
        return transformer;
    }
}
