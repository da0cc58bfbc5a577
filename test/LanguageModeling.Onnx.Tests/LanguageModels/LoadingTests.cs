using System.Text;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>Which files are taken, what the settings beside them do, and what is said of files that will not do.</summary>
[TestClass]
public sealed class LoadingTests
{
    [TestMethod]
    public void Load_FolderWithOnnxFolder_TakesSettingsFromAbove()
    {
        using var folder = new TemporaryFolder();
        string inner = Directory.CreateDirectory(folder.File("onnx")).FullName;
        ExportedDecoder.Write(ExportedForm.Optimum, inner);
        File.WriteAllText(folder.File("config.json"), """{ "model_type": "gpt2", "n_positions": 64, "vocab_size": 96, "bos_token_id": 95, "eos_token_id": 95 }""");
        File.WriteAllText(folder.File("generation_config.json"), """{ "do_sample": true, "temperature": 0.7, "top_k": 5, "eos_token_id": [95, 3], "max_new_tokens": 9 }""");

        foreach (string path in (string[])[folder.Path, Path.Combine(inner, "model.onnx")])
        {
            using OnnxLanguageModel model = OnnxLanguageModel.Load(path);

            Assert.AreEqual(64, model.MaximumContextLength);
            Assert.AreEqual(95, model.SpecialTokens.BeginningOfSequence);
            Assert.AreEqual(95, model.SpecialTokens.EndOfSequence);
            Assert.IsFalse(model.SpecialTokens.AddBeginningToPrompts);
            GenerationOptions defaults = model.GenerationDefaults!;
            Assert.AreEqual((0.7, 5, 9), (defaults.Temperature, defaults.TopK, defaults.MaximumTokens));
            CollectionAssert.AreEqual(new[] { 3 }, defaults.StopTokens.ToArray());
        }
    }

    [TestMethod]
    [DataRow(null, "model.onnx")]
    [DataRow("fp16", "model_fp16.onnx")]
    public void Load_SeveralPrecisions_TakesTheOneThatIsNamed(string? variant, string expected)
    {
        using var folder = new TemporaryFolder();
        string plain = ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        File.Copy(plain, folder.File("model_fp16.onnx"));
        File.Copy(plain, folder.File("model_quantized.onnx"));

        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path, new OnnxModelOptions { Variant = variant });

        Assert.AreEqual(folder.File(expected), model.Path);
    }

    [TestMethod]
    public void Load_SeveralGraphsAndNothingTells_ListsThem()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("b_fp16.onnx"), [8]);
        File.WriteAllBytes(folder.File("a.onnx"), [8]);

        var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(folder.Path));

        Assert.AreEqual(
            $"{folder.Path} holds several graphs: a.onnx, b_fp16.onnx. Name one of them, or a variant, such as fp16 for a file that ends in _fp16.onnx.", problem.Message);
    }

    [TestMethod]
    public void Load_VariantThatIsNotThere_ListsWhatIs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("model.onnx"), [8]);

        var problem = Assert.ThrowsExactly<FileNotFoundException>(() => OnnxLanguageModel.Load(folder.Path, new OnnxModelOptions { Variant = "q4" }));

        Assert.AreEqual($"{folder.Path} holds no graph of the variant q4. It has model.onnx.", problem.Message);
    }

    [TestMethod]
    public void Load_NothingThere_SaysSo()
    {
        using var folder = new TemporaryFolder();

        Assert.AreEqual(
            $"{folder.Path} holds no .onnx file. Export the model to ONNX, with Optimum or with lm onnx build.",
            Assert.ThrowsExactly<FileNotFoundException>(() => OnnxLanguageModel.Load(folder.Path)).Message);
        Assert.AreEqual(
            $"{folder.File("x")} does not exist. Give an .onnx file, or the folder of a model.",
            Assert.ThrowsExactly<FileNotFoundException>(() => OnnxLanguageModel.Load(folder.File("x"))).Message);
    }

    [TestMethod]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid", "this is a Git LFS pointer, not the file itself. Run: git lfs pull.")]
    [DataRow("GGUF\u0003", "this is a GGUF model, not an ONNX graph. Export the model to ONNX.")]
    [DataRow("", "the file is empty. Fetch it again.")]
    public void Load_AnotherKindOfFile_SaysWhichItIs(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("model.onnx"), content);

        var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(folder.Path));

        Assert.AreEqual($"{folder.File("model.onnx")}: {expected}", problem.Message);
    }

    [TestMethod]
    public void Load_FileCutShort_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        string path = ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        byte[] bytes = File.ReadAllBytes(path);
        foreach (int length in (int[])[10, bytes.Length / 2, bytes.Length - 5])
        {
            File.WriteAllBytes(path, bytes[..length]);
            var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(path));
            StringAssert.StartsWith(problem.Message, $"{path}: ONNX Runtime ");
        }
    }

    [TestMethod]
    public void Load_SettingsThatAreNoJson_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        File.WriteAllText(folder.File("config.json"), "{ \"n_positions\": ");

        var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(folder.Path));

        StringAssert.StartsWith(problem.Message, $"{folder.File("config.json")}, line 1: this is not JSON.");
    }

    [TestMethod]
    public void Load_SettingsWithAByteOrderMark_AreRead()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        File.WriteAllText(folder.File("config.json"), """{ "n_positions": 33 }""", Encoding.UTF8);

        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path);

        Assert.AreEqual(33, model.MaximumContextLength);
    }

    [TestMethod]
    public void Load_SettingsWithHalfACharacter_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        foreach (string json in (string[])["""{ "model_type": "\ud800" }""", """{ "a": [{ "\udc00": 1 }] }"""])
        {
            File.WriteAllText(folder.File("config.json"), json);

            var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(folder.Path));

            StringAssert.StartsWith(problem.Message, $"{folder.File("config.json")}: this is not JSON. A text holds half a character.");
        }
    }

    [TestMethod]
    public void Load_SpecialTokenOutsideTheVocabulary_SaysSo()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        File.WriteAllText(folder.File("config.json"), """{ "eos_token_id": 50256 }""");

        var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(folder.Path));

        Assert.AreEqual(
            $"{folder.File("model.onnx")} has 96 tokens, but the special token 50256 is outside of them. "
            + "The files beside it belong to another model; fetch them again, or set SpecialTokens.",
            problem.Message);
    }

    [TestMethod]
    public void Load_GraphsThatDoNotBelongTogether_SaysSo()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Pair, folder.Path);
        TinyDecoder.WritePlain(TinyDecoder.Create(TinyDecoder.Gpt2Shape with { Layers = 1 }), folder.File("decoder_with_past_model.onnx"));

        var problem = Assert.ThrowsExactly<NotSupportedException>(() => OnnxLanguageModel.Load(folder.Path));

        Assert.AreEqual(
            $"{folder.File("decoder_with_past_model.onnx")} does not continue {folder.File("decoder_model.onnx")}: their caches or vocabularies differ. Export both from one model.",
            problem.Message);
    }

    [TestMethod]
    [DataRow("tokenizer.model")]
    [DataRow("spiece.spm")]
    [DataRow("gpt2.tiktoken")]
    public void Codec_TokenizerFileThatIsEmpty_IsFoundAndRefused(string name)
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Optimum, folder.Path);
        File.WriteAllBytes(folder.File(name), []);
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path);

        Assert.Contains(name, Assert.ThrowsExactly<InvalidDataException>(() => model.Codec).Message);
    }
}
