using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Finds phrases in a column of text, each row a sentence, and joins their words. Made by <c>mlContext.Transforms.Text.JoinPhrases</c>.</summary>
/// <remarks>Reads the data once for each pass.</remarks>
public sealed class JoinPhrasesEstimator : IEstimator<JoinPhrasesTransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string _input;
    private readonly PhraseOptions _options;

    internal JoinPhrasesEstimator(IHostEnvironment environment, string outputColumnName, string inputColumnName, PhraseOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        options.Validate();
        _host = environment.Register(nameof(JoinPhrasesEstimator));
        _output = outputColumnName;
        _input = inputColumnName;
        _options = options;
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
    public JoinPhrasesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = SchemaErrors.FindText(_host, input.Schema, _input);
        using IChannel channel = _host.Start("Find phrases");
        var model = PhraseModel.Train(ColumnRows.Texts(_host, input, column), _options);
        channel.Info(MessageSensitivity.None, "{0} phrases", model.Phrases.Count);
        return new JoinPhrasesTransformer(_host, _output, _input, model);
    }
}
