using System.Text.Json;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary>The files of sentence-transformers beside an encoder.</summary>
[TestClass]
public sealed class SentenceTransformersTests
{
    private const string Transformer = "sentence_transformers.models.Transformer";
    private const string Pooling = "sentence_transformers.models.Pooling";
    private const string Normalize = "sentence_transformers.models.Normalize";

    private static readonly int[] Ids = [5, 17, 3, 40];

    [TestMethod]
    [DataRow("pooling_mode_cls_token")]
    [DataRow("pooling_mode_mean_tokens")]
    [DataRow("pooling_mode_max_tokens")]
    [DataRow("pooling_mode_mean_sqrt_len_tokens")]
    [DataRow("pooling_mode_weightedmean_tokens")]
    [DataRow("pooling_mode_lasttoken")]
    public void Load_EachPoolingMode_IsPlainComputation(string mode)
    {
        using TemporaryFolder folder = Create(new Dictionary<string, object> { [mode] = true, ["word_embedding_dimension"] = 8 }, Transformer, Pooling);

        using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(folder.Path);

        double[][] tokens = TinyEncoder.Hidden(Ids);
        int n = tokens.Length;
        double[] expected = [.. Enumerable.Range(0, TinyEncoder.Size).Select(j => mode switch
        {
            "pooling_mode_cls_token" => tokens[0][j],
            "pooling_mode_max_tokens" => tokens.Max(token => token[j]),
            "pooling_mode_mean_sqrt_len_tokens" => tokens.Sum(token => token[j]) / Math.Sqrt(n),
            "pooling_mode_weightedmean_tokens" => Enumerable.Range(0, n).Sum(t => (t + 1) * tokens[t][j]) / Enumerable.Range(1, n).Sum(),
            "pooling_mode_lasttoken" => tokens[^1][j],
            _ => tokens.Average(token => token[j]),
        })];
        float[] actual = embedder.Embed([TinyTokenizer.Text(Ids)])[0];
        for (int j = 0; j < expected.Length; j++)
        {
            Assert.AreEqual(expected[j], actual[j], 1e-4); // modules.json has no Normalize
        }
    }

    [TestMethod]
    public void Load_NormalizeModuleNewNamesAndLengthLimit_AreHonoured()
    {
        using TemporaryFolder folder = Create(new Dictionary<string, object> { ["pooling_mode"] = "max" }, Transformer, Pooling, Normalize);
        File.WriteAllText(folder.File("sentence_bert_config.json"), """{"max_seq_length":2,"do_lower_case":true}""");

        using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(folder.Path);
        float[] vector = embedder.Embed(["T5 T17 T3"])[0];

        double[][] tokens = TinyEncoder.Hidden(5, 17);
        double[] most = [.. Enumerable.Range(0, TinyEncoder.Size).Select(j => tokens.Max(token => token[j]))];
        double length = Math.Sqrt(most.Sum(value => value * value));
        for (int j = 0; j < most.Length; j++)
        {
            Assert.AreEqual(most[j] / length, vector[j], 1e-5);
        }
    }

    [TestMethod]
    public void Load_OptionsBesideFiles_Win()
    {
        using TemporaryFolder folder = Create(new Dictionary<string, object> { ["pooling_mode_max_tokens"] = true }, Transformer, Pooling, Normalize);

        using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(folder.Path, new OnnxTextEmbedderOptions { Pooling = EmbeddingPooling.First, Normalize = false });

        Assert.AreEqual(TinyEncoder.Hidden(Ids)[0][3], embedder.Embed([TinyTokenizer.Text(Ids)])[0][3], 1e-5);
    }

    [TestMethod]
    public void Save_ModelWithFiles_KeepsWhatTheyTell()
    {
        using TemporaryFolder folder = Create(new Dictionary<string, object> { ["pooling_mode_lasttoken"] = true }, Transformer, Pooling);
        File.WriteAllText(folder.File("sentence_bert_config.json"), """{"max_seq_length":3,"do_lower_case":true}""");
        using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(folder.Path);
        using var stream = new MemoryStream();
        embedder.Save(stream);
        stream.Position = 0;

        using OnnxTextEmbedder loaded = OnnxTextEmbedder.Load(stream);

        CollectionAssert.AreEqual(embedder.Embed(["T5 T17 T3 T40"])[0], loaded.Embed(["T5 T17 T3 T40"])[0]);
    }

    [TestMethod]
    public void Load_FurtherLayer_IsRefusedUnlessTheGraphHasIt()
    {
        using TemporaryFolder folder = Create(new Dictionary<string, object> { ["pooling_mode_mean_tokens"] = true }, Transformer, Pooling, "sentence_transformers.models.Dense");

        StringAssert.StartsWith(
            Assert.ThrowsExactly<NotSupportedException>(() => OnnxTextEmbedder.Load(folder.Path)).Message,
            $"{folder.File("modules.json")} has the module sentence_transformers.models.Dense, which is no part of the graph.");
        using OnnxTextEmbedder whole = OnnxTextEmbedder.Load(folder.Path, new OnnxTextEmbedderOptions { OutputName = "sentence_embedding" });
        Assert.AreEqual(TinyEncoder.Mean(Ids)[2], whole.Embed([TinyTokenizer.Text(Ids)])[0][2], 1e-5);
    }

    [TestMethod]
    public void Load_BadFiles_AreNamed()
    {
        using TemporaryFolder several = Create(new Dictionary<string, object> { ["pooling_mode_mean_tokens"] = true, ["pooling_mode_max_tokens"] = true }, Transformer, Pooling);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => OnnxTextEmbedder.Load(several.Path)).Message, "2 kinds of pooling");
        using TemporaryFolder none = Create([], Transformer, Pooling);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => OnnxTextEmbedder.Load(none.Path)).Message, "no kind of pooling is switched on");
        File.WriteAllText(none.File("modules.json"), """[{"type":"a.Pooling","path":"../.."}]""");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => OnnxTextEmbedder.Load(none.Path)).Message, "names the folder ../..");
        File.WriteAllText(none.File("modules.json"), "{}");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => OnnxTextEmbedder.Load(none.Path)).Message, "expected a JSON array but found Object");
    }

    [TestMethod]
    public void Load_TokenizerOfALargerModel_IsRefused()
    {
        using var folder = new TemporaryFolder();
        TinyEncoder.Write(folder.File("model.onnx"));
        TinyTokenizer.Write(folder.Path, TinyEncoder.Vocabulary + 1);
        File.WriteAllText(folder.File("config.json"), JsonSerializer.Serialize(new { vocab_size = TinyEncoder.Vocabulary }));

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => OnnxTextEmbedder.Load(folder.Path)).Message,
            "has 97 tokens but the model only 96: it belongs to another model.");
    }

    private static TemporaryFolder Create(Dictionary<string, object> pooling, params string[] modules)
    {
        var folder = new TemporaryFolder();
        TinyEncoder.Write(folder.File("model.onnx"));
        TinyTokenizer.Write(folder.Path, TinyEncoder.Vocabulary);
        Directory.CreateDirectory(folder.File("1_Pooling"));
        File.WriteAllText(folder.File("1_Pooling/config.json"), JsonSerializer.Serialize(pooling));
        File.WriteAllText(
            folder.File("modules.json"),
            JsonSerializer.Serialize(modules.Select((type, index) => new { idx = index, name = $"{index}", path = index == 0 ? "" : $"{index}_{type[(type.LastIndexOf('.') + 1)..]}", type })));
        return folder;
    }
}
