using LanguageModeling.Bridge;
using LanguageModeling.Estimation;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>
/// Trains an n-gram model on a column of tokens, each row a sentence; the fitted transformer scores rows. Made by
/// <c>mlContext.LanguageModeling.Trainers.Ngram</c>.
/// </summary>
/// <remarks>Reads the data once. The model takes its vocabulary and special tokens from the annotations that EncodeTokens gives the column.</remarks>
public sealed class NgramTrainer : IEstimator<LanguageModelTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;

    internal NgramTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _host = environment.Register(nameof(NgramTrainer));
        _options = options;
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return LanguageModelTransformer.Promise(_host, inputSchema, _options.Scoring);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The column does not tell its vocabulary, and the options neither.</exception>
    /// <exception cref="InvalidDataException">
    /// A row has an id outside the vocabulary or a beginning of sequence after its first token, or the data are too few for the smoothing.
    /// </exception>
    public LanguageModelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TokenColumn column = TokenColumn.Find(_host, input.Schema, _options.Scoring.InputColumnName);
        Vocabulary given = _options.Vocabulary ?? column.GetVocabulary() ?? throw _host.Process(new InvalidOperationException(
            $"Column '{column.Column.Name}' does not tell which tokens its ids stand for. Make it with mlContext.Transforms.Text.EncodeTokens, or set Vocabulary."));

        Vocabulary complete = ModelVocabulary.Complete(given);
        using IChannel channel = _host.Start("Train n-gram model");
        NgramOptions training = column.GetSplitter() is { } splitter
            ? _options.Training with { Splitter = splitter.Splitter, Lowercase = splitter.Lowercase }
            : _options.Training;
        IEnumerable<int[]> rows = ColumnRows.Read(_host, input, column.Column, row => column.CreateReader(row, given.Count, complete.SpecialTokens.Unknown));
        NgramLanguageModel model = NgramLanguageModel.Train(rows, given, complete, training);
        channel.Info(
            MessageSensitivity.None, "{0} model of order {1}: {2} tokens, n-grams by order: {3}", training.Smoothing, model.Order, model.VocabularySize, string.Join(", ", model.NgramCounts));

        var transformer = new LanguageModelTransformer(_host, model, _options.Scoring);
        transformer.GetOutputSchema(input.Schema); // refuses data that it could not score
        return transformer;
    }

    /// <summary>Settings for training an n-gram model in a pipeline. Immutable; copy with <c>with</c>.</summary>
    public sealed record Options
    {
        /// <summary>How the model is trained. Its splitter and lower case are replaced by those that made the tokens, where the column tells them.</summary>
        public NgramOptions Training { get; init; } = new();

        /// <summary>Which column holds the tokens, and which scores the fitted transformer gives.</summary>
        public LanguageModelScoringOptions Scoring { get; init; } = new();

        /// <summary>The tokens that the ids stand for. Default null: the column tells them.</summary>
        public Vocabulary? Vocabulary { get; init; }

        internal void Validate()
        {
            ArgumentNullException.ThrowIfNull(Training);
            ArgumentNullException.ThrowIfNull(Scoring);
            Training.Validate();
            Scoring.Validate();
        }
    }
}
