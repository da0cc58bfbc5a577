using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Adds the scores of a language model to rows of tokens. There is nothing to fit. Made by <c>mlContext.LanguageModeling.Score</c>.</summary>
public sealed class LanguageModelScoringEstimator : IEstimator<LanguageModelTransformer>
{
    private readonly IHost _host;
    private readonly ILanguageModel _model;
    private readonly LanguageModelScoringOptions _options;

    internal LanguageModelScoringEstimator(IHostEnvironment environment, ILanguageModel model, LanguageModelScoringOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(LanguageModelScoringEstimator));
        _model = model;
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return LanguageModelTransformer.Promise(_host, inputSchema, _options);
    }

    /// <inheritdoc/>
    public LanguageModelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new LanguageModelTransformer(_host, _model, _options);
        transformer.GetOutputSchema(input.Schema); // refuses data that it could not score
        return transformer;
    }
}
