using LanguageModeling.Signatures;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>What a graph must have, and what is said where it has not.</summary>
[TestClass]
public sealed class SignatureTests
{
    private static readonly GraphValue Ids = Value("input_ids", TensorElementType.Int64, "batch", "tokens");
    private static readonly GraphValue Logits = Value("logits", TensorElementType.Float, "batch", "tokens", 96);

    [TestMethod]
    public void Read_IdsAndLogitsOnly_IsADecoderWithoutCache()
    {
        DecoderSignature signature = SignatureReader.Read("g.onnx", [Ids], [Logits], GraphNames.Default);

        Assert.IsFalse(signature.HasPast);
        Assert.AreEqual(LogitsForm.All, signature.Form);
    }

    [TestMethod]
    public void Read_UnknownInput_NamesIt()
        => AssertFault(
            [Ids, Value("encoder_hidden_states", TensorElementType.Float, "batch", "frames", 512)],
            [Logits],
            "g.onnx asks for encoder_hidden_states (float [batch, frames, 512]), and no decoder that this library knows has such an input.");

    [TestMethod]
    public void Read_IdsOfFloat_NamesTheirType()
        => AssertFault(
            [Value("input_ids", TensorElementType.Float, "batch", "tokens")],
            [Logits],
            "g.onnx has an input for token ids of another type or shape than is known: input_ids (float [batch, tokens]).");

    [TestMethod]
    public void Read_NoIds_SaysWhatIsLookedFor()
        => AssertFault([Value("pixels", TensorElementType.Float, 3)], [Logits], "g.onnx has no input for token ids (input_ids, input, tokens, ids; int32 or int64, [batch, tokens]).");

    [TestMethod]
    public void Read_Encoder_SaysThatThereAreNoLogits()
        => AssertFault(
            [Ids],
            [Value("last_hidden_state", TensorElementType.Float, "batch", "tokens", 32)],
            "g.onnx has no logits (logits, lm_logits, output; float, float16 or bfloat16, [batch, tokens, vocabulary]) but last_hidden_state (float [batch, tokens, 32]). "
            + "It may be an encoder, or a decoder without its head; export it for the task text-generation.");

    [TestMethod]
    public void Read_PastWithoutPresent_NamesIt()
        => AssertFault(
            [Ids, Value("past_key_values.0.key", TensorElementType.Float, "batch", 4, "past", 8)], [Logits], "g.onnx has no output that continues its input past_key_values.0.key.");

    [TestMethod]
    public void Read_CacheOfUnknownRank_ShowsIt()
        => AssertFault(
            [Ids, Value("past_0", TensorElementType.Float, "batch", 4, 8)],
            [Logits, Value("present_0", TensorElementType.Float, "batch", 4, 8)],
            "g.onnx has a cache of an unknown shape: past_0 (float [batch, 4, 8]). "
            + "Known are [batch, heads, tokens, size] and [2, batch, heads, tokens, size], in float, float16 or bfloat16.");

    [TestMethod]
    public void Read_CacheWithFreeHeads_AsksForFixedOnes()
        => AssertFault(
            [Ids, Value("past_key_values.0.key", TensorElementType.Float, "batch", "heads", "past", 8)],
            [Logits, Value("present.0.key", TensorElementType.Float, "batch", "heads", "total", 8)],
            "g.onnx does not tell the number of heads and their size in the shape of its cache: past_key_values.0.key (float [batch, heads, past, 8]). "
            + "Export it with these dimensions fixed.");

    private static void AssertFault(GraphValue[] inputs, GraphValue[] outputs, string message)
    {
        var problem = Assert.ThrowsExactly<NotSupportedException>(() => SignatureReader.Read("g.onnx", inputs, outputs, GraphNames.Default));
        Assert.AreEqual(message, problem.Message);
    }

    private static GraphValue Value(string name, TensorElementType type, params object[] dimensions)
        => new(name, type, [.. dimensions.Select(d => d as int? ?? -1)], [.. dimensions.Select(d => d as string ?? "")]);
}
