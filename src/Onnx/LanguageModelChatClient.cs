using System.Diagnostics;
using System.Runtime.CompilerServices;
using LanguageModeling.Requests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LanguageModeling;

/// <summary>Any language model with a chat template as an <see cref="IChatClient"/> of Microsoft.Extensions.AI.</summary>
/// <remarks>
/// <para>
/// What a request asks is done or refused by name, never skipped: text messages; temperature, top-p, top-k, frequency and presence penalty,
/// seed, length, stop sequences; JSON and JSON schemas, which the answer then always satisfies. Further settings are read from
/// <see cref="ChatOptions.AdditionalProperties"/>: <c>min_p</c>, <c>typical_p</c>, <c>repetition_penalty</c>, <c>no_repeat_ngram_size</c>,
/// <c>min_tokens</c>, <c>logit_bias</c> (ids and what is added), <c>chat_template_kwargs</c> (a JSON object), and <c>logprobs</c> with
/// <c>top_logprobs</c>, which put the generated tokens into the same property of the answer, as a list of <see cref="GeneratedToken"/>.
/// </para>
/// <para>
/// A chat is a text to the model: what a user writes can spell the marks of the template where the tokenizer knows them as tokens. Tells of
/// its work by the <see cref="ActivitySource"/> and <see cref="System.Diagnostics.Metrics.Meter"/> "LanguageModeling", under OpenTelemetry's
/// names for generative AI, and to a logger at debug level.
/// </para>
/// <para>
/// Requests that come at once run side by side, and the next turn of a chat costs only what is new; see <see cref="GenerationScheduler"/>. Safe for
/// use by many threads at once. Dispose it before the model: it ends a model that <see cref="Load"/> loaded, any other belongs to its creator.
/// </para>
/// </remarks>
public sealed class LanguageModelChatClient : IChatClient
{
    private readonly TextLanguageModel _model;
    private readonly GenerationScheduler _scheduler;
    private readonly ChatTemplate _template;
    private readonly GenerationOptions _defaults;
    private readonly ChatClientMetadata _metadata;
    private readonly ILogger _logger;
    private IDisposable? _owned;

