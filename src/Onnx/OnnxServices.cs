using LanguageModeling.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LanguageModeling;

/// <summary>Adds ONNX models to an app's services.</summary>
/// <remarks>
/// A model is loaded when it is first asked for, once, and ended with the services. Where the app logs, the category "LanguageModeling" is told of loading
/// (information), of a fallback to the processor (warning), and of each request (debug).
/// </remarks>
public static class OnnxServices
{
    private const string Category = "LanguageModeling";

    /// <summary>
    /// Adds a model as <see cref="OnnxLanguageModel"/>, <see cref="ILanguageModel"/>, <see cref="TextLanguageModel"/> (it needs a tokenizer) and
    /// <see cref="IChatClient"/> (it needs a chat template too).
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="path">The folder of a model, or an .onnx file in it, as for <see cref="OnnxLanguageModel.Load(string, OnnxModelOptions)"/>.</param>
    /// <param name="options">How to load and run the model; null for the defaults.</param>
    /// <param name="chatOptions">Settings of the <see cref="IChatClient"/>; null for the defaults.</param>
    /// <param name="serviceKey">Tells this model from others; null for none.</param>
    public static IServiceCollection AddOnnxLanguageModel(
        this IServiceCollection services, string path, OnnxModelOptions? options = null, LanguageModelChatClientOptions? chatOptions = null, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        services.AddKeyedSingleton(serviceKey, (provider, _) =>
        {
            ILogger logger = CreateLogger(provider);
            return LoadLog.Measure(logger, path, () => OnnxLanguageModel.Load(path, WithWarnings(options, logger)), model => (model.Device, model.Form));
        });
        services.AddKeyedSingleton<ILanguageModel>(serviceKey, (provider, key) => provider.GetRequiredKeyedService<OnnxLanguageModel>(key));
        services.AddKeyedSingleton(serviceKey, (provider, key) => provider.GetRequiredKeyedService<OnnxLanguageModel>(key).ToTextModel());
        services.AddKeyedSingleton<IChatClient>(serviceKey, (provider, key) => LanguageModelChatClient.Create(
            provider.GetRequiredKeyedService<OnnxLanguageModel>(key), provider.GetRequiredKeyedService<TextLanguageModel>(key), chatOptions, CreateLogger(provider), owned: null));
        return services;
    }

    /// <summary>Adds an embedder as <see cref="OnnxTextEmbedder"/>, <see cref="ITextEmbedder"/> and <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="path">The folder of a model, or an .onnx file in it.</param>
    /// <param name="options">How to load and run the model; null for the defaults.</param>
    /// <param name="serviceKey">Tells this embedder from others; null for none.</param>
    public static IServiceCollection AddOnnxTextEmbedder(
        this IServiceCollection services, string path, OnnxTextEmbedderOptions? options = null, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        services.AddKeyedSingleton(serviceKey, (provider, _) =>
        {
            ILogger logger = CreateLogger(provider);
            OnnxTextEmbedderOptions wanted = options ?? new OnnxTextEmbedderOptions();
            return LoadLog.Measure(
                logger,
                path,
                () => OnnxTextEmbedder.Load(path, wanted with { Model = WithWarnings(wanted.Model, logger) }),
                embedder => (embedder.Device, $"vectors of {embedder.Dimension} numbers"));
        });
        services.AddKeyedSingleton<ITextEmbedder>(serviceKey, (provider, key) => provider.GetRequiredKeyedService<OnnxTextEmbedder>(key));
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(serviceKey, (provider, key) =>
        {
            OnnxTextEmbedder embedder = provider.GetRequiredKeyedService<OnnxTextEmbedder>(key);
            return new TextEmbeddingGenerator(embedder, embedder.Name, CreateLogger(provider));
        });
        return services;
    }

    private static ILogger CreateLogger(IServiceProvider provider) => provider.GetService<ILoggerFactory>()?.CreateLogger(Category) ?? NullLogger.Instance;

    // The app that logs nothing still gets the warning, on standard error.
    private static OnnxModelOptions WithWarnings(OnnxModelOptions? options, ILogger logger)
    {
        options ??= new OnnxModelOptions();
        return options.Warn is not null || logger == NullLogger.Instance ? options : options with { Warn = text => LoadLog.Warn(logger, text) };
    }
}
