using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Encodes text as token ids; makes the vocabulary first when it was given no tokenizer. Made by <c>mlContext.Transforms.Text.EncodeTokens</c>.
/// </summary>
/// <remarks>
/// The output is a vector of Int32 ids of variable length, or of keys. Its annotations tell the vocabulary (Tokens, a vector of text; KeyValues
/// for keys), the special tokens (SpecialTokens: the ids of unknown, beginning, end and padding token, -1 for none) and, when a
/// <see cref="TextSplitter"/> made the tokens, its name and whether it lowers case (Splitter, Lowercase).
/// </remarks>
public sealed class EncodeTokensEstimator : IEstimator<EncodeTokensTransformer>
{
    private readonly IHost _host;
    private readonly EncodeTokensOptions _options;
    private readonly ITextCodec? _codec;

    internal EncodeTokensEstimator(IHostEnvironment environment, EncodeTokensOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(EncodeTokensEstimator));
        _options = options;
        _codec = options.Tokenizer is null ? options.Codec : TokenizerCodec.For(options.Tokenizer);
        if (_codec is null)
        {
            // Checks the vocabulary options, and that the tokens to be added will be there.
            EncodeTokensTransformer.CheckCodec(new VocabularyCodec(new VocabularyBuilder(options.Vocabulary).Build(), options.Splitter), options);
        }
        else
        {
            EncodeTokensTransformer.CheckCodec(_codec, options);
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Promise(
            _host, inputSchema, _options, withTokens: _codec is null || EncodeTokensTransformer.KnowsVocabulary(_codec), _codec is null ? _options.Splitter : (_codec as VocabularyCodec)?.Splitter);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The text has no tokens to make a vocabulary of.</exception>
    public EncodeTokensTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = SchemaErrors.FindText(_host, input.Schema, _options.Input);
        return new EncodeTokensTransformer(_host, _options, _codec ?? MakeCodec(input, column));
    }

    /// <summary>The schema that the fitted transformer will deliver.</summary>
    /// <param name="host">Marks errors.</param>
    /// <param name="inputSchema">Schema of the data.</param>
    /// <param name="options">Settings.</param>
    /// <param name="withTokens">Whether the column tells its vocabulary.</param>
    /// <param name="splitter">The rule that makes the tokens; null when the column does not tell.</param>
    internal static SchemaShape Promise(IHost host, SchemaShape inputSchema, EncodeTokensOptions options, bool withTokens, TextSplitter? splitter)
    {
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        SchemaErrors.CheckText(host, columns, options.Input);
        SchemaShape.Column[] annotations = TokenAnnotations.Shape(options.AsKeys, withTokens, splitter);
        columns[options.OutputColumnName] = MlNet.Column(
            options.OutputColumnName,
            SchemaShape.Column.VectorKind.VariableVector,
            options.AsKeys ? NumberDataViewType.UInt32 : NumberDataViewType.Int32,
            options.AsKeys,
            annotations);
        if (options.OffsetsColumnName is { } offsets)
        {
            columns[offsets] = MlNet.Column(offsets, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Int32);
        }

        return new SchemaShape(columns.Values);
    }

    private VocabularyCodec MakeCodec(IDataView input, DataViewSchema.Column column)
    {
        using IChannel channel = _host.Start("Make vocabulary");
        var builder = new VocabularyBuilder(_options.Vocabulary);
        var parts = new List<TextPart>();
        long tokens = 0, rows = 0;
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        for (; cursor.MoveNext(); rows++)
        {
            MlNet.CheckAlive(_host, rows, _options.CancellationToken);
            getter(ref value);
            string text = value.ToString();
            parts.Clear();
            _options.Splitter.Split(text, parts);
            tokens += parts.Count;
            foreach (TextPart part in parts)
            {
                string token = _options.Splitter.GetToken(text, part);
                builder.Add(_options.Lowercase ? token.ToLowerInvariant() : token);
            }
        }

        Vocabulary vocabulary = builder.Build();
        if (tokens == 0 || vocabulary.Count == 0)
        {
            throw _host.Process(new InvalidOperationException(
                $"Column '{_options.Input}' gives no tokens in {rows} rows, so there is nothing to make a vocabulary of. "
                + "Fit on data with text, or set Tokenizer."));
        }

        channel.Info(MessageSensitivity.None, "Vocabulary of {0} tokens, from {1} tokens in {2} rows", vocabulary.Count, tokens, rows);
        return new VocabularyCodec(vocabulary, _options.Splitter, _options.Lowercase);
    }
}
