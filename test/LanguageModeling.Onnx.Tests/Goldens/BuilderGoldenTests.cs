using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.Goldens;

/// <summary>Models built from the weights inside other tools' exports, against what PyTorch computes with these weights in float64.</summary>
[TestClass]
public sealed class BuilderGoldenTests
{
    private const double Tolerance = 1e-4;

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.InPlace)]
    [DataRow(GptGoldens.Combined)]
    public void Build_ExportedModel_GivesPyTorchsLogitsAndLogProbabilities(string name)
    {
        string source = GptGoldens.PathOf(name == GptGoldens.Combined ? $"{name}/past.onnx" : name);
        using var folder = new TemporaryFolder();
        string model = OnnxGptBuilder.Build(source, folder.Path).ModelPath;
        foreach (GptCase golden in GptGoldens.Cases(name))
        {
            int[] ids = golden.Ids;
            using var session = new FusedSession(model);
            long[] rows = [.. Enumerable.Range(0, ids.Length).Select(t => (long)t)];
            long[] targets = [.. ids.Skip(1).Select(id => (long)id), 0]; // after the last token none is known: any

            (float[][] logits, float[] scores) = session.Run([ids], rows, targets);

            AssertClose(golden.TokenLogProbabilities, scores[..^1]);
            AssertClose(golden.Logits, logits[^1][..golden.Logits.Length]);
            Assert.AreEqual(golden.LogSumExp, ReferenceDecoder.LogSumExp(Array.ConvertAll(logits[^1], x => (double)x)), Tolerance);
        }
    }

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.InPlace)]
    [DataRow(GptGoldens.Combined)]
    public void Build_Fp32ForCuda_GivesPyTorchsLogitsAndLogProbabilities(string name)
    {
        string source = GptGoldens.PathOf(name == GptGoldens.Combined ? $"{name}/past.onnx" : name);
        using var folder = new TemporaryFolder();
        OnnxGptBuilder.Build(source, folder.Path, new OnnxBuildOptions { Device = OnnxDevice.Cuda() });
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path, new OnnxModelOptions { Threads = 1 });
        float[] next = new float[model.VocabularySize];
        foreach (GptCase golden in GptGoldens.Cases(name))
        {
            using LanguageModelState state = model.CreateState();
            for (int t = 0; t + 1 < golden.Ids.Length; t++)
            {
                state.Append(golden.Ids[t]);
                Assert.AreEqual(golden.TokenLogProbabilities[t], state.GetNextLogProbability(golden.Ids[t + 1]), Tolerance);
            }

            state.Rewind(0);
            state.Append(golden.Ids);
            state.GetNextLogProbabilities(next);
            AssertClose([.. golden.Logits.Select(logit => logit - golden.LogSumExp)], next[..golden.Logits.Length]);
        }
    }

    [TestMethod]
    [DataRow(GptGoldens.Concat)]
    [DataRow(GptGoldens.Combined)]
    public void Reference_ExportedModel_GivesPyTorchsLogProbabilities(string name)
    {
        string source = GptGoldens.PathOf(name == GptGoldens.Combined ? $"{name}/past.onnx" : name);
        using LanguageModeling.Building.DecoderSource opened = LanguageModeling.Building.DecoderSource.Open(source);
        var reference = new ReferenceDecoder(opened.Weights);

        foreach (GptCase golden in GptGoldens.Cases(name).Where(golden => golden.Ids.Length < 20))
        {
            AssertClose(golden.TokenLogProbabilities, reference.LogProbabilities(golden.Ids), 1e-7);
        }
    }

    private static void AssertClose(double[] expected, IReadOnlyList<float> actual) => AssertClose(expected, [.. actual.Select(x => (double)x)], Tolerance);

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], tolerance);
        }
    }
}
