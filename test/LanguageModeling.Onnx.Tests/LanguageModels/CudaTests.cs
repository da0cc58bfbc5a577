using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>Models that are built for CUDA: in 32 bits on the processor, which has the same operators, and all of them on a device where there is one.</summary>
[TestClass]
public sealed class CudaTests
{
    private static readonly int[] Text = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12, 12, 40];

    [TestMethod]
    [DataRow("gpt2")]
    [DataRow("gpt2, other scores and activation")]
    [DataRow("llama, a head for each query")]
    [DataRow("mistral")]
    [DataRow("qwen3")]
    public void Score_Fp32OnTheProcessor_IsThePlainLoops(string kind)
    {
        DecoderWeights weights = Create(kind);
        using var folder = new TemporaryFolder();
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Device = OnnxDevice.Cuda() });

        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.File("model.onnx"), new OnnxModelOptions { Threads = 1 });

        AssertIsReference(model, weights, 1e-4);
    }

    [TestMethod]
    [DataRow("gpt2", OnnxPrecision.Fp32, 1e-3)]
    [DataRow("llama", OnnxPrecision.Fp32, 1e-3)]
    [DataRow("mistral", OnnxPrecision.Fp32, 1e-3)]
    [DataRow("qwen3", OnnxPrecision.Fp32, 1e-3)]
    [DataRow("gpt2", OnnxPrecision.Fp16, 0.05)]
    [DataRow("llama", OnnxPrecision.Fp16, 0.05)]
    [DataRow("gpt2", OnnxPrecision.EightBit, 0.3)]
    [DataRow("llama", OnnxPrecision.EightBit, 0.3)]
    public void Score_OnCuda_IsThePlainLoops(string kind, OnnxPrecision precision, double tolerance)
    {
        OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect();
        if (!runtime.IsCudaUsable)
        {
            Assert.Inconclusive($"No CUDA session starts here: {runtime.CudaProblem}");
        }

        DecoderWeights weights = Create(kind);
        using var folder = new TemporaryFolder();
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"), new OnnxBuildOptions { Device = OnnxDevice.Cuda(), Precision = precision, BlockSize = 32 });

        using OnnxLanguageModel model = OnnxLanguageModel.Load(
            folder.File("model.onnx"), new OnnxModelOptions { Device = OnnxDevice.Cuda(), Cuda = new OnnxCudaOptions { UseTf32 = false } });

        Assert.AreEqual(OnnxDevice.Cuda(), model.Device.Device);
        AssertIsReference(model, weights, tolerance);
    }

    /// <summary>A prompt in one run, then token by token, and texts of several lengths at once.</summary>
    private static void AssertIsReference(OnnxLanguageModel model, DecoderWeights weights, double tolerance)
    {
        var reference = new ReferenceDecoder(weights);
        double[] expected = reference.LogProbabilities(Text);
        using LanguageModelState state = model.CreateState();
        state.Append(Text.AsSpan(0, 4));
        for (int t = 3; t + 1 < Text.Length; t++)
        {
            Assert.AreEqual(expected[t], state.GetNextLogProbability(Text[t + 1]), tolerance);
            state.Append(Text[t + 1]);
        }

        SequenceToScore[] batch = [.. new[] { 13, 4, 9 }.Select(length => new SequenceToScore(Text.AsMemory(0, 1), Text.AsMemory(1, length - 1), new double[length - 1]))];
        model.ScoreBatch(batch);
        foreach (SequenceToScore sequence in batch)
        {
            for (int t = 0; t < sequence.Tokens.Length; t++)
            {
                Assert.AreEqual(expected[t], sequence.LogProbabilities.Span[t], tolerance);
            }
        }
    }

    private static DecoderWeights Create(string kind)
    {
        DecoderWeights llama = TinyDecoder.Create(TinyDecoder.LlamaShape, tied: false);
        var random = new SeededWeights(4);
        return kind switch
        {
            "gpt2" => TinyDecoder.Create(TinyDecoder.Gpt2Shape),
            "gpt2, other scores and activation" => TinyDecoder.Create(TinyDecoder.Gpt2Shape with { Activation = Activation.Gelu, ScaleByLayer = true }),
            "llama" => llama,
            "llama, a head for each query" => TinyDecoder.Create(TinyDecoder.LlamaShape with { KeyValueHeads = 4 }),
            "mistral" => TinyDecoder.Create(TinyDecoder.LlamaShape with { Window = 5 }),
            _ => llama with
            {
                Layers =
                [
                    .. llama.Layers.Select((layer, i) => layer with
                    {
                        QueryNorm = new NormWeights(random.Make($"q{i}", 1, 0.3, llama.Shape.HeadSize), null),
                        KeyNorm = new NormWeights(random.Make($"k{i}", 1, 0.3, llama.Shape.HeadSize), null),
                    }),
                ],
            },
        };
    }
}
