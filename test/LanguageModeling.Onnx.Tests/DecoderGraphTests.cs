using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class DecoderGraphTests
{
    private static readonly int[] Prompt = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fused_WholePrompt_GivesTheReferencesLogits(bool llama)
    {
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);
        using FusedSession session = Open(weights);

        (float[][] logits, _) = session.Run([Prompt]);

        AssertClose(new ReferenceDecoder(weights).Logits(Prompt), logits);
    }

    [TestMethod]
    [DataRow(Activation.Gelu)]
    [DataRow(Activation.Relu)]
    public void Fused_OtherActivation_GivesTheReferencesLogits(object activation)
    {
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.Gpt2Shape with { Activation = (Activation)activation, ScaleByLayer = true });
        using FusedSession session = Open(weights);

        (float[][] logits, _) = session.Run([Prompt]);

        AssertClose(new ReferenceDecoder(weights).Logits(Prompt), logits);
    }

    [TestMethod]
    public void Fused_LlamaWithWindowScalingAndOwnHead_GivesTheReferencesLogits()
    {
        DecoderWeights weights = TinyDecoder.Create(
            TinyDecoder.LlamaShape with { Window = 4, Rotary = new RotarySettings(500) { Llama3 = new Llama3Scaling(8, 1, 4, 32) } }, tied: false);
        using FusedSession session = Open(weights);

        (float[][] logits, _) = session.Run([Prompt]);

        AssertClose(new ReferenceDecoder(weights).Logits(Prompt), logits);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fused_PromptInPiecesThenTokenByToken_EqualsTheWholePrompt(bool llama)
    {
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);
        double[][] expected = new ReferenceDecoder(weights).Logits(Prompt);
        using FusedSession session = Open(weights);

        float[][] pieces = [.. session.Run([Prompt[..4]]).Logits, .. session.Run([Prompt[4..7]]).Logits, .. Prompt[7..].SelectMany(id => session.Run([[id]]).Logits)];

        AssertClose(expected, pieces);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fused_RowsOfDifferentLengths_EqualEachAlone(bool llama)
    {
        DecoderWeights weights = TinyDecoder.Create(llama ? TinyDecoder.LlamaShape : TinyDecoder.Gpt2Shape);
        var reference = new ReferenceDecoder(weights);
        using FusedSession session = Open(weights, batch: 3);

        // Rows of 11, 2 and 5 tokens in one block 11 wide: the last row of each is wanted. Then two steps of one token.
        (float[][] last, _) = session.Run([Prompt, Prompt[..2], Prompt[3..8]], [10, 12, 26]);
        (float[][] next, _) = session.Run([[7], [8], [9]]);
        (float[][] second, _) = session.Run([[1], [2], [3]]);

        int[][] rows = [[.. Prompt, 7, 1], [.. Prompt[..2], 8, 2], [.. Prompt[3..8], 9, 3]];
        for (int b = 0; b < rows.Length; b++)
        {
            AssertClose(reference.Logits(rows[b])[^3..], [last[b], next[b], second[b]]);
        }
    }

    [TestMethod]
    public void Fused_Targets_GivesTheirLogProbabilities()
    {
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.Gpt2Shape);
        using FusedSession session = Open(weights);

        (_, float[] scores) = session.Run([Prompt], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [.. Prompt[1..].Select(id => (long)id)]);

        AssertClose([new ReferenceDecoder(weights).LogProbabilities(Prompt)], [scores]);
    }

    [TestMethod]
    public void Fused_NoTargets_GivesNoLogProbabilities()
    {
        using FusedSession session = Open(TinyDecoder.Create(TinyDecoder.Gpt2Shape));

        (float[][] logits, float[] scores) = session.Run([Prompt], [10]);

        Assert.HasCount(1, logits);
        Assert.IsEmpty(scores);
    }

    [TestMethod]
    public void Fused_Metadata_TellsTheLayout()
    {
        using FusedSession session = Open(TinyDecoder.Create(TinyDecoder.LlamaShape));

        Dictionary<string, string> metadata = session.Session.ModelMetadata.CustomMetadataMap;

        Assert.AreEqual("1", metadata["language_modeling.layout"]);
        Assert.AreEqual("llama", metadata["language_modeling.family"]);
        Assert.AreEqual("64", metadata["language_modeling.context_length"]);
        Assert.AreEqual("2", metadata["language_modeling.key_value_heads"]);
        Assert.AreEqual("in-place", metadata["language_modeling.cache"]);
    }

    [TestMethod]
    [DataRow(PlainLayout.Optimum)]
    [DataRow(PlainLayout.OptimumWithoutPast)]
    public void Plain_WholePrompt_GivesTheReferencesLogits(object layout)
    {
        DecoderWeights weights = TinyDecoder.Create(TinyDecoder.Gpt2Shape);
        using var folder = new TemporaryFolder();
        TinyDecoder.WritePlain(weights, folder.File("plain.onnx"), (PlainLayout)layout);
        using var session = new InferenceSession(folder.File("plain.onnx"));
        var inputs = new List<NamedOnnxValue>
        {
            NamedOnnxValue.CreateFromTensor("input_ids", Longs([.. Prompt.Select(id => (long)id)])),
            NamedOnnxValue.CreateFromTensor("attention_mask", Longs([.. Prompt.Select(_ => 1L)])),
        };
        if ((PlainLayout)layout == PlainLayout.Optimum)
        {
            inputs.Add(NamedOnnxValue.CreateFromTensor("position_ids", Longs([.. Enumerable.Range(0, Prompt.Length).Select(t => (long)t)])));
            inputs.AddRange(session.InputNames.Where(name => name.StartsWith("past", StringComparison.Ordinal))
                .Select(name => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>([1, 4, 0, 8]))));
        }

        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs, ["logits"]);

        AssertClose(new ReferenceDecoder(weights).Logits(Prompt), [.. outputs[0].AsEnumerable<float>().Chunk(96)]);
    }

    private static DenseTensor<long> Longs(long[] values) => new(values, [1, values.Length]);

    private static FusedSession Open(DecoderWeights weights, int batch = 1)
    {
        using var folder = new TemporaryFolder();
        TinyDecoder.WriteFused(weights, folder.File("model.onnx"));
        return new FusedSession(folder.File("model.onnx"), batch);
    }

    private static void AssertClose(double[][] expected, float[][] actual, double tolerance = 1e-4)
    {
        Assert.HasCount(expected.Length, actual);
        double worst = expected.Zip(actual, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max();
        Assert.IsLessThan(tolerance, worst);
    }
}
