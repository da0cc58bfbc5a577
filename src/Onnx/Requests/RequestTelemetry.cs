using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LanguageModeling.Requests;

/// <summary>
/// Tells what one request did, by an activity and two histograms, named as OpenTelemetry's semantic conventions for generative AI name them, and by
/// a line of the log at debug level. Costs next to nothing when nobody listens. No text of a request is told.
/// </summary>
internal sealed partial class RequestTelemetry : IDisposable
{
    /// <summary>gen_ai.provider.name.</summary>
    public const string Provider = "languagemodeling";

    private const string Chat = "chat";
    private const string Embeddings = "embeddings";
    private const string SourceName = "LanguageModeling";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);

    // The borders that the conventions ask for: from 10 ms to 82 s, and from 1 token to 67 million.
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "gen_ai.client.operation.duration", "s", "Time of a request.", advice: Borders([.. Enumerable.Range(0, 14).Select(i => 0.01 * (1 << i))]));

    private static readonly Histogram<long> TokenUsage = Meter.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "Tokens of prompt and answer.", advice: Borders([.. Enumerable.Range(0, 14).Select(i => 1L << (2 * i))]));

    private readonly string _operation;
    private readonly string _modelId;
    private readonly ILogger _logger;
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();
    private string? _errorType;
    private UsageDetails _usage = new();

    private RequestTelemetry(string operation, string modelId, ILogger logger)
    {
        _operation = operation;
        _modelId = modelId;
        _logger = logger;
        _activity = Source.StartActivity(ActivityKind.Internal, tags: CreateTags(), name: $"{operation} {modelId}"); // a sampler sees tags given here only
    }

    /// <summary>Begins the request of a chat.</summary>
    public static RequestTelemetry StartChat(string modelId, GenerationOptions options, ILogger logger)
    {
        var telemetry = new RequestTelemetry(Chat, modelId, logger);
        telemetry._activity?
            .SetTag("gen_ai.output.type", options.Constraint?.Kind.StartsWith("json", StringComparison.Ordinal) == true ? "json" : "text")
            .SetTag("gen_ai.request.max_tokens", options.MaximumTokens)
            .SetTag("gen_ai.request.temperature", options.Temperature)
            .SetTag("gen_ai.request.top_p", options.TopP)
            .SetTag("gen_ai.request.top_k", options.TopK)
            .SetTag("gen_ai.request.frequency_penalty", options.FrequencyPenalty)
            .SetTag("gen_ai.request.presence_penalty", options.PresencePenalty)
            .SetTag("gen_ai.request.seed", options.Seed is { } seed ? unchecked((long)seed) : null)
            .SetTag("gen_ai.request.stop_sequences", options.StopStrings.Count > 0 ? options.StopStrings.ToArray() : null);
        return telemetry;
    }

    /// <summary>Begins a request for embeddings.</summary>
    public static RequestTelemetry StartEmbeddings(string modelId, int dimension, ILogger logger)
    {
        var telemetry = new RequestTelemetry(Embeddings, modelId, logger);
        telemetry._activity?.SetTag("gen_ai.embeddings.dimension.count", dimension);
        return telemetry;
    }

    /// <summary>Tells how a chat's request ended well.</summary>
    public void Complete(string responseId, UsageDetails usage, ChatFinishReason reason)
    {
        _activity?.SetTag("gen_ai.response.id", responseId)
            .SetTag("gen_ai.response.finish_reasons", new[] { reason.Value })
            .SetTag("gen_ai.usage.output_tokens", usage.OutputTokenCount);
        Complete(usage);
        Record(usage.OutputTokenCount, "output");
    }

    /// <summary>Tells how a request ended well.</summary>
    public void Complete(UsageDetails usage)
    {
        _usage = usage;
        if (usage.InputTokenCount is { } count)
        {
            _activity?.SetTag("gen_ai.usage.input_tokens", count);
            Record(count, "input");
        }
    }

    /// <summary>Tells that a request failed or was cancelled.</summary>
    public void Fail(Exception exception)
    {
        _errorType = exception.GetType().FullName;
        _activity?.SetTag("error.type", _errorType).SetStatus(ActivityStatusCode.Error, exception.Message);
        LogFailure(_logger, exception, _operation, _modelId);
    }

    /// <summary>Ends the request.</summary>
    public void Dispose()
    {
        TagList tags = CreateTags();
        if (_errorType is not null)
        {
            tags.Add("error.type", _errorType);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        Duration.Record(elapsed.TotalSeconds, tags);
        if (_errorType is null)
        {
            LogRequest(_logger, _operation, _modelId, _usage.InputTokenCount ?? 0, _usage.OutputTokenCount ?? 0, elapsed.TotalMilliseconds);
        }

        _activity?.Dispose();
    }

    [LoggerMessage(1, LogLevel.Debug, "{Operation} {Model}: {InputTokens} tokens in, {OutputTokens} out, {Milliseconds:F1} ms")]
    private static partial void LogRequest(ILogger logger, string operation, string model, long inputTokens, long outputTokens, double milliseconds);

    [LoggerMessage(2, LogLevel.Debug, "{Operation} {Model} failed")]
    private static partial void LogFailure(ILogger logger, Exception exception, string operation, string model);

    private static InstrumentAdvice<T> Borders<T>(T[] borders)
        where T : struct => new() { HistogramBucketBoundaries = borders };

    private void Record(long? tokens, string type)
    {
        TagList tags = CreateTags();
        tags.Add("gen_ai.token.type", type);
        TokenUsage.Record(tokens ?? 0, tags);
    }

    private TagList CreateTags() => new()
    {
        { "gen_ai.operation.name", _operation },
        { "gen_ai.provider.name", Provider },
        { "gen_ai.request.model", _modelId },
        { "gen_ai.response.model", _modelId },
    };
}
