using LanguageModeling.Graphs;
using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class OnnxGptBuilderErrorTests
{
    private static readonly DecoderWeights Gpt2 = TinyDecoder.Create(TinyDecoder.Gpt2Shape);
    private static readonly DecoderWeights Llama = TinyDecoder.Create(TinyDecoder.LlamaShape);

    [TestMethod]
    [DataRow("model_type", "bloom", "model_type \"bloom\" is not supported; gpt2, llama, mistral, qwen2, qwen3 and phi3 are.")]
    [DataRow("n_layer", 3, "weight \"transformer.h.2.ln_1.weight\" [32] is missing")]
    [DataRow("n_layer", 0, "\"n_layer\" is 0, but must be a whole number from 1 to 16777216.")]
    [DataRow("n_embd", "wide", "\"n_embd\" is \"wide\", but must be a whole number")]
    [DataRow("n_embd", null, "has no \"n_embd\"")]
    [DataRow("n_head", 5, "\"n_embd\" 32 is not a multiple of \"n_head\" 5.")]
    [DataRow("n_embd", 64, "weight \"transformer.wte.weight\" has the shape [96,32], but config.json asks for [96,64]")]
    [DataRow("activation_function", "mish", "the activation \"mish\" is not supported")]
    [DataRow("quantization_config", "gptq", "\"quantization_config\" says that the model is quantised.")]
    [DataRow("add_cross_attention", true, "\"add_cross_attention\" is set.")]
    [DataRow("layer_norm_epsilon", "small", "\"layer_norm_epsilon\" is \"small\", but must be a number.")]
    public void Build_Gpt2ConfigThatDoesNotFit_SaysWhatIsWrong(string key, object? value, string expected) => AssertProblem(Gpt2, key, value, expected);

    [TestMethod]
    [DataRow("num_key_value_heads", 3, "\"num_attention_heads\" 4 is not a multiple of \"num_key_value_heads\" 3.")]
    [DataRow("head_dim", 8, "4 heads of size 8 are not supported with rotary positions")]
    [DataRow("partial_rotary_factor", 0.5, "with this \"partial_rotary_factor\", 8 of a head's 16 numbers turn, which is not supported; multiples of 16 are.")]
    [DataRow("layer_types", new[] { "full_attention", "sliding_attention" }, "\"layer_types\" is set to something other than its default")]
    [DataRow("rope_theta", -1.0, "\"rope_theta\" is -1, but must be positive.")]
    [DataRow("max_position_embeddings", 16777216, "ContextLength")]
    [DataRow("tie_word_embeddings", false, "weight \"lm_head.weight\" [96,32] is missing")]
    public void Build_LlamaConfigThatDoesNotFit_SaysWhatIsWrong(string key, object? value, string expected) => AssertProblem(Llama, key, value, expected);

    [TestMethod]
    [DataRow("longrope", "rope scaling \"longrope\" needs \"short_factor\"")]
    [DataRow("proportional", "rope scaling \"proportional\" is not supported; default, linear, dynamic, llama3, yarn, longrope are.")]
    [DataRow("linear", "rope scaling \"linear\" needs a positive \"factor\".")]
    public void Build_RopeScalingThatIsNotKnown_SaysWhichAre(string kind, string expected)
        => AssertProblem(Llama, "rope_scaling", new Dictionary<string, object> { ["type"] = kind }, expected);

    [TestMethod]
    public void Build_WeightsCutShort_NamesTheTensor()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(Gpt2, folder.Path);
        string path = folder.File("model.safetensors");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);

        InvalidDataException problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxGptBuilder.Build(folder.Path, folder.File("built")));

        StringAssert.Contains(problem.Message, "tensor \"transformer.ln_f.bias\" takes bytes");
        Assert.IsFalse(Directory.Exists(folder.File("built")));
    }

    [TestMethod]
    public void Build_QuantisedOnnx_SaysThatItIs()
    {
        using var folder = new TemporaryFolder();
        TinyDecoder.WriteFused(Gpt2, folder.File("q.onnx"), new OnnxBuildOptions { Precision = OnnxPrecision.FourBit });

        NotSupportedException problem = Assert.ThrowsExactly<NotSupportedException>(() => OnnxGptBuilder.Build(folder.File("q.onnx"), folder.File("built")));

        StringAssert.Contains(problem.Message, "the model is quantised. Build from the model in floating point.");
    }

    [TestMethod]
    public void Build_OtherOnnx_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("add.onnx"), AddModel.Bytes);

        NotSupportedException problem = Assert.ThrowsExactly<NotSupportedException>(() => OnnxGptBuilder.Build(folder.File("add.onnx"), folder.File("built")));

        StringAssert.Contains(problem.Message, "is not a GPT-2 with a head: it has no table of tokens, no table of positions, 0 normalisations with scale and bias, 0 linear layers.");
    }

    [TestMethod]
    public void Build_OnnxWithoutHeads_AsksForTheConfig()
    {
        using var folder = new TemporaryFolder();
        TinyDecoder.WritePlain(Gpt2, folder.File("m.onnx"), PlainLayout.OptimumWithoutPast);

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => OnnxGptBuilder.Build(folder.File("m.onnx"), folder.File("built"))).Message, "does not tell how many heads it has.");

        File.WriteAllText(folder.File("config.json"), """{"n_head":4}""");
        Assert.AreEqual(64, OnnxGptBuilder.Build(folder.File("m.onnx"), folder.File("built")).ContextLength);
    }

    [TestMethod]
    public void Build_OptionsThatCannotBe_SaysWhy()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(Gpt2, folder.Path);
        string Problem(OnnxBuildOptions options) => Assert.Throws<ArgumentException>(() => OnnxGptBuilder.Build(folder.Path, folder.File("built"), options)).Message;

        StringAssert.StartsWith(Problem(new() { Precision = OnnxPrecision.Fp16 }), "Precision fp16 is for CUDA");
        StringAssert.StartsWith(Problem(new() { Precision = (OnnxPrecision)9 }), "Precision must be");
        StringAssert.StartsWith(Problem(new() { Device = OnnxDevice.Auto }), "Device must be cpu or cuda");
        StringAssert.StartsWith(Problem(new() { BlockSize = 64 }), "BlockSize must be 32 or 128.");
        StringAssert.StartsWith(Problem(new() { ContextLength = 0 }), "ContextLength must be at least 1.");
        StringAssert.StartsWith(Problem(new() { ContextLength = 65 }), "ContextLength 65 is more than the 64 tokens that the model sees.");
    }

    [TestMethod]
    public void Build_IntoTheSource_IsRefused()
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(Gpt2, folder.Path);

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => OnnxGptBuilder.Build(folder.Path, folder.Path)).Message, "holds the source. Write to another folder.");
    }

    [TestMethod]
    public void Build_NoSuchSource_SaysSo()
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<FileNotFoundException>(() => OnnxGptBuilder.Build("/no/such/model", "built")).Message, "/no/such/model does not exist. Name the folder");

    private static void AssertProblem(DecoderWeights weights, string key, object? value, string expected)
    {
        using var folder = new TemporaryFolder();
        HuggingFaceWriter.Write(weights, folder.Path, config: config => config[key] = value);

        Exception problem = Assert.Throws<Exception>(() => OnnxGptBuilder.Build(folder.Path, folder.File("built")));

        Assert.IsTrue(problem is InvalidDataException or NotSupportedException or ArgumentException, problem.ToString());
        StringAssert.Contains(problem.Message, expected);
    }
}
