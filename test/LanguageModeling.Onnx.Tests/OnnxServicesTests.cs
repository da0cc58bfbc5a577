using System.Collections.Concurrent;
using System.Text.Json;
using LanguageModeling.Tests.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class OnnxServicesTests
{
    private static readonly TemporaryFolder Decoder = new();
    private static readonly TemporaryFolder Encoder = new();

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        WriteChatModel(Decoder.Path);
        TinyEncoder.Write(Encoder.File("model.onnx"));
        TinyTokenizer.Write(Encoder.Path, TinyEncoder.Vocabulary);
    }

    [ClassCleanup]
    public static void Remove()
    {
        Decoder.Dispose();
        Encoder.Dispose();
    }

    [TestMethod]
    public async Task AddOnnxLanguageModel_Services_ShareOneModelAndLog()
    {
        var log = new ListLogger();
        using ServiceProvider services = new ServiceCollection().AddSingleton<ILoggerFactory>(log).AddOnnxLanguageModel(Decoder.Path).BuildServiceProvider();

        var client = services.GetRequiredService<IChatClient>();
        ChatResponse response = await client.GetResponseAsync("t5", new ChatOptions { MaxOutputTokens = 4 });

        Assert.AreEqual(Path.GetFileName(Decoder.Path), response.ModelId);
        Assert.IsTrue(response.Usage!.OutputTokenCount is > 0 and <= 4);
        Assert.AreSame(services.GetRequiredService<OnnxLanguageModel>(), services.GetRequiredService<ILanguageModel>());
        Assert.AreSame(services.GetRequiredService<TextLanguageModel>(), client.GetService(typeof(TextLanguageModel)));
        string[] lines = [.. log.Lines];
        Assert.AreEqual(1, lines.Count(line => line.StartsWith($"Information LanguageModeling: Loaded {Decoder.Path} on cpu in ", StringComparison.Ordinal)), string.Join('\n', lines));
        Assert.AreEqual(1, lines.Count(line => line.StartsWith($"Debug LanguageModeling: chat {response.ModelId}: ", StringComparison.Ordinal)), string.Join('\n', lines));
    }

    [TestMethod]
    public async Task AddOnnxTextEmbedder_KeyedBesideAnother_EachHasItsOwn()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddOnnxTextEmbedder(Encoder.Path)
            .AddOnnxTextEmbedder(Encoder.Path, new OnnxTextEmbedderOptions { Pooling = EmbeddingPooling.Max }, "max")
            .BuildServiceProvider();

        var plain = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        var max = services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("max");

        Assert.HasCount(8, (await plain.GenerateAsync(["t1 t2"]))[0].Vector.ToArray());
        CollectionAssert.AreNotEqual((await plain.GenerateAsync(["t1 t2"]))[0].Vector.ToArray(), (await max.GenerateAsync(["t1 t2"]))[0].Vector.ToArray());
        Assert.AreSame(services.GetRequiredService<OnnxTextEmbedder>(), services.GetRequiredService<ITextEmbedder>());
        Assert.AreNotSame(services.GetRequiredService<OnnxTextEmbedder>(), services.GetRequiredKeyedService<OnnxTextEmbedder>("max"));
    }

    [TestMethod]
    public void AddOnnxLanguageModel_DeviceThatIsNotThere_WarnsTheLog()
    {
        if (OnnxRuntimeInfo.Detect(0).IsCudaUsable)
        {
            Assert.Inconclusive("CUDA works here, so that nothing falls back.");
        }

        var log = new ListLogger();
        using ServiceProvider services = new ServiceCollection().AddSingleton<ILoggerFactory>(log)
            .AddOnnxLanguageModel(Decoder.Path, new OnnxModelOptions { Device = OnnxDevice.Cuda(), FallbackToCpu = true }).BuildServiceProvider();

        services.GetRequiredService<OnnxLanguageModel>();

        Assert.IsTrue(log.Lines.Any(line => line.StartsWith("Warning LanguageModeling: The model runs on the processor, not on cuda:0.", StringComparison.Ordinal)), string.Join('\n', log.Lines));
    }

    [TestMethod]
    public void Load_FolderWithoutChatTemplate_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        TinyTokenizer.Write(folder.Path, 96);

        StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOperationException>(() => LanguageModelChatClient.Load(folder.Path)).Message,
            $"There is no chat template in {folder.Path}: neither chat_template.jinja nor chat_template in tokenizer_config.json.");
    }

    [TestMethod]
    public async Task Load_Folder_HonoursTemplateAndSettings()
    {
        using LanguageModelChatClient client = LanguageModelChatClient.Load(Decoder.Path, options: new LanguageModelChatClientOptions { ModelId = "tiny" });

        ChatResponse response = await client.GetResponseAsync("t5"); // generation_config.json: 3 tokens, greedy

        Assert.AreEqual(3, response.Usage!.OutputTokenCount);
        Assert.AreEqual(4, response.Usage.InputTokenCount); // "t1 t5 t2 t3"
        Assert.AreEqual(response.Text, (await client.GetResponseAsync("t5")).Text);
    }

    [TestMethod]
    [DataRow(4, true)]
    [DataRow(0, false)]
    public async Task AddOnnxLanguageModel_ChatOptions_ReachTheClient(int kept, bool isReused)
    {
        var options = new LanguageModelChatClientOptions { ModelId = "mine", KeptContexts = kept, BatchSize = 1, Generation = GenerationOptions.Greedy with { MaximumTokens = 2 } };
        using ServiceProvider services = new ServiceCollection().AddOnnxLanguageModel(Decoder.Path, chatOptions: options).BuildServiceProvider();
        var client = services.GetRequiredService<IChatClient>();

        ChatResponse first = await client.GetResponseAsync("t5");
        ChatResponse second = await client.GetResponseAsync("t5");

        Assert.AreEqual("mine", first.ModelId);
        Assert.AreEqual(2, first.Usage!.OutputTokenCount);
        Assert.AreEqual(isReused, second.Usage!.CachedInputTokenCount > 0);
    }

    private static void WriteChatModel(string folder)
    {
        ExportedDecoder.Write(ExportedForm.Optimum, folder);
        TinyTokenizer.Write(folder, 96);
        File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), "{% for m in messages %}t1 {{ m.content }} t2 {% endfor %}{% if add_generation_prompt %}t3{% endif %}");
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), JsonSerializer.Serialize(new { do_sample = false, max_new_tokens = 3 }));
    }

    private sealed class ListLogger : ILoggerFactory, ILogger
    {
        private string _category = "";

        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            _category = categoryName;
            return this;
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue($"{logLevel} {_category}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
