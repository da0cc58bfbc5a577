using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace LanguageModeling.Chat;

/// <summary>
/// Tells what one request did, by an activity and two histograms, named as OpenTelemetry's semantic conventions for generative AI name them.
/// Costs next to nothing when nobody listens. No text of the chat is told.
/// </summary>
internal sealed class ChatTelemetry : IDisposable
{
    /// <summary>gen_ai.provider.name.</summary>
    public const string Provider = "languagemodeling";

    private const string Operation = "chat";
    private const string SourceName = "LanguageModeling";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time of a request.");
    private static readonly Histogram<long> TokenUsage = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of prompt and answer.");

    private readonly string _modelId;
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();
    private string? _errorType;

    private ChatTelemetry(string modelId, Activity? activity)
    {
        _modelId = modelId;
        _activity = activity;
    }

    /// <summary>Begins a request.</summary>
    public static ChatTelemetry Start(string modelId, GenerationOptions options)
    {
        Activity? activity = Source.StartActivity($"{Operation} {modelId}", ActivityKind.Internal);
        activity?.SetTag("gen_ai.operation.name", Operation)
            .SetTag("gen_ai.provider.name", Provider)
            .SetTag("gen_ai.request.model", modelId)
            .SetTag("gen_ai.response.model", modelId)
            .SetTag("gen_ai.output.type", options.Constraint?.Kind.StartsWith("json", StringComparison.Ordinal) == true ? "json" : "text")
            .SetTag("gen_ai.request.max_tokens", options.MaximumTokens)
            .SetTag("gen_ai.request.temperature", options.Temperature)
            .SetTag("gen_ai.request.top_p", options.TopP)
            .SetTag("gen_ai.request.top_k", options.TopK)
            .SetTag("gen_ai.request.frequency_penalty", options.FrequencyPenalty)
            .SetTag("gen_ai.request.presence_penalty", options.PresencePenalty)
            .SetTag("gen_ai.request.seed", options.Seed is { } seed ? unchecked((long)seed) : null)
            .SetTag("gen_ai.request.stop_sequences", options.StopStrings.Count > 0 ? options.StopStrings.ToArray() : null);
        return new ChatTelemetry(modelId, activity);
    }

    /// <summary>Tells how a request ended well.</summary>
    public void Complete(string responseId, UsageDetails usage, ChatFinishReason reason)
    {
        _activity?.SetTag("gen_ai.response.id", responseId)
            .SetTag("gen_ai.response.finish_reasons", new[] { reason.Value })
            .SetTag("gen_ai.usage.input_tokens", usage.InputTokenCount)
            .SetTag("gen_ai.usage.output_tokens", usage.OutputTokenCount);
        Record(usage.InputTokenCount, "input");
        Record(usage.OutputTokenCount, "output");
    }

    /// <summary>Tells that a request failed or was cancelled.</summary>
    public void Fail(Exception exception)
    {
        _errorType = exception.GetType().FullName;
        _activity?.SetTag("error.type", _errorType).SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    /// <summary>Ends the request.</summary>
    public void Dispose()
    {
        TagList tags = CreateTags();
        if (_errorType is not null)
        {
            tags.Add("error.type", _errorType);
        }

        Duration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        _activity?.Dispose();
    }

    private void Record(long? tokens, string type)
    {
        TagList tags = CreateTags();
        tags.Add("gen_ai.token.type", type);
        TokenUsage.Record(tokens ?? 0, tags);
    }

    private TagList CreateTags() => new()
    {
        { "gen_ai.operation.name", Operation },
        { "gen_ai.provider.name", Provider },
        { "gen_ai.request.model", _modelId },
        { "gen_ai.response.model", _modelId },
    };
}