    /// <summary>Pairs a model with its template.</summary>
    /// <param name="model">The model, with its codec.</param>
    /// <param name="template">Writes a chat as the text that the model was trained on.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="logger">Is told of each request at debug level. Default: nobody.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public LanguageModelChatClient(TextLanguageModel model, ChatTemplate template, LanguageModelChatClientOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(template);
        options ??= new LanguageModelChatClientOptions();
        options.Validate();
        _model = model;
        _scheduler = new GenerationScheduler(model, options.BatchSize, options.KeptContexts);
        _template = template;
        _defaults = options.Generation ?? new GenerationOptions();
        _metadata = new ChatClientMetadata(RequestTelemetry.Provider, providerUri: null, options.ModelId ?? "language-model");
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Loads an ONNX model with its tokenizer, chat template and settings for generation: a client in one call.</summary>
    /// <param name="path">The folder of a model, or an .onnx file in it, as for <see cref="OnnxLanguageModel.Load(string, OnnxModelOptions)"/>.</param>
    /// <param name="modelOptions">How to load and run the model; null for the defaults.</param>
    /// <param name="options">Settings of the client; null for the defaults.</param>
    /// <param name="logger">Is told of each request at debug level. Default: nobody.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">There is no tokenizer or no chat template, or the device cannot be used.</exception>
    /// <inheritdoc cref="OnnxLanguageModel.Load(string, OnnxModelOptions)" path="/exception"/>
    public static LanguageModelChatClient Load(
        string path, OnnxModelOptions? modelOptions = null, LanguageModelChatClientOptions? options = null, ILogger? logger = null)
    {
        OnnxLanguageModel model = OnnxLanguageModel.Load(path, modelOptions);
        try
        {
            return Create(model, model.ToTextModel(), options, logger, model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Pairs a model with what lies beside it.</summary>
    internal static LanguageModelChatClient Create(
        OnnxLanguageModel model, TextLanguageModel text, LanguageModelChatClientOptions? options, ILogger? logger, IDisposable? owned)
    {
        options ??= new LanguageModelChatClientOptions();
        options = options with { ModelId = options.ModelId ?? model.Name, Generation = options.Generation ?? model.GenerationDefaults };
        return new LanguageModelChatClient(text, model.RequireChatTemplate(), options, logger) { _owned = owned };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is out of its range, or the template refuses the chat.</exception>
    /// <exception cref="NotSupportedException">The request asks for something that is not supported; the message names it.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatRequest request = CreateRequest(messages, options);
        using RequestTelemetry telemetry = RequestTelemetry.StartChat(_metadata.DefaultModelId!, request.Generation, _logger);
        try
        {
            GenerationResult result = await GenerateAsync(request, cancellationToken).ConfigureAwait(false);
            ChatResponse response = CreateResponse(request, result);
            telemetry.Complete(response.ResponseId!, response.Usage!, response.FinishReason!.Value);
            return response;
        }
        catch (Exception e)
        {
            telemetry.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A setting is out of its range, or the template refuses the chat.</exception>
    /// <exception cref="NotSupportedException">The request asks for something that is not supported; the message names it.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => StreamAsync(CreateRequest(messages, options), cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        object[] services = [this, _metadata, _model, _model.Model, _model.Codec, _template];
        return serviceKey is null ? services.FirstOrDefault(serviceType.IsInstanceOfType) : null;
    }

    /// <summary>Ends what is being answered, releases what was kept of the last chats, and ends a model that <see cref="Load"/> loaded; any other belongs to its creator.</summary>
    public void Dispose()
    {
        _scheduler.Dispose();
        _owned?.Dispose();
    }

    private Task<GenerationResult> GenerateAsync(ChatRequest request, CancellationToken cancellationToken)
        => Task.Run(
            () => request.Generation.Beams > 1
                ? Task.FromResult(_model.Generate(request.Prompt, request.Generation, cancellationToken))
                : _scheduler.GenerateAsync(request.Prompt, request.Generation, cancellationToken),
            cancellationToken);

    private ChatRequest CreateRequest(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ChatRequest.Create(this, _template, messages, options ?? new ChatOptions(), _defaults, _metadata.DefaultModelId!);
    }

    private ChatResponse CreateResponse(ChatRequest request, GenerationResult result)
    {
        string id = NewId();
        var message = new ChatMessage(ChatRole.Assistant, result.Text) { MessageId = id, AdditionalProperties = LogProbabilities(request, result.Tokens) };
        return new ChatResponse(message)
        {
            ResponseId = id,
            ModelId = _metadata.DefaultModelId,
            CreatedAt = DateTimeOffset.UtcNow,
            FinishReason = ChatRequest.ReasonOf(result.FinishReason),
            Usage = ChatRequest.UsageOf(result.PromptTokenCount, result.ReusedTokenCount, result.TokenCount),
            RawRepresentation = result,
        };
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using RequestTelemetry telemetry = RequestTelemetry.StartChat(_metadata.DefaultModelId!, request.Generation, _logger);
        string id = NewId();
        int count = 0;
        IAsyncEnumerator<GeneratedText> pieces = _scheduler.GenerateStreamAsync(request.Prompt, request.Generation, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (pieces.ConfigureAwait(false))
        {
            while (await NextAsync(pieces, telemetry).ConfigureAwait(false))
            {
                GeneratedText piece = pieces.Current;
                count += piece.Tokens.Count;
                var update = new ChatResponseUpdate(ChatRole.Assistant, piece.Text)
                {
                    ResponseId = id,
                    MessageId = id,
                    ModelId = _metadata.DefaultModelId,
                    CreatedAt = DateTimeOffset.UtcNow,
                    RawRepresentation = piece,
                    AdditionalProperties = LogProbabilities(request, piece.Tokens),
                };
                if (piece.FinishReason is { } reason)
                {
                    UsageDetails usage = ChatRequest.UsageOf(piece.PromptTokenCount, piece.ReusedTokenCount, count);
                    update.FinishReason = ChatRequest.ReasonOf(reason);
                    update.Contents.Add(new UsageContent(usage));
                    telemetry.Complete(id, usage, update.FinishReason.Value);
                }

                yield return update;
            }
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<GeneratedText> pieces, RequestTelemetry telemetry)
    {
        try
        {
            return await pieces.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            telemetry.Fail(e);
            throw;
        }
    }

    private static AdditionalPropertiesDictionary? LogProbabilities(ChatRequest request, IReadOnlyList<GeneratedToken> tokens)
        => request.WantsLogProbabilities ? new AdditionalPropertiesDictionary { [ChatRequest.LogProbabilities] = tokens } : null;

    private static string NewId() => $"chat-{Guid.NewGuid():N}";
}
