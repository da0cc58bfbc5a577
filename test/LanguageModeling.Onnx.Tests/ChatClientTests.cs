using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class ChatClientTests
{
    // "user: hi|assistant: "
    private const string Template = "{% for message in messages %}{{ message.role }}: {{ message.content }}|{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}{% if think %}think{% endif %}";

    private static readonly LanguageModelChatClientOptions Parrot = new() { ModelId = "parrot", Generation = GenerationOptions.Greedy with { MaximumTokens = 50 } };

    [TestMethod]
    public async Task GetResponseAsync_Chat_GivesTextUsageAndReason()
    {
        using LanguageModelChatClient client = CreateClient("hello there");

        ChatResponse response = await client.GetResponseAsync("hi");

        Assert.AreEqual("hello there", response.Text);
        Assert.AreEqual(ChatRole.Assistant, response.Messages.Single().Role);
        Assert.AreEqual(ChatFinishReason.Stop, response.FinishReason);
        Assert.AreEqual("parrot", response.ModelId);
        Assert.AreEqual("user: hi|assistant: ".Length, response.Usage!.InputTokenCount);
        Assert.AreEqual("hello there".Length + 1, response.Usage.OutputTokenCount); // and the end
        Assert.AreEqual(response.Usage.InputTokenCount + response.Usage.OutputTokenCount, response.Usage.TotalTokenCount);
    }

    [TestMethod]
    public async Task GetStreamingResponseAsync_Chat_PiecesMakeTheSameResponse()
    {
        using LanguageModelChatClient client = CreateClient("hello there");
        List<ChatResponseUpdate> updates = [];

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi"))
        {
            updates.Add(update);
        }

        ChatResponse streamed = updates.ToChatResponse();
        ChatResponse whole = await client.GetResponseAsync("hi");
        Assert.IsGreaterThan(5, updates.Count);
        Assert.AreEqual(whole.Text, streamed.Text);
        Assert.AreEqual(whole.FinishReason, streamed.FinishReason);
        Assert.AreEqual(whole.Usage!.TotalTokenCount, streamed.Usage!.TotalTokenCount);
        Assert.HasCount(1, streamed.Messages);
    }

    [TestMethod]
    public async Task GetResponseAsync_OptionsWithALike_AreFollowed()
    {
        using LanguageModelChatClient client = CreateClient("one two three");
        var shortened = new ChatOptions { MaxOutputTokens = 3 };
        var stopped = new ChatOptions { StopSequences = [" three"] };
        var instructed = new ChatOptions { Instructions = "be brief" };

        ChatResponse cut = await client.GetResponseAsync("hi", shortened);
        ChatResponse stop = await client.GetResponseAsync("hi", stopped);
        ChatResponse system = await client.GetResponseAsync("hi", instructed);

        Assert.AreEqual("one", cut.Text);
        Assert.AreEqual(ChatFinishReason.Length, cut.FinishReason);
        Assert.AreEqual("one two", stop.Text);
        Assert.AreEqual(ChatFinishReason.Stop, stop.FinishReason);
        Assert.AreEqual("system: be brief|user: hi|assistant: ".Length, system.Usage!.InputTokenCount);
    }

    [TestMethod]
    public async Task GetResponseAsync_JsonSchema_AnswerAlwaysSatisfiesIt()
    {
        using LanguageModelChatClient client = CreateClient("of course: 42");
        JsonElement schema = JsonElement.Parse("""{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}""");

        ChatResponse typed = await client.GetResponseAsync("hi", new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });
        ChatResponse any = await client.GetResponseAsync("hi", new ChatOptions { ResponseFormat = ChatResponseFormat.Json });

        Assert.AreEqual(JsonValueKind.Number, JsonElement.Parse(typed.Text).GetProperty("n").ValueKind);
        JsonElement.Parse(any.Text);
    }

    [TestMethod]
    public async Task GetResponseAsync_LogProbabilities_AreThoseOfTheModel()
    {
        using LanguageModelChatClient client = CreateClient("ok");
        var options = new ChatOptions { AdditionalProperties = new() { ["logprobs"] = true, ["top_logprobs"] = 2 } };

        ChatResponse response = await client.GetResponseAsync("hi", options);

        var tokens = (IReadOnlyList<GeneratedToken>)response.Messages.Single().AdditionalProperties!["logprobs"]!;
        Assert.HasCount(3, tokens);
        Assert.HasCount(2, tokens[0].Alternatives);
        Assert.AreEqual(Math.Log(1000 / (1000.0 + 96)), tokens[0].LogProbability, 1e-6); // 97 tokens: 94 visible characters and 3
        Assert.IsNull((await client.GetResponseAsync("hi")).Messages.Single().AdditionalProperties);
    }

    [TestMethod]
    public async Task GetResponseAsync_TemplateVariables_ReachTheTemplate()
    {
        using LanguageModelChatClient client = CreateClient("ok");
        var options = new ChatOptions { AdditionalProperties = new() { ["chat_template_kwargs"] = new JsonObject { ["think"] = true } } };

        ChatResponse response = await client.GetResponseAsync("hi", options);

        Assert.AreEqual("user: hi|assistant: think".Length, response.Usage!.InputTokenCount);
    }

    [TestMethod]
    public async Task GetResponseAsync_RawOptions_AreTheStart()
    {
        using LanguageModelChatClient client = CreateClient("one two");
        var options = new ChatOptions { RawRepresentationFactory = _ => Parrot.Generation! with { BannedTokens = [0], StopStrings = [" "] } };

        Assert.AreEqual("one", (await client.GetResponseAsync("hi", options)).Text);
    }

    [TestMethod]
    public async Task GetResponseAsync_NoLike_IsRefusedByName()
    {
        using LanguageModelChatClient client = CreateClient("ok");
        (ChatOptions Options, string Named)[] refused =
        [
            (new() { Tools = [AIFunctionFactory.Create(() => 1, "one")] }, "ChatOptions.Tools"),
            (new() { ToolMode = ChatToolMode.RequireAny }, "ChatOptions.ToolMode"),
            (new() { ConversationId = "7" }, "ChatOptions.ConversationId"),
            (new() { AllowBackgroundResponses = true }, "ChatOptions.AllowBackgroundResponses"),
            (new() { Reasoning = new ReasoningOptions() }, "ChatOptions.Reasoning"),
            (new() { ModelId = "owl" }, "ChatOptions.ModelId owl: this client has the model parrot only"),
            (new() { RawRepresentationFactory = _ => "x" }, "RawRepresentationFactory gave a String"),
            (new() { AdditionalProperties = new() { ["mirostat"] = 2 } }, "The additional property mirostat is not known here"),
            (new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"not":{}}""")) }, "uses \"not\""),
        ];
        foreach ((ChatOptions options, string named) in refused)
        {
            StringAssert.Contains((await Assert.ThrowsExactlyAsync<NotSupportedException>(() => client.GetResponseAsync("hi", options))).Message, named);
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => client.GetStreamingResponseAsync("hi", options)).Message, named);
        }

        var image = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<NotSupportedException>(() => client.GetResponseAsync([image]))).Message, "holds DataContent");
    }

    [TestMethod]
    public async Task GetResponseAsync_BadValues_AreArgumentErrors()
    {
        using LanguageModelChatClient client = CreateClient("ok");
        (ChatOptions Options, string Named)[] wrong =
        [
            (new() { Temperature = -1 }, "Temperature"),
            (new() { MaxOutputTokens = 0 }, "MaximumTokens"),
            (new() { AdditionalProperties = new() { ["min_p"] = "many" } }, "min_p must be a number"),
            (new() { AdditionalProperties = new() { ["min_tokens"] = 1.5 } }, "min_tokens must be a whole number"),
            (new() { AdditionalProperties = new() { ["logit_bias"] = 1 } }, "logit_bias must be a"),
        ];
        foreach ((ChatOptions options, string named) in wrong)
        {
            StringAssert.Contains((await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync("hi", options))).Message, named);
        }

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => client.GetResponseAsync([]));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => client.GetResponseAsync([null!]));
    }

    [TestMethod]
    public async Task GetResponseAsync_NextTurn_ReusesTheTurnsBefore()
    {
        using LanguageModelChatClient client = CreateClient("hello there");
        List<ChatMessage> chat = [new(ChatRole.User, "hi")];
        ChatResponse first = await client.GetResponseAsync(chat);
        chat.AddRange([.. first.Messages, new(ChatRole.User, "and again")]);

        ChatResponse second = await client.GetResponseAsync(chat);

        Assert.AreEqual(0, first.Usage!.CachedInputTokenCount);
        Assert.AreEqual("user: hi|assistant: hello there".Length, second.Usage!.CachedInputTokenCount);
        Assert.AreEqual("hello there", second.Text);
    }

    [TestMethod]
    public async Task GetResponseAsync_AfterDispose_Throws()
    {
        LanguageModelChatClient client = CreateClient("hello");
        client.Dispose();

        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => client.GetResponseAsync("hi"));
    }

    [TestMethod]
    public async Task GetStreamingResponseAsync_Cancelled_Stops()
    {
        using LanguageModelChatClient client = CreateClient(new string('x', 40));
        using var cancellation = new CancellationTokenSource();
        int seen = 0;

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync("hi", cancellationToken: cancellation.Token))
            {
                if (++seen == 3)
                {
                    await cancellation.CancelAsync();
                }
            }
        });

        Assert.IsLessThan(10, seen);
    }

    [TestMethod]
    public void GetService_Types_GivesWhatThereIs()
    {
        using LanguageModelChatClient client = CreateClient("ok");

        Assert.AreEqual("languagemodeling", client.GetService<ChatClientMetadata>()!.ProviderName);
        Assert.AreEqual("parrot", client.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.IsNotNull(client.GetService<TextLanguageModel>());
        Assert.IsNotNull(client.GetService<ILanguageModel>());
        Assert.IsNotNull(client.GetService<ChatTemplate>());
        Assert.IsNull(client.GetService<string>());
        Assert.IsNull(client.GetService<ChatTemplate>("key"));
    }

    [TestMethod]
    public async Task GetResponseAsync_Listeners_HearTheNamesOfOpenTelemetry()
    {
        string modelId = $"parrot-{Guid.NewGuid():N}"; // other tests run beside this one
        List<Activity> activities = [];
        List<(string Name, object? Type)> measured = [];
        using var activityListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "LanguageModeling",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(activityListener);
        using var meterListener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "LanguageModeling")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Record(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> all = new(tags.ToArray());
            if (Equals(all["gen_ai.request.model"], modelId))
            {
                measured.Add((instrument.Name, all.GetValueOrDefault("gen_ai.token.type")));
            }
        }

        meterListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Record(instrument, tags));
        meterListener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Record(instrument, tags));
        meterListener.Start();
        using var client = new LanguageModelChatClient(ScriptedModel.Create("ok"), new ChatTemplate(Template), Parrot with { ModelId = modelId });

        await client.GetResponseAsync("hi");

        Activity activity = activities.Single(one => Equals(one.GetTagItem("gen_ai.request.model"), modelId));
        Assert.AreEqual($"chat {modelId}", activity.DisplayName);
        Assert.AreEqual("chat", activity.GetTagItem("gen_ai.operation.name"));
        Assert.AreEqual(3L, activity.GetTagItem("gen_ai.usage.output_tokens"));
        CollectionAssert.AreEqual(new[] { "stop" }, (string[])activity.GetTagItem("gen_ai.response.finish_reasons")!);
        CollectionAssert.AreEquivalent(
            new (string, object?)[] { ("gen_ai.client.token.usage", "input"), ("gen_ai.client.token.usage", "output"), ("gen_ai.client.operation.duration", null) },
            measured);
    }

    [TestMethod]
    public async Task GetResponseAsync_Listeners_HearTheTagsThatSamplersNeedAtTheStart()
    {
        string modelId = $"parrot-{Guid.NewGuid():N}";
        Dictionary<string, object?>? atStart = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "LanguageModeling",
            Sample = (ref ActivityCreationOptions<ActivityContext> start) =>
            {
                atStart = start.Name == $"chat {modelId}" ? new(start.Tags!) : atStart;
                return ActivitySamplingResult.AllData;
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var client = new LanguageModelChatClient(ScriptedModel.Create("ok"), new ChatTemplate(Template), Parrot with { ModelId = modelId });

        await client.GetResponseAsync("hi");

        Assert.AreEqual("chat", atStart!["gen_ai.operation.name"]);
        Assert.AreEqual("languagemodeling", atStart["gen_ai.provider.name"]);
        Assert.AreEqual(modelId, atStart["gen_ai.request.model"]);
    }

    [TestMethod]
    public async Task GetResponseAsync_Meters_AdviseTheBordersOfOpenTelemetry()
    {
        // https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
        var advised = new Dictionary<string, object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "LanguageModeling")
                {
                    advised[instrument.Name] = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? (object?)(instrument as Histogram<long>)?.Advice?.HistogramBucketBoundaries;
                }
            },
        };
        listener.Start();
        using LanguageModelChatClient client = CreateClient("ok");

        await client.GetResponseAsync("hi");

        CollectionAssert.AreEqual(
            new[] { 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92 },
            ((IReadOnlyList<double>)advised["gen_ai.client.operation.duration"]!).ToArray());
        CollectionAssert.AreEqual(
            new long[] { 1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864 },
            ((IReadOnlyList<long>)advised["gen_ai.client.token.usage"]!).ToArray());
    }

    [TestMethod]
    [DataRow("logprobs", "\"yes\"", "The additional property logprobs must be true or false, but is yes.")]
    [DataRow("logit_bias", "[1]", "The additional property logit_bias must be an object of token ids and numbers, but is [1].")]
    [DataRow("chat_template_kwargs", "7", "The additional property chat_template_kwargs must be a JSON object, but is 7.")]
    public async Task GetResponseAsync_JsonPropertyOfAnotherKind_IsRefusedByName(string name, string json, string message)
    {
        using LanguageModelChatClient client = CreateClient("ok");
        var options = new ChatOptions { AdditionalProperties = new() { [name] = JsonElement.Parse(json) } };

        Assert.AreEqual(message, (await Assert.ThrowsExactlyAsync<ArgumentException>(() => client.GetResponseAsync("hi", options))).Message);
    }

    [TestMethod]
    public async Task GetResponseAsync_JsonProperties_AreReadLikeValues()
    {
        using LanguageModelChatClient client = CreateClient("ok");
        var options = new ChatOptions
        {
            AdditionalProperties = new() { ["logprobs"] = JsonElement.Parse("null"), ["logit_bias"] = new JsonObject { ["1"] = 100 } }, // 1 ends the text
        };

        ChatResponse response = await client.GetResponseAsync("hi", options);

        Assert.AreEqual("", response.Text);
        Assert.IsNull(response.Messages.Single().AdditionalProperties);
    }

    [TestMethod]
    public async Task GetResponseAsync_BatchSizeOfOne_AnswersOneAfterAnother()
    {
        TextLanguageModel model = ScriptedModel.Create("hello there");
        using var client = new LanguageModelChatClient(model, new ChatTemplate(Template), Parrot with { BatchSize = 1 });

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.GetResponseAsync($"hi {i}")));

        Assert.IsTrue(Array.TrueForAll(responses, response => response.Text == "hello there"));
        Assert.AreEqual(1, ((ScriptedModel)model.Model).LargestBatch);
    }

    [TestMethod]
    public void New_OptionOutOfRange_Throws()
    {
        TextLanguageModel model = ScriptedModel.Create("ok");
        var template = new ChatTemplate(Template);

        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LanguageModelChatClient(model, template, Parrot with { BatchSize = 0 })).Message, "BatchSize must be at least 1.");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LanguageModelChatClient(model, template, Parrot with { KeptContexts = -1 })).Message, "KeptContexts must be at least 0.");
        Assert.Throws<ArgumentException>(() => new LanguageModelChatClient(model, template, Parrot with { Generation = new GenerationOptions { TopP = 2 } }));
    }

    private static LanguageModelChatClient CreateClient(string says) => new(ScriptedModel.Create(says), new ChatTemplate(Template), Parrot);
}
