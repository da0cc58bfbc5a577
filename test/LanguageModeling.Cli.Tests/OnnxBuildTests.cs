using System.Text.Json;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary><c>lm onnx build</c> and <c>lm onnx verify</c>.</summary>
[TestClass]
public sealed class OnnxBuildTests
{
    private const string Lines = "5 17 3 88 41 2 60 33\n7 9 1 12\n";

    private static readonly TemporaryFolder Folder = new();

    [ClassInitialize]
    public static void Build(TestContext context)
    {
        string source = Directory.CreateDirectory(Folder.File("hf")).FullName;
        HuggingFaceWriter.Write(TinyDecoder.Create(TinyDecoder.LlamaShape), source);
        string output = Lm.Run("onnx", "build", source, "-o", Folder.File("fp32")).Succeeds().Output;
        StringAssert.Contains(output, Folder.File("fp32/model.onnx"));
        Lm.Run("onnx", "build", source, "-o", Folder.File("int4"), "--precision", "int4", "--block-size", "32", "--context", "32").Succeeds();
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void Build_CopiesTheConfig() => Assert.IsTrue(File.Exists(Folder.File("int4/config.json")));

    [TestMethod]
    public void Verify_ModelWithItself_Passes()
    {
        string line = Lm.RunWithText(Lines, "onnx", "verify", Folder.File("fp32"), Folder.File("fp32"), "-", "--ids", "--format", "json").Succeeds().Output;

        JsonElement result = JsonElement.Parse(line);
        Assert.AreEqual(2, result.GetProperty("sequenceCount").GetInt64());
        Assert.AreEqual(10, result.GetProperty("tokenCount").GetInt64());
        Assert.AreEqual(0, result.GetProperty("divergence").GetDouble());
        Assert.AreEqual(1, result.GetProperty("perplexityRatio").GetDouble());
    }

    [TestMethod]
    public void Verify_Fp32BuiltForCuda_IsTheOriginal()
    {
        Lm.Run("onnx", "build", Folder.File("hf"), "-o", Folder.File("cuda"), "--precision", "fp32", "--device", "cuda").Succeeds();

        // Sums in another order move log probabilities by their last bits, 2^-23 of about 4.
        Lm.RunWithText(Lines, "onnx", "verify", Folder.File("cuda"), Folder.File("fp32"), "-", "--ids", "--max-kl", "1e-6", "--max-ratio", "1.000001").Succeeds();
    }

    [TestMethod]
    public void Verify_TooFarOff_FailsAndSaysByHowMuch()
    {
        LmResult result = Lm.RunWithText(Lines, "onnx", "verify", Folder.File("int4"), Folder.File("fp32"), "-", "--ids", "--max-kl", "0.0001");

        Assert.AreEqual(1, result.ExitCode);
        StringAssert.Contains(result.Output, "KL (nats/token)");
        StringAssert.StartsWith(result.Error, "lm: The divergence is ");
        StringAssert.Contains(result.Error, ", above --max-kl 0.0001. Build with more bits or smaller blocks, or allow more.");
    }

    [TestMethod]
    public void Verify_WithinWhatIsAllowed_Passes()
        => Lm.RunWithText(Lines, "onnx", "verify", Folder.File("int4"), Folder.File("fp32"), "-", "--ids", "--max-kl", "9", "--max-ratio", "9").Succeeds();

    [TestMethod]
    [DataRow(2, "lm: --precision fp16 is for CUDA", "--precision", "fp16")]
    [DataRow(2, "lm: --block-size must be 32 or 128.", "--block-size", "64")]
    [DataRow(2, "lm: --context 65 is more than the 64 tokens that the model sees.", "--context", "65")]
    [DataRow(2, "lm: --precision: Argument 'int3' not recognized.", "--precision", "int3")]
    public void Build_OptionThatCannotBe_NamesIt(int code, string error, string option, string value)
    {
        LmResult result = Lm.Run("onnx", "build", Folder.File("hf"), "-o", Folder.File("none"), option, value);

        Assert.AreEqual(code, result.ExitCode);
        StringAssert.StartsWith(result.Error, error);
    }

    [TestMethod]
    public void Build_FolderWithoutModel_SaysWhatIsMissing()
    {
        LmResult result = Lm.Run("onnx", "build", Directory.CreateDirectory(Folder.File("empty")).FullName, "-o", Folder.File("none"));

        Assert.AreEqual(1, result.ExitCode);
        StringAssert.Contains(result.Error, "config.json does not exist. Name the folder of a Hugging Face model, with its config.json.");
    }
}
