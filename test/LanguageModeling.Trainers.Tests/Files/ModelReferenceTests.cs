using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests.Files;

/// <summary>Models that a pipeline refers to instead of holding them.</summary>
[TestClass]
public sealed class ModelReferenceTests
{
    private static readonly NgramOptions Options = new() { Order = 3, DiscountFallback = NgramOptions.UsualDiscountFallback };

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [TestCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(NgramFileFormat.Fast)]
    [DataRow(NgramFileFormat.Compact)]
    public void ModelSave_Referenced_HoldsTheReferenceAndScoresAlike(NgramFileFormat format)
    {
        NgramLanguageModel model = LoadReferenced(Write("model.lm", 400, format));
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable([new Row { Text = "w1 w2 w5" }]);
        ITransformer pipeline = context.Transforms.Text
            .EncodeTokens(new EncodeTokensOptions { OutputColumnName = "Tokens", InputColumnName = "Text", Codec = model.ToTextModel().Codec })
            .Append(context.LanguageModeling.Score(model))
            .Fit(data);
        string zip = Path.Combine(_folder, "model.zip");

        context.Model.Save(pipeline, data.Schema, zip);
        ITransformer loaded = context.Model.Load(zip, out _);

        Assert.AreEqual(LogProbability(pipeline.Transform(data)), LogProbability(loaded.Transform(data)));
        Assert.IsLessThan(new FileInfo(Path.Combine(_folder, "model.lm")).Length, new FileInfo(zip).Length);
        File.Delete(Path.Combine(_folder, "model.lm"));
        Assert.Contains("model.lm, which is not there", Innermost(Assert.Throws<Exception>(() => context.Model.Load(zip, out _))).Message);
    }

    [TestMethod]
    public void Load_FileMovedToTheCurrentFolder_IsFound()
    {
        string name = $"moved-{Guid.NewGuid():N}.lm";
        byte[] reference = Save(LoadReferenced(Write(name, 50)));
        string moved = Path.Combine(Directory.GetCurrentDirectory(), name);
        try
        {
            File.Move(Path.Combine(_folder, name), moved);

            NgramLanguageModel model = NgramLanguageModel.Load(new MemoryStream(reference));

            Assert.AreEqual(3, model.Order);
            CollectionAssert.AreEqual(Save(LoadReferenced(moved)), Save(model));
        }
        finally
        {
            File.Delete(moved);
        }
    }

    [TestMethod]
    public void Load_AnotherModelInItsPlace_IsRefused()
    {
        string path = Write("model.lm", 50);
        byte[] reference = Save(LoadReferenced(path));

        Write("model.lm", 51);
        Assert.Contains("bytes instead of", Load().Message);

        Write("model.lm", 50, smoothing: NgramSmoothing.WittenBell); // the same n-grams, and so the same length
        Assert.Contains("is another one (another SHA-256)", Load().Message);

        InvalidDataException Load() => Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.Load(new MemoryStream(reference)));
    }

    [TestMethod]
    public void Save_ReferencedToAPath_WritesTheModel()
    {
        string path = Write("model.lm", 50);

        LoadReferenced(path).Save(Path.Combine(_folder, "copy.lm"));

        CollectionAssert.AreEqual(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(_folder, "copy.lm")));
    }

    [TestMethod]
    public void LoadReferenced_OtherForms_SaysWhatToDo()
    {
        string arpa = Path.Combine(_folder, "model.arpa");
        TestTexts.Train(TestTexts.Generated(50), Options).SaveArpa(arpa);
        string counts = Write("counts.lm", 50, smoothing: NgramSmoothing.StupidBackoff);

        Assert.Contains("lm ngram convert", Assert.ThrowsExactly<NotSupportedException>(() => LoadReferenced(arpa)).Message);
        Assert.Contains("lm ngram convert", Assert.ThrowsExactly<NotSupportedException>(() => LoadReferenced(counts)).Message);
    }

    [TestMethod]
    public void Load_DamagedReference_ThrowsNothingButBadData()
    {
        byte[] sound = Save(LoadReferenced(Write("model.lm", 50)));
        for (int i = 0; i < sound.Length; i++)
        {
            byte[] damaged = [.. sound];
            damaged[i] ^= 0x15;

            Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.Load(new MemoryStream(damaged)));
            Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.Load(new MemoryStream(sound[..i])));
        }
    }

    private static NgramLanguageModel LoadReferenced(string path) => NgramLanguageModel.LoadReferenced(path);

    private static double LogProbability(IDataView scored) => scored.GetColumn<double>("LogProbability").Single();

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private static byte[] Save(NgramLanguageModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private string Write(string name, int lines, NgramFileFormat format = NgramFileFormat.Fast, NgramSmoothing smoothing = NgramSmoothing.ModifiedKneserNey)
    {
        string path = Path.Combine(_folder, name);
        TestTexts.Train(TestTexts.Generated(lines), Options with { Smoothing = smoothing }).Save(path, new NgramFileOptions { Format = format });
        return path;
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
