using LanguageModeling.Bridge;
using LanguageModeling.Scores;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Ranks the choices of each row after its context. There is nothing to fit. Made by <c>mlContext.LanguageModeling.RankChoices</c>.</summary>
public sealed class RankChoicesEstimator : IEstimator<RankChoicesTransformer>
{
    private readonly IHost _host;
    private readonly TextLanguageModel _model;
    private readonly RankChoicesOptions _options;

    internal RankChoicesEstimator(IHostEnvironment environment, TextLanguageModel model, RankChoicesOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(RankChoicesEstimator));
        _model = model;
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ChoiceBinding.Promise(_host, inputSchema, _options);
    }

    /// <inheritdoc/>
    public RankChoicesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new RankChoicesTransformer(_host, _model, _options);
        transformer.GetOutputSchema(input.Schema); // refuses data that it could not score
        return transformer;
    }
}
