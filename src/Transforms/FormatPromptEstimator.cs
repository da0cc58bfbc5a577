using LanguageModeling.Bridge;
using LanguageModeling.Prompts;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Writes a prompt for each row; Fit takes the examples of few-shot prompts. Made by <c>mlContext.Transforms.Text.FormatPrompt</c>.</summary>
public sealed class FormatPromptEstimator : IEstimator<FormatPromptTransformer>
{
    private readonly IHost _host;
    private readonly FormatPromptOptions _options;

    internal FormatPromptEstimator(IHostEnvironment environment, FormatPromptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(FormatPromptEstimator));
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        bool readsOutputs = _options.AnswerColumnName is not null || (_options.NeedsExamples && _options.Examples is null);
        foreach (string name in readsOutputs ? _options.Prompt.Variables : _options.Prompt.Input.Variables)
        {
            ValueColumn.Check(_host, columns, name);
        }

        foreach (DataViewSchema.DetachedColumn column in PromptBinding.CreateColumns(_options))
        {
            columns[column.Name] = MlNet.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type);
        }

        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are fewer examples than a prompt needs.</exception>
    public FormatPromptTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = new PromptBinding(_host, _options, input.Schema); // refuses data without the columns
        FewShotPrompt prompt = _options.NeedsExamples ? ExampleReader.Read(_host, _options, _options.Examples ?? input) : _options.Prompt;
        return new FormatPromptTransformer(_host, _options with { Prompt = prompt });
    }
}
