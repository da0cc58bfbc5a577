using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Trains a tokenizer on a column of text; the fitted transformer encodes text with it, as <c>mlContext.Transforms.Text.EncodeTokens</c> does. Made by
/// <c>mlContext.LanguageModeling.Trainers.Tokenizer</c>.
/// </summary>
/// <remarks>Reads the data once. The columns that the fitted transformer adds are described at <see cref="EncodeTokensEstimator"/>.</remarks>
public sealed class TokenizerTrainer : IEstimator<EncodeTokensTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;

    internal TokenizerTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(TokenizerTrainer));
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return EncodeTokensEstimator.Promise(_host, inputSchema, _options.Encoding, withTokens: true, splitter: null);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The text has no words to learn from.</exception>
    public EncodeTokensTransformer Fit(IDataView input)
    {
        PipelineTokenizer tokenizer = Train(input);
        EncodeTokensOptions encoding = _options.Encoding with { Tokenizer = tokenizer };
        return new EncodeTokensEstimator(_host, encoding).Fit(input);
    }

    /// <summary>Trains the tokenizer itself.</summary>
    /// <param name="input">Data with the column of text.</param>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public PipelineTokenizer Train(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = SchemaErrors.FindText(_host, input.Schema, _options.Encoding.Input);
        using IChannel channel = _host.Start("Train tokenizer");
        PipelineTokenizer tokenizer;
        try
        {
            tokenizer = TokenizerTraining.Train(ColumnRows.Texts(_host, input, column), _options.Training);
        }
        catch (InvalidOperationException e)
        {
            throw _host.Process(new InvalidOperationException($"Column '{column.Name}': {e.Message}"));
        }

        channel.Info(MessageSensitivity.None, "{0}: {1} tokens", _options.Training.Algorithm, tokenizer.Vocabulary.Count);
        return tokenizer;
    }

    /// <summary>Settings for training a tokenizer in a pipeline. Immutable; copy with <c>with</c>.</summary>
    public sealed record Options
    {
        /// <summary>How the tokenizer is trained.</summary>
        public TokenizerTrainingOptions Training { get; init; } = new();

        /// <summary>Which column holds the text, and how the fitted transformer encodes it. It must name no tokenizer, codec or splitter.</summary>
        public EncodeTokensOptions Encoding { get; init; } = new();

        internal void Validate()
        {
            ArgumentNullException.ThrowIfNull(Training);
            ArgumentNullException.ThrowIfNull(Encoding);
            Training.Validate();
            Encoding.Validate();
            if (Encoding.Tokenizer is not null || Encoding.Codec is not null)
            {
                throw new ArgumentException("The tokenizer is to be trained, but Encoding names one. Leave Tokenizer and Codec out, or use EncodeTokens.", nameof(Encoding));
            }
        }
    }
}
