using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class OnnxGptBuilderTests
{
    private static readonly int[] Prompt = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12];

    [TestMethod]
    [DataRow("F32", 1)]
    [DataRow("F16", 3)]
    [DataRow("BF16", 2)]
    public void Build_Gpt2Folder_GivesTheReferencesLogits(string dtype, int shards)
        => BuildAndCompare(TinyDecoder.Create(TinyDecoder.Gpt2Shape, tied: shards != 3), dtype, shards);

    [TestMethod]
    [DataRow("F32", 1, true)]
    [DataRow("BF16", 3, false)]
    public void Build_LlamaFolder_GivesTheReferencesLogits(string dtype, int shards, bool tied)
        => BuildAndCompare(TinyDecoder.Create(TinyDecoder.LlamaShape, tied: tied), dtype, shards);

    [TestMethod]
    public void Build_MistralAndQwen2_GiveTheReferencesLogits()
    {
        DecoderWeights mistral = TinyDecoder.Create(TinyDecoder.LlamaShape with { Window = 5 });
        DecoderWeights plain = TinyDecoder.Create(TinyDecoder.LlamaShape);
        var random = new SeededWeights(3);
        DecoderWeights qwen = plain with
        {
            Layers = [.. plain.Layers.Select(layer => layer with { QueryKeyValue = new Linear(layer.QueryKeyValue.Matrix, random.Make("b", 0, 0.2, layer.QueryKeyValue.Matrix.Out)) })],
        };

        BuildAndCompare(mistral, "F32", 1);
        BuildAndCompare(qwen, "F32", 1, config => config["model_type"] = "qwen2");
    }

    [TestMethod]
    [DataRow("F32", 1)]
    [DataRow("BF16", 2)]
    public void Build_Qwen3AndPhi3_GiveTheReferencesLogits(string dtype, int shards)
    {
        DecoderWeights plain = TinyDecoder.Create(TinyDecoder.LlamaShape);
        var random = new SeededWeights(4);
        DecoderWeights qwen = plain with
        {
            Layers =
            [
                .. plain.Layers.Select((layer, i) => layer with
                {
                    QueryNorm = new NormWeights(random.Make($"q{i}", 1, 0.3, plain.Shape.HeadSize), null),
                    KeyNorm = new NormWeights(random.Make($"k{i}", 1, 0.3, plain.Shape.HeadSize), null),
                }),
            ],
        };

        BuildAndCompare(qwen, dtype, shards, config => config["model_type"] = "qwen3");
        BuildAndCompare(plain, dtype, shards, config => config["model_type"] = "phi3");
        BuildAndCompare(TinyDecoder.Create(TinyDecoder.LlamaShape with { Window = 5 }, tied: false), dtype, shards, config => config["model_type"] = "phi3");
    }

    [TestMethod]
    [DataRow(OnnxPrecision.EightBit)]
    [DataRow(OnnxPrecision.FourBit)]
    public void Build_Phi3InFewerBits_IsThatOfTheLayersApart(OnnxPrecision precision)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape);
        foreach (string type in (string[])["llama", "phi3"])
        {
            Directory.CreateDirectory(folder.File(type));
            HuggingFaceWriter.Write(weights, folder.File(type), config: config => config["model_type"] = type);
            OnnxGptBuilder.Build(folder.File(type), folder.File($"{type}-built"), new OnnxBuildOptions { Precision = precision, BlockSize = 32 });
        }

        using var apart = new FusedSession(Path.Combine(folder.File("llama-built"), "model.onnx"));
        using var packed = new FusedSession(Path.Combine(folder.File("phi3-built"), "model.onnx"));
        CollectionAssert.AreEqual(apart.Run([Prompt]).Logits[^1], packed.Run([Prompt]).Logits[^1]);
    }

    [TestMethod]
    public void Build_Yarn_GivesTheReferencesLogits()
    {
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape with { Rotary = new RotarySettings(500) { Yarn = new YarnScaling(4, 16, 8, 1, 0.1 * Math.Log(4) + 1) } });

        BuildAndCompare(weights, "F32", 1, config => config["rope_scaling"] = new Dictionary<string, object>
        {
            ["rope_type"] = "yarn",
            ["factor"] = 4.0,
            ["original_max_position_embeddings"] = 16,
            ["beta_fast"] = 8,
        });
    }

    [TestMethod]
    public void Frequency_Yarn_IsThePapersBlend()
    {
        // Head size 16, base 10000, first context 4096, stretched 4 times. Pair i turns r(i) = 4096 · 10000^(-i/8) / 2π times: 651.9 · 0.3162^i.
        // 32 turns are reached at i = 8 ln(651.9/32) / ln 10000 = 2.62, 1 turn at 5.63: the blend goes from pair 2 to pair 6.
        var rotary = new RotarySettings(10000) { Yarn = new YarnScaling(4, 4096, 32, 1, 1) };
        double[] slowness = [0, 0, 0, 0.25, 0.5, 0.75, 1, 1];
        for (int i = 0; i < 8; i++)
        {
            double plain = Math.Pow(10000, -i / 8.0);
            Assert.AreEqual((slowness[i] * plain / 4) + ((1 - slowness[i]) * plain), rotary.Frequency(i, 16, 64), 1e-12);
        }
    }

    [TestMethod]
    public void Build_Llama3Scaling_GivesTheReferencesLogits()
    {
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape with { Rotary = new RotarySettings(500) { Llama3 = new Llama3Scaling(8, 1, 4, 32) } });

        BuildAndCompare(weights, "F32", 1, config => config["rope_scaling"] = new Dictionary<string, object>
        {
            ["rope_type"] = "llama3",
            ["factor"] = 8.0,
            ["low_freq_factor"] = 1.0,
            ["high_freq_factor"] = 4.0,
            ["original_max_position_embeddings"] = 32,
        });
    }

    [TestMethod]
    public void Build_ExportedOnnx_GivesTheSameLogits()
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.Gpt2Shape, tied: false);
        TinyDecoder.WritePlain(weights, folder.File("plain.onnx"));

        OnnxBuildResult result = OnnxGptBuilder.Build(folder.File("plain.onnx"), folder.File("built"));

        AssertLogits(weights, result.ModelPath, 1e-4);
    }

    [TestMethod]
    [DataRow(OnnxPrecision.Fp32, 1e-4)]
    [DataRow(OnnxPrecision.EightBit, 1)]
    [DataRow(OnnxPrecision.FourBit, 1)]
    public void Build_ThenLoad_ScoresLikeTheReference(OnnxPrecision precision, double tolerance)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.LlamaShape);
        HuggingFaceWriter.Write(weights, folder.Path);
        OnnxGptBuilder.Build(folder.Path, folder.File("built"), new OnnxBuildOptions { Precision = precision, BlockSize = 32 });

        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.File("built"));
        double score = model.ScoreContinuation(Prompt.AsSpan(0, 1), Prompt.AsSpan(1)).LogProbability;

        Assert.AreEqual(96, model.VocabularySize);
        Assert.AreEqual(64, model.MaximumContextLength);
        DecoderWeights rounded = precision switch
        {
            OnnxPrecision.Fp32 => weights,
            OnnxPrecision.EightBit => RoundedWeights.EightBits(weights),
            _ => RoundedWeights.FourBits(weights, 32),
        };
        Assert.AreEqual(new ReferenceDecoder(rounded).LogProbabilities(Prompt).Sum(), score, tolerance);
    }

    [TestMethod]
    public void Build_FromItsOwnOutput_GivesTheSameLogits()
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.Gpt2Shape);
        TinyDecoder.WriteFused(weights, folder.File("first.onnx"));

        OnnxBuildResult result = OnnxGptBuilder.Build(folder.File("first.onnx"), folder.File("built"));

        AssertLogits(weights, result.ModelPath, 1e-4);
    }

    [TestMethod]
    public void Build_FolderWithTokenizer_CopiesItAndTellsWhatItDid()
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.Gpt2Shape);
        HuggingFaceWriter.Write(weights, folder.Path);
        File.WriteAllText(folder.File("tokenizer.json"), "{}");

        OnnxBuildResult result = OnnxGptBuilder.Build(folder.Path, folder.File("built"), new OnnxBuildOptions { ContextLength = 32 });

        Assert.AreEqual(folder.File("built/model.onnx"), result.ModelPath);
        CollectionAssert.AreEqual(new[] { "config.json", "tokenizer.json" }, result.CopiedFiles.ToArray());
        Assert.AreEqual("{}", File.ReadAllText(folder.File("built/tokenizer.json")));
        Assert.AreEqual(32, result.ContextLength);
        Assert.AreEqual(96, result.VocabularySize);
        // Tables 96·32 + 64·32; each layer: norms 4·32, attention 32·96 + 96 + 32·32 + 32, MLP 32·128 + 128 + 128·32 + 32; final norm 64.
        Assert.AreEqual(96 * 32 + 64 * 32 + 2 * (128 + 3168 + 1056 + 4224 + 4128) + 64, result.ParameterCount);
        Assert.AreEqual(new FileInfo(result.ModelPath).Length, result.Bytes);
    }

    [TestMethod]
    [DataRow(false, OnnxPrecision.EightBit, 128, 0.1)]
    [DataRow(true, OnnxPrecision.EightBit, 128, 0.1)]
    [DataRow(false, OnnxPrecision.FourBit, 32, 0.4)]
    [DataRow(true, OnnxPrecision.FourBit, 32, 0.4)]
    [DataRow(false, OnnxPrecision.FourBit, 128, 0.4)]
    public void Build_FewerBits_StaysNearTheReference(bool llama, OnnxPrecision precision, int blockSize, double tolerance)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape, tied: !llama);
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Precision = precision, BlockSize = blockSize });

        Assert.IsLessThan(tolerance, RelativeError(weights, folder.File("model.onnx")));
    }

    // The processor runs what is built for CUDA, too, only slower: its numbers can be checked everywhere.
    [TestMethod]
    [DataRow(false, OnnxPrecision.Fp16, 0.01)]
    [DataRow(true, OnnxPrecision.Fp16, 0.01)]
    [DataRow(false, OnnxPrecision.EightBit, 0.05)]
    [DataRow(true, OnnxPrecision.EightBit, 0.05)]
    [DataRow(false, OnnxPrecision.FourBit, 0.4)]
    [DataRow(true, OnnxPrecision.FourBit, 0.4)]
    public void Build_ForCuda_StaysNearTheReference(bool llama, OnnxPrecision precision, double tolerance)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Precision = precision, Device = OnnxDevice.Cuda(), BlockSize = 32 });

        Assert.IsLessThan(tolerance, RelativeError(weights, folder.File("model.onnx")));
    }

    [TestMethod]
    [DataRow(false, 32)]
    [DataRow(true, 32)]
    [DataRow(false, 128)]
    public void Build_FourBits_EqualsTheReferenceWithTheSameRoundedWeights(bool llama, int blockSize)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Precision = OnnxPrecision.FourBit, BlockSize = blockSize });

        // What is left is the rounding of activations to 8 bits.
        Assert.IsLessThan(0.03, RelativeError(RoundedWeights.FourBits(weights, blockSize), folder.File("model.onnx")));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Build_EightBits_EqualsTheReferenceWithTheSameRoundedWeights(bool llama)
    {
        using var folder = new TemporaryFolder();
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Precision = OnnxPrecision.EightBit });

        // What is left is the rounding of activations to 8 bits.
        Assert.IsLessThan(0.06, RelativeError(RoundedWeights.EightBits(weights), folder.File("model.onnx")));
    }

    /// <summary>Builds a folder and compares with the reference on the weights as the folder holds them.</summary>
    private static void BuildAndCompare(DecoderWeights weights, string dtype, int shards, Action<Dictionary<string, object?>>? config = null)
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(weights, folder.Path, dtype, shards, config);

        OnnxBuildResult result = OnnxGptBuilder.Build(folder.Path, folder.File("built"));

        (DecoderWeights stored, WeightSource source) = HuggingFaceFolder.Open(folder.Path);
        using (source)
        {
            AssertLogits(stored, result.ModelPath, 1e-4);
        }

        Assert.IsLessThan(dtype == "F32" ? 1e-5 : 0.05, RelativeError(weights, result.ModelPath));
    }

    private static void AssertLogits(DecoderWeights weights, string path, double tolerance)
    {
        using var session = new FusedSession(path);
        (float[][] logits, _) = session.Run([Prompt]);
        double worst = new ReferenceDecoder(weights).Logits(Prompt).Zip(logits, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
        Assert.IsLessThan(tolerance, worst);
    }

    /// <summary>Root mean square of the differences between logits, over that of the logits.</summary>
    private static double RelativeError(DecoderWeights weights, string path)
    {
        using var session = new FusedSession(path);
        float[] logits = [.. session.Run([Prompt]).Logits.SelectMany(row => row)];
        double[] expected = [.. new ReferenceDecoder(weights).Logits(Prompt).SelectMany(row => row)];
        return Math.Sqrt(expected.Zip(logits, (x, y) => (x - y) * (x - y)).Sum() / expected.Sum(x => x * x));
    }
}
