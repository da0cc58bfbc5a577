using LanguageModeling.Pipelines;
using LanguageModeling.Scores;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LanguageModeling;

/// <summary>Trainers of language models, scoring, text generation and evaluation, at <c>mlContext.LanguageModeling</c>.</summary>
public sealed class LanguageModelingCatalog
{
    private readonly IHost _environment;

    internal LanguageModelingCatalog(MLContext context)
    {
        _environment = ((IHostEnvironment)context).Register(nameof(LanguageModelingCatalog));
        Trainers = new LanguageModelingTrainers(context);
    }

    /// <summary>Trainers of language models.</summary>
    public LanguageModelingTrainers Trainers { get; }

    /// <summary>Adds the scores of a language model to rows of tokens. The columns are described at <see cref="LanguageModelTransformer"/>.</summary>
    /// <param name="model">The model. To be saved with the pipeline, it must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="inputColumnName">Name of the column with token ids or keys.</param>
    /// <param name="textColumnName">Name of the column with the text that the tokens come from, for BitsPerByte; null for none.</param>
    public LanguageModelScoringEstimator Score(ILanguageModel model, string inputColumnName = "Tokens", string? textColumnName = null)
        => Score(model, new LanguageModelScoringOptions { InputColumnName = inputColumnName, TextColumnName = textColumnName });

    /// <summary>Adds the scores of a language model to rows of tokens.</summary>
    /// <param name="model">The model. To be saved with the pipeline, it must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="options">Settings.</param>
    public LanguageModelScoringEstimator Score(ILanguageModel model, LanguageModelScoringOptions options) => new(_environment, model, options);

    /// <summary>Scores what follows each row's context, P(continuation | context). The columns are described at <see cref="ScoreContinuationTransformer"/>.</summary>
    /// <param name="model">The model with its codec. To be saved with the pipeline, both must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="contextColumnName">Name of the column with the contexts, such as prompts of <c>mlContext.Transforms.Text.FormatPrompt</c>.</param>
    /// <param name="continuationColumnName">Name of the column with the texts to score.</param>
    public ScoreContinuationEstimator ScoreContinuation(TextLanguageModel model, string contextColumnName = "Prompt", string continuationColumnName = "Answer")
        => ScoreContinuation(model, new ScoreContinuationOptions { ContextColumnName = contextColumnName, ContinuationColumnName = continuationColumnName });

    /// <summary>Scores what follows each row's context.</summary>
    /// <param name="model">The model with its codec. To be saved with the pipeline, both must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="options">Settings.</param>
    public ScoreContinuationEstimator ScoreContinuation(TextLanguageModel model, ScoreContinuationOptions options) => new(_environment, model, options);

    /// <summary>Ranks the choices of each row after its context. The columns are described at <see cref="RankChoicesTransformer"/>.</summary>
    /// <param name="model">The model with its codec. To be saved with the pipeline, both must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public RankChoicesEstimator RankChoices(TextLanguageModel model, RankChoicesOptions? options = null) => new(_environment, model, options ?? new RankChoicesOptions());

    /// <summary>Sums up ranked choices: accuracy by log probability, a token and a byte, with standard errors.</summary>
    /// <param name="ranked">Data with the columns that RankChoices adds with an answer column; see <see cref="RankChoicesTransformer"/>.</param>
    /// <param name="outputColumnPrefix">What the names of these columns begin with.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public ChoiceMetrics EvaluateChoices(IDataView ranked, string outputColumnPrefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(outputColumnPrefix);
        return RankedData.Evaluate(_environment, ranked, outputColumnPrefix, cancellationToken);
    }

    /// <summary>Continues the text of each row. The columns are described at <see cref="GenerateTextTransformer"/>.</summary>
    /// <param name="model">The model with its codec. To be saved with the pipeline, both must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="outputColumnName">Name of the column with the generated text.</param>
    /// <param name="inputColumnName">Name of the column with the prompts.</param>
    /// <param name="generation">How text is generated; null for the defaults.</param>
    public GenerateTextEstimator Generate(
        TextLanguageModel model, string outputColumnName = "GeneratedText", string inputColumnName = "Text", GenerationOptions? generation = null)
        => Generate(
            model,
            new GenerateTextOptions
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Generation = generation ?? new GenerationOptions(),
            });

    /// <summary>Continues the text of each row.</summary>
    /// <param name="model">The model with its codec. To be saved with the pipeline, both must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="options">Settings.</param>
    public GenerateTextEstimator Generate(TextLanguageModel model, GenerateTextOptions options) => new(_environment, model, options);

    /// <summary>Puts word vectors in the place of words. The columns are described at <see cref="EmbedTokensTransformer"/>.</summary>
    /// <param name="outputColumnName">Name of the column with the embedding.</param>
    /// <param name="inputColumnName">Name of the column with the words: token ids, keys or text.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="pooling">How the vectors of a row become one.</param>
    public EmbedTokensEstimator Embed(
        string outputColumnName, string inputColumnName, WordVectors vectors, EmbeddingPooling pooling = EmbeddingPooling.Mean)
        => Embed(vectors, new EmbedTokensOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Pooling = pooling });

    /// <summary>Puts word vectors in the place of words.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="options">Settings.</param>
    public EmbedTokensEstimator Embed(WordVectors vectors, EmbedTokensOptions options) => new(_environment, vectors, options);

    /// <summary>Adds a vector for the text of each row. The column is described at <see cref="EmbedTextTransformer"/>.</summary>
    /// <param name="embedder">Makes the vectors. To be saved with the pipeline, it must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="outputColumnName">Name of the column with the embedding.</param>
    /// <param name="inputColumnName">Name of the column with the texts.</param>
    public EmbedTextEstimator Embed(ITextEmbedder embedder, string outputColumnName = "Embedding", string inputColumnName = "Text")
        => Embed(embedder, new EmbedTextOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

    /// <summary>Adds a vector for the text of each row.</summary>
    /// <param name="embedder">Makes the vectors. To be saved with the pipeline, it must implement <see cref="ISavable{TSelf}"/>.</param>
    /// <param name="options">Settings.</param>
    public EmbedTextEstimator Embed(ITextEmbedder embedder, EmbedTextOptions options) => new(_environment, embedder, options);

    /// <summary>Sums up the scores of a data set: perplexity, bits per byte, accuracy, counts and standard errors.</summary>
    /// <param name="scored">Data with the columns that scoring adds; see <see cref="LanguageModelTransformer"/>.</param>
    /// <param name="outputColumnPrefix">What the names of these columns begin with.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>
    /// The metrics; those per byte are null unless scoring was given a text column, and accuracy is null unless it was asked for ranks.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public LanguageModelMetrics Evaluate(IDataView scored, string outputColumnPrefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(outputColumnPrefix);
        return ScoredData.Evaluate(_environment, scored, outputColumnPrefix, cancellationToken);
    }

    /// <summary>Takes the language model out of a pipeline, with the encoder that its tokens come from.</summary>
    /// <param name="pipeline">A fitted or loaded pipeline with EncodeTokens and, after it, a language model; or with a step that holds both, such as Generate or RankChoices.</param>
    /// <exception cref="InvalidOperationException">The pipeline has no language model, or no encoder for its tokens.</exception>
    public TextLanguageModel GetTextModel(ITransformer pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return TextModelFinder.Find(_environment, pipeline);
    }
}
