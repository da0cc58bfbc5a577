using LanguageModeling.Graphs;
using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Weights;

[TestClass]
public sealed class ExportedLlamaTests
{
    private static readonly int[] Text = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12];

    [TestMethod]
    [DataRow(LlamaNaming.Operators, false)]
    [DataRow(LlamaNaming.Operators, true)]
    [DataRow(LlamaNaming.Weights, false)]
    [DataRow(LlamaNaming.Weights, true)]
    [DataRow(LlamaNaming.GenAI, false)]
    [DataRow(LlamaNaming.GenAI, true)]
    public void Build_Export_IsThePlainLoopsAsTheExportIs(LlamaNaming naming, bool tied)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape, tied: tied);
        Write(folder, weights, naming);

        string built = OnnxGptBuilder.Build(folder.File("model.onnx"), folder.File("built")).ModelPath;

        AssertIsReference(weights, folder.File("model.onnx"));
        AssertIsReference(weights, built);
    }

    [TestMethod]
    [DataRow(LlamaNaming.Operators)]
    [DataRow(LlamaNaming.Weights)]
    [DataRow(LlamaNaming.GenAI)]
    public void Build_ExportOfQwen2_TakesItsBiases(LlamaNaming naming)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights plain = TinyDecoder.Create(TinyDecoder.LlamaShape);
        var random = new SeededWeights(3);
        DecoderWeights weights = plain with
        {
            Layers = [.. plain.Layers.Select(layer => layer with { QueryKeyValue = new Linear(layer.QueryKeyValue.Matrix, random.Make("b", 0, 0.2, layer.QueryKeyValue.Matrix.Out)) })],
        };
        Write(folder, weights, naming, config => config["model_type"] = "qwen2");

        AssertIsReference(weights, OnnxGptBuilder.Build(folder.File("model.onnx"), folder.File("built")).ModelPath);
    }

    [TestMethod]
    public void Build_ExportInALowerFolderAndFewerBits_IsThatOfTheSafetensors()
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape);
        HuggingFaceWriter.Write(weights, folder.Path);
        Directory.CreateDirectory(folder.File("onnx"));
        PlainLlamaGraph.Write(weights, LlamaNaming.Operators, folder.File("onnx/model.onnx"));
        var options = new OnnxBuildOptions { Precision = OnnxPrecision.FourBit, BlockSize = 32 };

        using var first = new FusedSession(OnnxGptBuilder.Build(folder.Path, folder.File("a"), options).ModelPath);
        using var second = new FusedSession(OnnxGptBuilder.Build(folder.File("onnx/model.onnx"), folder.File("b"), options).ModelPath);

        CollectionAssert.AreEqual(first.Run([Text]).Logits[^1], second.Run([Text]).Logits[^1]);
    }

    [TestMethod]
    public void Build_NamesLost_IsRefusedAndSaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        Write(folder, TinyDecoder.Create(TinyDecoder.LlamaShape), LlamaNaming.Lost);

        StringAssert.Contains(
            Problem<NotSupportedException>(folder),
            "nothing tells which layer MatMul \"MatMul_101\" is, which reads \"onnx::MatMul_101\": the export has lost the names of 14 matrices. "
            + "Export it again with names, or build from the safetensors files of the model.");
    }

    [TestMethod]
    public void Build_ConfigOfASmallerModel_NamesTheLayerThatIsLeftOver()
    {
        using var folder = new TemporaryFolder();
        Write(folder, TinyDecoder.Create(TinyDecoder.LlamaShape), LlamaNaming.Operators, config => config["num_hidden_layers"] = 1);

        StringAssert.Contains(Problem<NotSupportedException>(folder), "has the layer MatMul \"/model/layers.1/self_attn/q_proj/MatMul\" (\"model.layers.1.self_attn.q_proj.weight\")");
    }

    [TestMethod]
    public void Build_ConfigOfALargerModel_NamesTheWeightThatIsMissing()
    {
        using var folder = new TemporaryFolder();
        Write(folder, TinyDecoder.Create(TinyDecoder.LlamaShape), LlamaNaming.Operators, config => config["num_hidden_layers"] = 3);

        StringAssert.Contains(Problem<InvalidDataException>(folder), "weight \"model.layers.2.mlp.gate_proj.weight\" [64,32] is missing.");
    }

    [TestMethod]
    public void Build_QuantisedExport_SaysThatItIs()
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape);
        HuggingFaceWriter.Write(weights, folder.Path);
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Precision = OnnxPrecision.FourBit });

        StringAssert.Contains(Problem<NotSupportedException>(folder), "the model is quantised. Build from the model in floating point.");
    }

    [TestMethod]
    public void Build_ExportWithoutConfig_AsksForIt()
    {
        using var folder = new TemporaryFolder();
        PlainLlamaGraph.Write(TinyDecoder.Create(TinyDecoder.LlamaShape), LlamaNaming.Operators, folder.File("model.onnx"));

        StringAssert.Contains(Problem<NotSupportedException>(folder), "Only GPT-2's architecture, and Llama's with its config.json beside it, are read from ONNX");
    }

    private static void Write(TemporaryFolder folder, DecoderWeights weights, LlamaNaming naming, Action<Dictionary<string, object?>>? config = null)
    {
        HuggingFaceWriter.Write(weights, folder.Path, config: config);
        File.Delete(folder.File("model.safetensors"));
        PlainLlamaGraph.Write(weights, naming, folder.File("model.onnx"));
    }

    private static string Problem<T>(TemporaryFolder folder)
        where T : Exception
        => Assert.ThrowsExactly<T>(() => OnnxGptBuilder.Build(folder.File("model.onnx"), folder.File("built"))).Message;

    private static void AssertIsReference(DecoderWeights weights, string path)
    {
        double[] expected = new ReferenceDecoder(weights).LogProbabilities(Text);
        using OnnxLanguageModel model = OnnxLanguageModel.Load(path, new OnnxModelOptions { Threads = 1 });
        using LanguageModelState state = model.CreateState();
        for (int t = 0; t < expected.Length; t++)
        {
            state.Append(Text[t]);
            Assert.AreEqual(expected[t], state.GetNextLogProbability(Text[t + 1]), 1e-4);
        }
    }
}
