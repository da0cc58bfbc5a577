using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Decodes token ids to text, by a codec or by what the column of tokens tells about itself. Made by <c>mlContext.Transforms.Text.DecodeTokens</c>.
/// </summary>
public sealed class DecodeTokensEstimator : IEstimator<DecodeTokensTransformer>
{
    private const string Cure =
        "tokens whose column tells their vocabulary and splitter, as EncodeTokens without a tokenizer makes them; for others set Tokenizer or Codec";

    private readonly IHost _host;
    private readonly DecodeTokensOptions _options;
    private readonly ITextCodec? _codec;

    internal DecodeTokensEstimator(IHostEnvironment environment, DecodeTokensOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(DecodeTokensEstimator));
        _options = options;
        _codec = options.Tokenizer is null ? options.Codec : TokenizerCodec.For(options.Tokenizer);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column tokens = TokenColumn.Find(_host, inputSchema, _options.Input);
        string[] annotations = [.. tokens.Annotations.Select(a => a.Name)];
        bool tells = annotations.Contains(tokens.IsKey ? TokenAnnotations.KeyValues : TokenAnnotations.Tokens)
            && (_options.Splitter is not null || annotations.Contains(TokenAnnotations.Splitter));
        if (_codec is null && !tells)
        {
            throw SchemaErrors.WrongType(_host, nameof(inputSchema), _options.Input, Cure, $"a column with annotations [{string.Join(", ", annotations)}]");
        }

        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        columns[_options.OutputColumnName] = MlNet.Column(_options.OutputColumnName, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance);
        return new SchemaShape(columns.Values);
    }

    /// <inheritdoc/>
    public DecodeTokensTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ITextCodec codec = _codec ?? ReadCodec(TokenColumn.Find(_host, input.Schema, _options.Input));
        var transformer = new DecodeTokensTransformer(_host, _options.OutputColumnName, _options.Input, codec);
        transformer.GetOutputSchema(input.Schema); // refuses data that it could not decode
        return transformer;
    }

    private VocabularyCodec ReadCodec(TokenColumn column)
    {
        (TextSplitter Splitter, bool Lowercase)? told = column.GetSplitter();
        Vocabulary? vocabulary = column.GetVocabulary();
        TextSplitter? splitter = _options.Splitter ?? told?.Splitter;
        return vocabulary is not null && splitter is not null
            ? new VocabularyCodec(vocabulary, splitter, told?.Lowercase ?? false)
            : throw SchemaErrors.WrongType(_host, "input", _options.Input, Cure, $"{column.Column.Type} that lacks these annotations");
    }
}
