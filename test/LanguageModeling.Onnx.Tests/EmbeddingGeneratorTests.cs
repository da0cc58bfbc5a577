using System.Diagnostics;
using LanguageModeling.Tests.Models;
using Microsoft.Extensions.AI;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EmbeddingGeneratorTests
{
    private static readonly TemporaryFolder Folder = new();

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        TinyEncoder.Write(Folder.File("model.onnx"));
        TinyTokenizer.Write(Folder.Path, TinyEncoder.Vocabulary);
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public async Task GenerateAsync_Texts_GivesVectorsUsageAndModel()
    {
        using var generator = TextEmbeddingGenerator.Load(Folder.Path, new OnnxTextEmbedderOptions { Normalize = false });

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync([TinyTokenizer.Text(5, 17, 3), TinyTokenizer.Text(88)]);

        Assert.HasCount(2, embeddings);
        double[] expected = [.. TinyEncoder.Mean(5, 17, 3).Select(value => 2 * value)]; // hidden[t] = E[t] + mean, and the mean of these
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], embeddings[0].Vector.Span[i], 1e-5);
        }

        Assert.AreEqual(4, embeddings.Usage!.InputTokenCount);
        Assert.AreEqual(4, embeddings.Usage.TotalTokenCount);
        Assert.AreEqual(Path.GetFileName(Folder.Path), embeddings[1].ModelId);
        Assert.IsNotNull(embeddings[1].CreatedAt);
    }

    [TestMethod]
    public void GetService_Types_GivesWhatThereIs()
    {
        using var generator = TextEmbeddingGenerator.Load(Folder.Path, modelId: "tiny");

        EmbeddingGeneratorMetadata metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.AreEqual("languagemodeling", metadata.ProviderName);
        Assert.AreEqual("tiny", metadata.DefaultModelId);
        Assert.AreEqual(TinyEncoder.Size, metadata.DefaultModelDimensions);
        Assert.IsNotNull(generator.GetService<ITextEmbedder>());
        Assert.IsNull(generator.GetService<ITextEmbedder>("key"));
        Assert.IsNull(generator.GetService<string>());
    }

    [TestMethod]
    public async Task GenerateAsync_NoLike_IsRefusedByName()
    {
        using var generator = TextEmbeddingGenerator.Load(Folder.Path, modelId: "tiny");
        (EmbeddingGenerationOptions Options, string Named)[] refused =
        [
            (new() { Dimensions = 3 }, "EmbeddingGenerationOptions.Dimensions 3: the model's vectors have 8."),
            (new() { ModelId = "other" }, "EmbeddingGenerationOptions.ModelId other: this generator has the model tiny only."),
            (new() { RawRepresentationFactory = _ => 1 }, "EmbeddingGenerationOptions.RawRepresentationFactory: there is nothing to set for a request."),
            (new() { AdditionalProperties = new() { ["task"] = "x" } }, "EmbeddingGenerationOptions.AdditionalProperties: task is not known here."),
        ];
        foreach ((EmbeddingGenerationOptions options, string named) in refused)
        {
            Assert.AreEqual(named, (await Assert.ThrowsExactlyAsync<NotSupportedException>(() => generator.GenerateAsync(["t1"], options))).Message);
        }

        Assert.HasCount(1, await generator.GenerateAsync(["t1"], new EmbeddingGenerationOptions { Dimensions = 8, ModelId = "tiny" }));
        Assert.HasCount(0, await generator.GenerateAsync([]));
    }

    [TestMethod]
    public async Task GenerateAsync_Cancelled_Throws()
    {
        using var generator = TextEmbeddingGenerator.Load(Folder.Path);

        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateAsync(["t1"], cancellationToken: new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void Constructor_VectorForEachToken_IsRefused()
    {
        using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(Folder.Path, new OnnxTextEmbedderOptions { Pooling = EmbeddingPooling.None });

        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => new TextEmbeddingGenerator(embedder)).Message, "The embedder gives a vector for each token");
    }

    [TestMethod]
    public async Task GenerateAsync_WordVectors_GivesTheirMean()
    {
        var vectors = new WordVectors(new Vocabulary(["cat", "dog"], SpecialTokens.None), [1, 2, 3, 6], 2);
        using var generator = new TextEmbeddingGenerator(new WordVectorTextEmbedder(vectors, lowercase: true));

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(["The Cat, the dog", "nothing"]);

        CollectionAssert.AreEqual(new float[] { 2, 4 }, embeddings[0].Vector.ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 0 }, embeddings[1].Vector.ToArray());
        Assert.AreEqual(2, embeddings.Usage!.InputTokenCount);
    }

    [TestMethod]
    public async Task GenerateAsync_Listener_HearsTheNamesOfOpenTelemetry()
    {
        string modelId = $"tiny-{Guid.NewGuid():N}"; // other tests run beside this one
        List<Activity> activities = [];
        using var listener = new ActivityListener
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
        ActivitySource.AddActivityListener(listener);
        using var generator = TextEmbeddingGenerator.Load(Folder.Path, modelId: modelId);

        await generator.GenerateAsync([TinyTokenizer.Text(1, 2)]);

        Activity activity = activities.Single(one => Equals(one.GetTagItem("gen_ai.request.model"), modelId));
        Assert.AreEqual($"embeddings {modelId}", activity.DisplayName);
        Assert.AreEqual("embeddings", activity.GetTagItem("gen_ai.operation.name"));
        Assert.AreEqual(8, activity.GetTagItem("gen_ai.embeddings.dimension.count"));
        Assert.AreEqual(2L, activity.GetTagItem("gen_ai.usage.input_tokens"));
    }
}
