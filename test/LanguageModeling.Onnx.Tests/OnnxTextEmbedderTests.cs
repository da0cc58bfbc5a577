using LanguageModeling.Tests.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class OnnxTextEmbedderTests
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly int[][] Ids = [[5, 17, 3], [88], [1, 2, 3, 4, 5, 6, 7], [9, 9], [40, 41, 42, 43, 44]];
    private static readonly MLContext Context = new(1);

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        TinyEncoder.Write(Folder.File("model.onnx"));
        TinyTokenizer.Write(Folder.Path, TinyEncoder.Vocabulary);
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void Embed_Disposed_Throws()
    {
        OnnxTextEmbedder embedder = Load(new OnnxTextEmbedderOptions());
        embedder.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => embedder.Embed([TinyTokenizer.Text(5)]));
    }

    [TestMethod]
    [DataRow(EmbeddingPooling.Mean)]
    [DataRow(EmbeddingPooling.Sum)]
    [DataRow(EmbeddingPooling.Max)]
    [DataRow(EmbeddingPooling.Min)]
    [DataRow(EmbeddingPooling.First)]
    [DataRow(EmbeddingPooling.Last)]
    [DataRow(EmbeddingPooling.MeanOfSquares)]
    [DataRow(EmbeddingPooling.None)]
    public void Embed_TextsOfMixedLengths_IsThePoolingOfEach(EmbeddingPooling pooling)
    {
        foreach (int budget in (int[])[1, 8, 512])
        {
            using OnnxTextEmbedder embedder = Load(new OnnxTextEmbedderOptions { Pooling = pooling, Normalize = false, Model = new OnnxModelOptions { ScoringTokens = budget } });

            IReadOnlyList<float[]> vectors = embedder.Embed([.. Ids.Select(ids => TinyTokenizer.Text(ids)), ""]);

            Assert.AreEqual(TinyEncoder.Size, embedder.Dimension);
            for (int i = 0; i < Ids.Length; i++)
            {
                AssertClose(Pool(TinyEncoder.Hidden(Ids[i]), pooling), vectors[i]);
            }

            CollectionAssert.AreEqual(pooling == EmbeddingPooling.None ? [] : new float[TinyEncoder.Size], vectors[^1]);
        }
    }

    [TestMethod]
    public void Embed_Normalized_HasLengthOne()
    {
        using OnnxTextEmbedder embedder = Load(new OnnxTextEmbedderOptions());

        foreach (float[] vector in embedder.Embed([.. Ids.Select(ids => TinyTokenizer.Text(ids))]))
        {
            Assert.AreEqual(1, vector.Sum(value => (double)value * value), 1e-5);
        }
    }

    [TestMethod]
    public void Embed_OutputOfWholeTexts_IsTakenAsItIs()
    {
        using OnnxTextEmbedder embedder = Load(new OnnxTextEmbedderOptions { OutputName = "sentence_embedding", Normalize = false });

        IReadOnlyList<float[]> vectors = embedder.Embed([.. Ids.Select(ids => TinyTokenizer.Text(ids))]);

        for (int i = 0; i < Ids.Length; i++)
        {
            AssertClose(TinyEncoder.Mean(Ids[i]), vectors[i]);
        }
    }

    [TestMethod]
    public void Embed_MoreTokensThanAllowed_CutsTheRest()
    {
        using OnnxTextEmbedder embedder = Load(new OnnxTextEmbedderOptions { MaximumTokens = 2, Normalize = false });

        AssertClose(Pool(TinyEncoder.Hidden(1, 2), EmbeddingPooling.Mean), embedder.Embed([TinyTokenizer.Text(1, 2, 3, 4)])[0]);
    }

    [TestMethod]
    public void Embed_HiddenStatesOfADecoder_AreTakenWithoutAPast()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        TinyTokenizer.Write(folder.Path, 96);

        var problem = Assert.ThrowsExactly<NotSupportedException>(() => OnnxTextEmbedder.Load(folder.Path));
        StringAssert.Contains(problem.Message, "has no hidden states (last_hidden_state, hidden_states, token_embeddings;");
        StringAssert.EndsWith(problem.Message, "Name one of them as the output, or export the model for the task feature-extraction.");

        using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(
            folder.Path, new OnnxTextEmbedderOptions { OutputName = "logits", Pooling = EmbeddingPooling.Last, Normalize = false });
        double[] expected = new ReferenceDecoder(ExportedDecoder.Weights(ExportedForm.Optimum)).Logits([5, 17, 3])[^1];
        float[] actual = embedder.Embed([TinyTokenizer.Text(5, 17, 3), TinyTokenizer.Text(1, 2, 3, 4)])[0];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-4);
        }
    }

    [TestMethod]
    [DataRow(EmbeddingPooling.SmoothInverseFrequency)]
    [DataRow(EmbeddingPooling.InverseDocumentFrequency)]
    public void Load_PoolingByACorpus_IsRefused(EmbeddingPooling pooling)
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Load(new OnnxTextEmbedderOptions { Pooling = pooling })).Message,
            "Choose None, Mean, Sum, Max, Min, First, Last, MeanOfSquares, SumOverSquareRoot or PositionWeightedMean.");

    [TestMethod]
    public void Load_NoTokenizer_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        TinyEncoder.Write(folder.File("model.onnx"));

        var problem = Assert.ThrowsExactly<FileNotFoundException>(() => OnnxTextEmbedder.Load(folder.Path));

        Assert.AreEqual($"There is no tokenizer in {folder.Path}. Put tokenizer.json or vocab.txt there, or set OnnxModelOptions.Codec.", problem.Message);
    }

    [TestMethod]
    public void Pipeline_SavedAndLoaded_EmbedsAlike()
    {
        using OnnxTextEmbedder embedder = Load(new OnnxTextEmbedderOptions { Pooling = EmbeddingPooling.Max, MaximumTokens = 6 });
        IDataView data = Context.Data.LoadFromEnumerable(Ids.Select(ids => new TextRow { Text = TinyTokenizer.Text(ids) }));
        ITransformer fitted = Context.LanguageModeling.Embed(embedder).Fit(data);
        string path = Folder.File("pipeline.zip");
        Context.Model.Save(fitted, data.Schema, path);

        ITransformer loaded = new MLContext(1).Model.Load(path, out _);

        float[][] expected = [.. fitted.Transform(data).GetColumn<float[]>("Embedding")];
        float[][] actual = [.. loaded.Transform(data).GetColumn<float[]>("Embedding")];
        for (int i = 0; i < expected.Length; i++)
        {
            CollectionAssert.AreEqual(expected[i], actual[i]);
        }

        (loaded as IDisposable)?.Dispose();
    }

    private static OnnxTextEmbedder Load(OnnxTextEmbedderOptions options) => OnnxTextEmbedder.Load(Folder.File("model.onnx"), options);

    private static double[] Pool(double[][] tokens, EmbeddingPooling pooling)
    {
        double[] Each(Func<IEnumerable<double>, double> pool) => [.. Enumerable.Range(0, TinyEncoder.Size).Select(j => pool(tokens.Select(token => token[j])))];
        return pooling switch
        {
            EmbeddingPooling.None => [.. tokens.SelectMany(token => token)],
            EmbeddingPooling.Sum => Each(values => values.Sum()),
            EmbeddingPooling.Max => Each(values => values.Max()),
            EmbeddingPooling.Min => Each(values => values.Min()),
            EmbeddingPooling.First => tokens[0],
            EmbeddingPooling.Last => tokens[^1],
            EmbeddingPooling.MeanOfSquares => Each(values => values.Average(value => value * value)),
            _ => Each(values => values.Average()),
        };
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-4);
        }
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }
}
