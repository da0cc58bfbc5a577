using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LanguageModeling.Requests;

/// <summary>A chat and its options as a language model understands them: a prompt and settings for generation.</summary>
internal sealed record ChatRequest(string Prompt, GenerationOptions Generation, bool WantsLogProbabilities)
{
    /// <summary>The property that asks for, and then holds, the generated tokens.</summary>
    public const string LogProbabilities = "logprobs";

    private const string TemplateVariables = "chat_template_kwargs";

    /// <summary>Maps a request, like to like.</summary>
    /// <exception cref="NotSupportedException">Something in it has no like.</exception>
    public static ChatRequest Create(
        IChatClient client, ChatTemplate template, IEnumerable<ChatMessage> messages, ChatOptions options, GenerationOptions defaults, string modelId)
    {
        RefuseWhatHasNoLike(options, modelId);
        var properties = new RequestProperties(options.AdditionalProperties);
        GenerationOptions start = options.RawRepresentationFactory?.Invoke(client) switch
        {
            null => defaults,
            GenerationOptions given => given,
            { } other => throw new NotSupportedException($"RawRepresentationFactory gave a {other.GetType().Name}. Give {nameof(GenerationOptions)}."),
        };
        GenerationOptions generation = start with
        {
            MaximumTokens = options.MaxOutputTokens ?? start.MaximumTokens,
            MinimumTokens = properties.Int32("min_tokens") ?? start.MinimumTokens,
            Temperature = options.Temperature ?? start.Temperature,
            TopP = options.TopP ?? start.TopP,
            TopK = options.TopK ?? start.TopK,
            MinP = properties.Double("min_p") ?? start.MinP,
            TypicalP = properties.Double("typical_p") ?? start.TypicalP,
            RepetitionPenalty = properties.Double("repetition_penalty") ?? start.RepetitionPenalty,
            FrequencyPenalty = options.FrequencyPenalty ?? start.FrequencyPenalty,
            PresencePenalty = options.PresencePenalty ?? start.PresencePenalty,
            NoRepeatNgramSize = properties.Int32("no_repeat_ngram_size") ?? start.NoRepeatNgramSize,
            LogitBias = properties.Take<IReadOnlyDictionary<int, float>>("logit_bias", "an object of token ids and numbers") ?? start.LogitBias,
            Seed = options.Seed is { } seed ? unchecked((ulong)seed) : start.Seed,
            StopStrings = options.StopSequences is { Count: > 0 } stops ? [.. stops] : start.StopStrings,
            Constraint = ConstraintOf(options.ResponseFormat) ?? start.Constraint,
            TopAlternatives = properties.Int32("top_logprobs") ?? start.TopAlternatives,
        };
        bool wantsTokens = properties.Take<bool?>(LogProbabilities, "true or false") ?? false;
        JsonObject variables = properties.Take<JsonObject>(TemplateVariables, "a JSON object") ?? [];
        properties.RefuseOthers();
        generation.Validate();
        string prompt = template.Render(ReadMessages(messages, options.Instructions), new ChatTemplateOptions { AddGenerationPrompt = true, Variables = variables });
        return new ChatRequest(prompt, generation, wantsTokens);
    }

    /// <summary>The like of a finish reason.</summary>
    public static ChatFinishReason ReasonOf(FinishReason reason) => reason switch
    {
        FinishReason.MaximumTokens or FinishReason.ContextFull => ChatFinishReason.Length,
        FinishReason.NoTokenLeft => new ChatFinishReason("no_token_left"),
        _ => ChatFinishReason.Stop,
    };

    /// <summary>Counts as usage.</summary>
    /// <param name="input">Tokens of the prompt.</param>
    /// <param name="reused">How many of them had been computed before.</param>
    /// <param name="output">Generated tokens.</param>
    public static UsageDetails UsageOf(int input, int reused, int output)
        => new() { InputTokenCount = input, CachedInputTokenCount = reused, OutputTokenCount = output, TotalTokenCount = (long)input + output };

    private static void RefuseWhatHasNoLike(ChatOptions options, string modelId)
    {
        string? refused = options switch
        {
            { Tools.Count: > 0 } => "Tools: the model's calls would have to be read out of its text",
            { ToolMode: RequiredChatToolMode } => "ToolMode: there are no tools",
            { Reasoning: not null } => "Reasoning: set what the template knows in chat_template_kwargs, such as enable_thinking",
            { ConversationId: not null } => "ConversationId: nothing of a chat is kept. Send all its messages",
            { ContinuationToken: not null } => "ContinuationToken: nothing goes on in the background",
            { AllowBackgroundResponses: true } => "AllowBackgroundResponses: nothing goes on in the background",
            { ModelId: { } other } when other != modelId => $"ModelId {other}: this client has the model {modelId} only",
            _ => null,
        };
        if (refused is not null)
        {
            throw new NotSupportedException($"ChatOptions.{refused}.");
        }
    }

    private static GenerationConstraint? ConstraintOf(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson { Schema: { } schema } => GenerationConstraint.JsonSchema(schema.GetRawText()),
        ChatResponseFormatJson => GenerationConstraint.Json,
        _ => throw new NotSupportedException($"The response format {format.GetType().Name} is not supported. Use text or JSON."),
    };

    private static List<ChatTemplateMessage> ReadMessages(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var read = new List<ChatTemplateMessage>();
        if (!string.IsNullOrEmpty(instructions))
        {
            read.Add(new ChatTemplateMessage(ChatRole.System.Value, instructions));
        }

        foreach (ChatMessage? message in messages)
        {
            if (message is null)
            {
                throw new ArgumentException("A message is null. Leave it out.", nameof(messages));
            }

            if (message.Contents.FirstOrDefault(content => content is not (TextContent or UsageContent)) is { } other)
            {
                throw new NotSupportedException($"A message of the {message.Role.Value} holds {other.GetType().Name}. Only text is supported.");
            }

            read.Add(new ChatTemplateMessage(message.Role.Value, message.Text));
        }

        return read.Count > 0 ? read : throw new ArgumentException("The chat has no messages. Send at least one.", nameof(messages));
    }
}
