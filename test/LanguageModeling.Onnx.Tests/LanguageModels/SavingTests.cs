using LanguageModeling.Tests.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>ONNX models inside ML.NET model files.</summary>
[TestClass]
public sealed class SavingTests
{
    private static readonly int[] Ids = [5, 17, 3, 88, 41];

    [TestMethod]
    [DataRow(ExportedForm.Fused)]
    [DataRow(ExportedForm.Pair)]
    [DataRow(ExportedForm.OtherNames)]
    public void Save_SmallModel_IsEmbeddedWithAllItsFiles(ExportedForm form)
    {
        using var stream = new MemoryStream();
        double expected;
        using (TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { StartToken = 9, ContextLength = 50 }))
        {
            expected = Score(tiny.Model);
            tiny.Model.Save(stream);
        } // the files are gone

        stream.Position = 0;
        using OnnxLanguageModel loaded = OnnxLanguageModel.Load(stream);

        Assert.AreEqual(expected, Score(loaded), 1e-6);
        Assert.AreEqual(50, loaded.MaximumContextLength);
        using var again = new MemoryStream();
        loaded.Save(again);
        CollectionAssert.AreEqual(stream.ToArray(), again.ToArray());
    }

    [TestMethod]
    public void Save_LargeModel_IsAReferenceThatNoticesChanges()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Optimum, new OnnxModelOptions { EmbedLimit = 0 });
        using var stream = new MemoryStream();
        tiny.Model.Save(stream);
        Assert.IsLessThan(1000, stream.Length);

        stream.Position = 0;
        using (OnnxLanguageModel loaded = OnnxLanguageModel.Load(stream))
        {
            Assert.AreEqual(Score(tiny.Model), Score(loaded), 1e-6);
            Assert.AreEqual(tiny.Path, loaded.Path);
        }

        byte[] bytes = File.ReadAllBytes(tiny.Path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(tiny.Path, bytes);
        AssertFault(stream, "model.onnx has changed (another SHA-256)");
        File.WriteAllBytes(tiny.Path, bytes[..^1]);
        AssertFault(stream, $"model.onnx has {bytes.Length - 1} bytes instead of {bytes.Length}");
        File.Delete(tiny.Path);
        AssertFault(stream, "model.onnx is not there");
    }

    [TestMethod]
    public void Load_DamagedOrCutShort_IsRefused()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Optimum, new OnnxModelOptions { EmbedLimit = 0 });
        using var stream = new MemoryStream();
        tiny.Model.Save(stream);
        byte[] bytes = stream.ToArray();
        for (int length = 0; length < bytes.Length; length += 7)
        {
            Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(new MemoryStream(bytes[..length])));
            byte[] changed = [.. bytes];
            changed[length] ^= 0x20;
            Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(new MemoryStream(changed)));
        }
    }

    [TestMethod]
    [DataRow("../x.json", false)]
    [DataRow("/etc/x", false)]
    [DataRow("a/../../x", false)]
    [DataRow("a\\x", false)]
    [DataRow("C:x", false)]
    [DataRow("", false)]
    [DataRow("onnx/model.onnx", true)]
    public void IsSafe_Name_TellsWhetherItStaysInTheFolder(string name, bool expected) => Assert.AreEqual(expected, Saving.BundleFile.IsSafe(name));

    [TestMethod]
    [DataRow(64L << 20)]
    [DataRow(0L)]
    public void Pipeline_SavedAndLoaded_ScoresAndGeneratesAlike(long embedLimit)
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Fused, folder.Path);
        TinyTokenizer.Write(folder.Path, 96);
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(Texts());
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path, new OnnxModelOptions { StartToken = 0, EmbedLimit = embedLimit });
        TextLanguageModel text = model.ToTextModel();
        ITransformer fitted = context.Transforms.Text.EncodeTokens("Tokens", "Text", ((TokenizerCodec)text.Codec).Tokenizer)
            .Append(context.LanguageModeling.Score(model))
            .Append(context.LanguageModeling.Generate(text, generation: GenerationOptions.Greedy with { MaximumTokens = 5 }))
            .Fit(data);
        string path = folder.File("pipeline.zip");
        context.Model.Save(fitted, data.Schema, path);

        ITransformer loaded = new MLContext(1).Model.Load(path, out _);

        Row[] expected = Rows(context, fitted, data);
        Row[] actual = Rows(context, loaded, data);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i].LogProbability, actual[i].LogProbability, 1e-5);
            Assert.AreEqual(expected[i].GeneratedText, actual[i].GeneratedText);
            Assert.AreEqual(text.Score(Texts()[i].Text).LogProbability, actual[i].LogProbability, 1e-4);
        }

        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    [DataRow(64L << 20, false)]
    [DataRow(64L << 20, true)]
    [DataRow(0L, false)]
    public void Pipeline_SavedAndLoaded_ChatsAlike(long embedLimit, bool isNamed)
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Fused, folder.Path);
        TinyTokenizer.Write(folder.Path, 96);
        string templates = isNamed ? Directory.CreateDirectory(folder.File("additional_chat_templates")).FullName : folder.Path;
        File.WriteAllText(
            Path.Combine(templates, isNamed ? "polite.jinja" : "chat_template.jinja"), "{{ bos_token }}{% for m in messages %} {{ m.role }} {{ m.content }}{% endfor %}");
        File.WriteAllText(folder.File("special_tokens_map.json"), """{"bos_token": "t1"}""");
        File.WriteAllText(folder.File("generation_config.json"), """{"do_sample": false, "max_new_tokens": 3}""");
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(Texts());
        string path = folder.File("pipeline.zip");
        using (OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path, new OnnxModelOptions { StartToken = 0, EmbedLimit = embedLimit }))
        {
            context.Model.Save(context.LanguageModeling.Generate(model.ToTextModel()).Fit(data), data.Schema, path);
        }

        if (embedLimit > 0)
        {
            Array.ForEach(Directory.GetFiles(folder.Path, "*.json"), File.Delete);
            Array.ForEach(Directory.GetFiles(templates, "*.jinja"), File.Delete);
        }

        ITransformer loaded = new MLContext(1).Model.Load(path, out _);

        using var onnx = (OnnxLanguageModel)new MLContext(1).LanguageModeling.GetTextModel(loaded).Model;
        Assert.AreEqual("t1 user t5", onnx.ChatTemplate!.Render([new ChatTemplateMessage("user", "t5")]));
        Assert.AreEqual(3, onnx.GenerationDefaults!.MaximumTokens);
        Assert.IsFalse(onnx.GenerationDefaults.Sample);
        CollectionAssert.AreEqual(new[] { 5, 17 }, onnx.Codec!.Encode(TinyTokenizer.Text(5, 17)).Select(token => token.Id).ToArray());
        using var again = new MemoryStream();
        onnx.Save(again);
        again.Position = 0;
        using OnnxLanguageModel twice = OnnxLanguageModel.Load(again);
        Assert.AreEqual(onnx.ChatTemplate.Source, twice.ChatTemplate!.Source);
    }

    [TestMethod]
    public void Save_DamagedChatTemplate_StillLoadsAndSaysSoWhenAsked()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Fused, folder.Path);
        File.WriteAllBytes(folder.File("chat_template.jinja"), [0xFF, 0xFE, 0x80]);
        using var stream = new MemoryStream();
        using (OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path))
        {
            model.Save(stream);
        }

        stream.Position = 0;
        using OnnxLanguageModel loaded = OnnxLanguageModel.Load(stream);

        Assert.Contains("is not UTF-8 text", Assert.ThrowsExactly<InvalidDataException>(() => loaded.ChatTemplate).Message);
    }

    [TestMethod]
    public void Pipeline_LoadedForAGpuThatIsNotThere_FollowsTheContext()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Fused, folder.Path);
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(new[] { new IdRow() });
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path, new OnnxModelOptions { StartToken = 0 });
        string path = folder.File("pipeline.zip");
        context.Model.Save(context.LanguageModeling.Score(model).Fit(data), data.Schema, path);

        Exception problem = Assert.Throws<Exception>(() => new MLContext(1) { GpuDeviceId = 9999 }.Model.Load(path, out _));
        StringAssert.StartsWith(problem.GetBaseException().Message, "cuda:9999 cannot be used: ");
        ITransformer loaded = new MLContext(1) { GpuDeviceId = 9999, FallbackToCpu = true }.Model.Load(path, out _);
        var onnx = (OnnxLanguageModel)((LanguageModelTransformer)loaded).Model;
        Assert.AreEqual(OnnxDevice.Cpu, onnx.Device.Device);
        StringAssert.StartsWith(onnx.Device.Reason, "No session started on cuda:9999: ");
        onnx.Dispose();
    }

    [TestMethod]
    public void ToTextModel_TokenizerOfAnotherModel_IsRefused()
    {
        using var folder = new TemporaryFolder();
        ExportedDecoder.Write(ExportedForm.Fused, folder.Path);
        TinyTokenizer.Write(folder.Path, 97);
        using OnnxLanguageModel model = OnnxLanguageModel.Load(folder.Path);

        var problem = Assert.ThrowsExactly<InvalidDataException>(() => model.ToTextModel());

        Assert.AreEqual(
            $"The tokenizer in {folder.Path} has 97 tokens but the model only 96: it belongs to another model. Put the right one there, or set Codec.", problem.Message);
    }

    [TestMethod]
    public void ToTextModel_NoTokenizer_SaysWhatToDo()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);

        var problem = Assert.ThrowsExactly<InvalidOperationException>(() => tiny.Model.ToTextModel());

        StringAssert.StartsWith(problem.Message, "There is no tokenizer (tokenizer.json, a SentencePiece .model, vocab.json with merges.txt, vocab.txt, .tiktoken) in ");
    }

    private static double Score(OnnxLanguageModel model) => model.ScoreContinuation(Ids.AsSpan(0, 1), Ids.AsSpan(1)).LogProbability;

    private static TextRow[] Texts() => [new() { Text = TinyTokenizer.Text(5, 17, 3) }, new() { Text = TinyTokenizer.Text(88) }, new() { Text = TinyTokenizer.Text(1, 2, 3, 4, 5, 6) }];

    private static Row[] Rows(MLContext context, ITransformer pipeline, IDataView data)
        => [.. context.Data.CreateEnumerable<Row>(pipeline.Transform(data), reuseRowObject: false)];

    private static void AssertFault(MemoryStream saved, string fault)
    {
        saved.Position = 0;
        var problem = Assert.ThrowsExactly<InvalidDataException>(() => OnnxLanguageModel.Load(saved));
        StringAssert.Contains(problem.Message, fault);
        StringAssert.EndsWith(problem.Message, "Put the model back as it was, or save the pipeline with the one that is there.");
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class IdRow
    {
        [VectorType]
        public int[] Tokens { get; set; } = [1, 2, 3];
    }

    private sealed class Row
    {
        public double LogProbability { get; set; }

        public string GeneratedText { get; set; } = "";
    }
}
