using LanguageModeling.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LanguageModeling;

/// <summary>Any embedder of texts as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of Microsoft.Extensions.AI.</summary>
/// <remarks>
/// What a request asks is done or refused by name, never skipped. Tells of its work as <see cref="LanguageModelChatClient"/> does. Safe for use by many
/// threads at once. Disposing it ends an embedder that <see cref="Load"/> loaded; any other belongs to its creator.
/// </remarks>
public sealed class TextEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly ITextEmbedder _embedder;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly ILogger _logger;
    private readonly IDisposable? _owned;

    /// <summary>Takes an embedder.</summary>
    /// <param name="embedder">Gives one vector for each text.</param>
    /// <param name="modelId">What answers and telemetry call the model. Default: "text-embedder".</param>
    /// <param name="logger">Is told of each request at debug level. Default: nobody.</param>
    /// <exception cref="ArgumentException">The embedder gives a vector for each token.</exception>
    public TextEmbeddingGenerator(ITextEmbedder embedder, string? modelId = null, ILogger? logger = null)
        : this(embedder, modelId, logger, owned: null)
    {
    }

    private TextEmbeddingGenerator(ITextEmbedder embedder, string? modelId, ILogger? logger, IDisposable? owned)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        if (!embedder.IsPooled)
        {
            throw new ArgumentException("The embedder gives a vector for each token, but an embedding is one for each text. Choose a kind of pooling.", nameof(embedder));
        }

        _embedder = embedder;
        _metadata = new EmbeddingGeneratorMetadata(RequestTelemetry.Provider, providerUri: null, modelId ?? "text-embedder", embedder.Dimension);
        _logger = logger ?? NullLogger.Instance;
        _owned = owned;
    }

    /// <summary>Loads an ONNX model with its tokenizer: a generator in one call.</summary>
    /// <param name="path">The folder of a model, or an .onnx file in it.</param>
    /// <param name="options">How to load and run the model; null for the defaults.</param>
    /// <param name="modelId">What answers and telemetry call the model. Default: the name of its folder.</param>
    /// <param name="logger">Is told of each request at debug level. Default: nobody.</param>
    /// <inheritdoc cref="OnnxTextEmbedder.Load(string, OnnxTextEmbedderOptions)" path="/exception"/>
    public static TextEmbeddingGenerator Load(string path, OnnxTextEmbedderOptions? options = null, string? modelId = null, ILogger? logger = null)
    {
        OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(path, options);
        try
        {
            return new TextEmbeddingGenerator(embedder, modelId ?? embedder.Name, logger, embedder);
        }
        catch
        {
            embedder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The options ask for something that is not supported; the message names it.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        RefuseWhatHasNoLike(options ?? new EmbeddingGenerationOptions());
        string[] texts = [.. values];
        using RequestTelemetry telemetry = RequestTelemetry.StartEmbeddings(_metadata.DefaultModelId!, _embedder.Dimension, _logger);
        try
        {
            IReadOnlyList<float[]> vectors = await Task.Run(() => _embedder.Embed(texts, cancellationToken), cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = DateTimeOffset.UtcNow;
            UsageDetails usage = CountUsage(texts);
            telemetry.Complete(usage);
            IEnumerable<Embedding<float>> embeddings = vectors.Select(vector => new Embedding<float>(vector) { CreatedAt = now, ModelId = _metadata.DefaultModelId });
            return new GeneratedEmbeddings<Embedding<float>>(embeddings) { Usage = usage };
        }
        catch (Exception e)
        {
            telemetry.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        object[] services = [this, _metadata, _embedder];
        return serviceKey is null ? services.FirstOrDefault(serviceType.IsInstanceOfType) : null;
    }

    /// <summary>Ends an embedder that <see cref="Load"/> loaded; any other belongs to its creator.</summary>
    public void Dispose() => _owned?.Dispose();

    private UsageDetails CountUsage(string[] texts)
    {
        long? count = 0;
        foreach (string text in texts)
        {
            count += _embedder.CountTokens(text);
        }

        return new UsageDetails { InputTokenCount = count, TotalTokenCount = count };
    }

    private void RefuseWhatHasNoLike(EmbeddingGenerationOptions options)
    {
        string? refused = options switch
        {
            { Dimensions: { } dimensions } when dimensions != _embedder.Dimension => $"Dimensions {dimensions}: the model's vectors have {_embedder.Dimension}",
            { ModelId: { } other } when other != _metadata.DefaultModelId => $"ModelId {other}: this generator has the model {_metadata.DefaultModelId} only",
            { RawRepresentationFactory: not null } => "RawRepresentationFactory: there is nothing to set for a request",
            { AdditionalProperties: { Count: > 0 } others } => $"AdditionalProperties: {others.Keys.First()} is not known here",
            _ => null,
        };
        if (refused is not null)
        {
            throw new NotSupportedException($"EmbeddingGenerationOptions.{refused}.");
        }
    }
}
