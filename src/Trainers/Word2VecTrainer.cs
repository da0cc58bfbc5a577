using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Trains word vectors on a column of tokens, each row a sentence; the fitted transformer puts them in the place of the words, as
/// <c>mlContext.LanguageModeling.Embed</c> does, and gives them as <see cref="EmbedTokensTransformer.Vectors"/>. Made by
/// <c>mlContext.LanguageModeling.Trainers.Word2Vec</c>.
/// </summary>
/// <remarks>Reads the data once, and again where the pooling needs it. Special tokens get no vectors.</remarks>
public sealed class Word2VecTrainer : IEstimator<EmbedTokensTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;

    internal Word2VecTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(Word2VecTrainer));
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TokenColumn.Find(_host, inputSchema, _options.Embedding.InputColumnName);
        return EmbedTokensEstimator.Promise(_host, inputSchema, _options.Embedding);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The column does not tell its words, and the options neither.</exception>
    /// <exception cref="InvalidDataException">A row has an id outside the vocabulary, or too few words are frequent enough.</exception>
    public EmbedTokensTransformer Fit(IDataView input)
        => new EmbedTokensEstimator(_host, Train(input).Vectors, _options.Embedding).Fit(input);

    /// <summary>Trains the model itself, which can score, go on training, and be saved whole.</summary>
    /// <param name="input">Data with the column of tokens.</param>
    /// <inheritdoc cref="Fit" path="/exception"/>
    public Word2VecModel Train(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TokenColumn column = TokenColumn.Find(_host, input.Schema, _options.Embedding.InputColumnName);
        Vocabulary vocabulary = _options.Embedding.Vocabulary ?? column.GetVocabulary() ?? throw _host.Process(new InvalidOperationException(
            $"Column '{column.Column.Name}' does not tell which words its ids stand for. Make it with mlContext.Transforms.Text.EncodeTokens, or set Vocabulary."));
        Word2VecOptions training = column.GetSplitter() is { } splitter
            ? _options.Training with { Splitter = splitter.Splitter, Lowercase = splitter.Lowercase }
            : _options.Training;
        using IChannel channel = _host.Start("Train word vectors");
        const int Missing = -1; // keys that separate nothing and mean nothing
        IEnumerable<int[]> rows = ColumnRows.Read(_host, input, column.Column, row => column.CreateReader(row, vocabulary.Count, Missing))
            .Select(ids => Array.IndexOf(ids, Missing) < 0 ? ids : [.. ids.Where(id => id != Missing)]);
        Word2VecModel model = Word2VecModel.Train(rows, vocabulary, training);
        channel.Info(MessageSensitivity.None, "{0} words, mean loss by epoch: {1}", model.Vocabulary.Count, string.Join(", ", model.EpochLosses));
        return model;
    }

    /// <summary>Settings for training word vectors in a pipeline. Immutable; copy with <c>with</c>.</summary>
    public sealed record Options
    {
        /// <summary>How the vectors are trained. Splitter and lower case are replaced by those that made the tokens, where the column tells them.</summary>
        public Word2VecOptions Training { get; init; } = new();

        /// <summary>Which column holds the words, and what the fitted transformer makes of it.</summary>
        public EmbedTokensOptions Embedding { get; init; } = new();

        internal void Validate()
        {
            ArgumentNullException.ThrowIfNull(Training);
            ArgumentNullException.ThrowIfNull(Embedding);
            Training.Validate();
            Embedding.Validate();
        }
    }
}
