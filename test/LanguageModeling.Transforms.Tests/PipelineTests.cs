using FreshProcess;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

/// <summary>All row-to-row steps in one pipeline.</summary>
[TestClass]
public sealed class PipelineTests
{
    private static readonly string[] Sentences = ["a b c d", "", "猫坐在垫子上。", "d 🐈 👨‍👩‍👧 a", "nul\0byte", "half \uD83D pair"];

    [TestMethod]
    public void PredictionEngine_OfLoadedPipeline_GivesTheRowsOfTransform()
    {
        IDataView data = Texts(Sentences);
        ITransformer fitted = CreatePipeline().Fit(data);
        using var stream = new MemoryStream();
        Context.Model.Save(fitted, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = Context.Model.Load(stream, out _);
        string[] expected = [.. Context.Data.CreateEnumerable<ResultRow>(fitted.Transform(data), reuseRowObject: false).Select(Show)];

        using var engine = Context.Model.CreatePredictionEngine<TextRow, ResultRow>(loaded);

        CollectionAssert.AreEqual(expected, Sentences.Select(text => Show(engine.Predict(new TextRow { Text = text }))).ToArray());
    }

    [TestMethod]
    public void PredictionEngines_OnSixteenThreads_AgreeOverOneTransformer()
    {
        IDataView data = Texts(Sentences);
        ITransformer fitted = CreatePipeline().Fit(data);
        string[] expected = [.. Context.Data.CreateEnumerable<ResultRow>(fitted.Transform(data), reuseRowObject: false).Select(Show)];
        var results = new string[16][];

        Thread[] threads = [.. Enumerable.Range(0, 16).Select(i => new Thread(() => results[i] = Predict(fitted)))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        foreach (string[] result in results)
        {
            CollectionAssert.AreEqual(expected, result);
        }
    }

    [TestMethod]
    public void CacheCheckpointAndBinaryFile_KeepTokensAndScores()
    {
        IDataView data = Texts(Sentences);
        IDataView scored = CreatePipeline().AppendCacheCheckpoint(Context).Fit(data).Transform(data);
        using var files = new TokenizerFixture();
        string path = files.PathOf("scored.idv");
        using (FileStream stream = File.Create(path))
        {
            Context.Data.SaveAsBinary(scored, stream, keepHidden: true);
        }

        IDataView loaded = Context.Data.LoadFromBinary(path);

        Assert.AreEqual(
            Context.LanguageModeling.Evaluate(scored).Perplexity, Context.LanguageModeling.Evaluate(loaded).Perplexity, 1e-12);
        CollectionAssert.AreEqual(scored.GetColumn<string>("Back").ToArray(), loaded.GetColumn<string>("Back").ToArray());
    }

    [TestMethod]
    public void Load_UsersLoadThatFails_ShowsItsOwnError()
    {
        ITransformer transformer = Context.LanguageModeling.Score(new BrokenModel()).Fit(SparseIds());
        using var stream = new MemoryStream();
        Context.Model.Save(transformer, null, stream);
        stream.Position = 0;

        Exception e = Assert.Throws<Exception>(() => Context.Model.Load(stream, out _)).GetBaseException();

        Assert.AreEqual("The user's own.", e.Message);
    }

    private static string[] Predict(ITransformer transformer)
    {
        using var engine = Context.Model.CreatePredictionEngine<TextRow, ResultRow>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        return [.. Sentences.Select(text => Show(engine.Predict(new TextRow { Text = text })))];
    }

    private static string Show(ResultRow row)
        => FormattableString.Invariant($"{row.Back}|{row.LogProbability:R}|{row.UnknownCount}|{string.Join(' ', row.TokenLogProbabilities)}|{row.GeneratedText}");

    private static EstimatorChain<GenerateTextTransformer> CreatePipeline()
        => Context.Transforms.Text.EncodeTokens("Tokens", "Text", new VocabularyTokenizer(LetterCodec()), asKeys: true)
            .Append(Context.Transforms.Text.DecodeTokens("Back", "Tokens"))
            .Append(Context.LanguageModeling.Score(new SuffixModel(7), textColumnName: "Text"))
            .Append(Context.LanguageModeling.Generate(
                new TextLanguageModel(new SuffixModel(7), LetterCodec()), generation: new GenerationOptions { MaximumTokens = 6, Seed = 2 }));

    private sealed class ResultRow
    {
        public string Back { get; set; } = "";

        public double LogProbability { get; set; }

        public int UnknownCount { get; set; }

        public double[] TokenLogProbabilities { get; set; } = [];

        public string GeneratedText { get; set; } = "";
    }

    private sealed class BrokenModel : ILanguageModel, ISavable<BrokenModel>
    {
        public int VocabularySize => 7;

        public SpecialTokens SpecialTokens => SpecialTokens.None;

        public static BrokenModel Load(Stream stream) => throw new MissingMethodException("The user's own.");

        public void Save(Stream stream) => stream.WriteByte(0);

        public LanguageModelState CreateState() => throw new InvalidOperationException("Not to be used.");
    }
}
