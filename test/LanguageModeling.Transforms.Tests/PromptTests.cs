using FreshProcess;
using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Conformance.EstimatorConformance;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class PromptTests
{
    private static readonly FewShotPrompt Task = new("{{Question}} {{Hints|join('/')}}:", "{{Choices[Right]}}");
    private static readonly TextLanguageModel Model = new(new SuffixModel(7), LetterCodec());

    [TestMethod]
    [ConformanceOf(typeof(FormatPromptEstimator))]
    [DataRow(0, false)]
    [DataRow(2, false)]
    [DataRow(2, true)]
    public void FormatPrompt_Rows_ConformsAlsoInChains(int shots, bool atRandom)
        => CheckAlsoInChains(
            Context,
            Context.Transforms.Text.FormatPrompt(new FormatPromptOptions
            {
                Prompt = Task with { Description = "Do.\n", ShotCount = shots, Seed = atRandom ? 5 : null },
                AnswerColumnName = "Answer",
            }),
            Rows(),
            WrongRows(),
            NoColumns());

    [TestMethod]
    public void FormatPrompt_AllTypes_ShowsTheirValues()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new TypesRow()]);
        string template = "{{Text}} {{Single}} {{Double}} {{Byte}} {{Int64}} {{Flag}} {{Vector|join(',')}}";

        Assert.AreEqual("t 0.1 2.5 255 -9 True 1.0,0.5", Prompts(Context.Transforms.Text.FormatPrompt("Prompt", template), data).Single());
    }

    [TestMethod]
    public void FormatPrompt_OneShot_TakesTheFirstOtherRow()
    {
        string[] prompts = Prompts(Context.Transforms.Text.FormatPrompt(new FormatPromptOptions { Prompt = Task with { ShotCount = 1 } }), Rows());

        Assert.AreEqual("q1 h/1: b\n\nq0 h/0:", prompts[0]);
        Assert.AreEqual("q0 h/0: a\n\nq1 h/1:", prompts[1]);
        Assert.AreEqual("q0 h/0: a\n\nq2 h/2:", prompts[2]);
    }

    [TestMethod]
    public void FormatPrompt_ExamplesElsewhere_ReadsThemThereAndKeepsThem()
    {
        var estimator = Context.Transforms.Text.FormatPrompt(new FormatPromptOptions { Prompt = Task with { ShotCount = 1 }, Examples = Rows(2) });
        IDataView unsolved = Context.Data.LoadFromEnumerable([new UnsolvedRow()]);

        ITransformer loaded = Reload(estimator.Fit(unsolved), unsolved.Schema);

        Assert.AreEqual("q0 h/0: a\n\nnew h:", loaded.Transform(unsolved).GetColumn<string>("Prompt").Single());
    }

    [TestMethod]
    public void FormatPrompt_TooFewExamples_SaysSo()
        => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Context.Transforms.Text.FormatPrompt(new FormatPromptOptions { Prompt = Task with { ShotCount = 9 } }).Fit(Rows(3))).Message,
            "A prompt needs 9 different examples, but the data has 3.");

    [TestMethod]
    public void FormatPrompt_TemplateThatFails_NamesTheRow()
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidDataException>(
                () => Prompts(Context.Transforms.Text.FormatPrompt("Prompt", "{% if Right == 1 %}{{ raise_exception('no') }}{% endif %}"), Rows())).Message,
            "Row 1: template of the input, line 1, refuses the values: no");

    [TestMethod]
    [ConformanceOf(typeof(ScoreContinuationEstimator))]
    [DataRow(1, 1, false)]
    [DataRow(7, 2, true)]
    public void ScoreContinuation_Rows_ConformsAlsoInChains(int batch, int threads, bool withRanks)
        => CheckAlsoInChains(
            Context,
            Context.LanguageModeling.ScoreContinuation(
                Model,
                new ScoreContinuationOptions
                {
                    ContextColumnName = "Question",
                    ContinuationColumnName = "Answer",
                    BatchSize = batch,
                    NumberOfThreads = threads,
                    WithRanks = withRanks,
                    OutputColumnPrefix = "P.",
                }),
            Rows(),
            WrongRows(),
            NoColumns());

    [TestMethod]
    public void ScoreContinuation_Rows_EqualsOneByOneAndSumsUp()
    {
        IDataView data = Rows();
        var options = new ScoreContinuationOptions { ContextColumnName = "Question", ContinuationColumnName = "Answer", WithRanks = true, BatchSize = 3 };

        IDataView scored = Context.LanguageModeling.ScoreContinuation(Model, options).Fit(data).Transform(data);

        QuestionRow[] rows = [.. Context.Data.CreateEnumerable<QuestionRow>(data, reuseRowObject: false)];
        ContinuationScore[] expected = [.. rows.Select(row => Model.ScoreContinuation(row.Question, row.Answer))];
        CollectionAssert.AreEqual(expected.Select(score => score.LogProbability).ToArray(), scored.GetColumn<double>("LogProbability").ToArray());
        CollectionAssert.AreEqual(expected.Select(score => score.IsGreedy).ToArray(), scored.GetColumn<bool>("IsGreedy").ToArray());
        Assert.AreEqual(LanguageModelMetrics.From(expected.Select(score => score.Score)).BitsPerByte, Context.LanguageModeling.Evaluate(scored).BitsPerByte);
    }

    [TestMethod]
    public void ScoreContinuation_ContextTooLong_NamesColumnRowAndCounts()
    {
        var small = new TextLanguageModel(new CountingModel { MaximumContextLength = 3 }, LetterCodec());
        IDataView data = Context.Data.LoadFromEnumerable([new QuestionRow { Question = "a b", Answer = " c" }, new QuestionRow { Question = "a b c d", Answer = " a" }]);
        var options = new ScoreContinuationOptions { ContextColumnName = "Question", NumberOfThreads = 1 };

        string message = Assert.ThrowsExactly<InvalidDataException>(
            () => Context.LanguageModeling.ScoreContinuation(small, options).Fit(data).Transform(data).GetColumn<double>("LogProbability").ToArray()).Message;

        Assert.AreEqual(
            "Column 'Answer', row 1: the context has 5 tokens and what follows 1, but the model holds 3. Shorten the context; of few-shot prompts, lower ShotCount.",
            message);
    }

    [TestMethod]
    [ConformanceOf(typeof(RankChoicesEstimator))]
    [DataRow("Right", false)]
    [DataRow("Key", false)]
    [DataRow("Answer", true)]
    [DataRow(null, false)]
    public void RankChoices_Rows_ConformsAlsoInChains(string? answer, bool fixedChoices)
        => CheckAlsoInChains(
            Context,
            Context.LanguageModeling.RankChoices(
                Model,
                new RankChoicesOptions
                {
                    ContextColumnName = "Question",
                    Choices = fixedChoices ? ["a", "b c", "d a", " b", " c"] : null,
                    AnswerColumnName = answer,
                    BatchSize = 3,
                    NumberOfThreads = 2,
                    OutputColumnPrefix = "R.",
                }),
            fixedChoices ? Rows(20, index => " " + "bc"[index % 2]) : Rows(),
            WrongRows(),
            NoColumns());

    [TestMethod]
    public void RankChoices_Rows_EqualsOneByOne()
    {
        IDataView data = Rows();

        IDataView ranked = Rank(data, "Right");

        QuestionRow[] rows = [.. Context.Data.CreateEnumerable<QuestionRow>(data, reuseRowObject: false)];
        ChoiceScore[][] expected = [.. rows.Select(row => Model.RankChoices(new FewShotPrompt("{{Question}}"), new Dictionary<string, object?> { ["Question"] = row.Question }, row.Choices).ToArray())];
        CollectionAssert.AreEqual(expected.Select(choices => choices[0].Index).ToArray(), ranked.GetColumn<int>("PredictedIndex").ToArray());
        CollectionAssert.AreEqual(expected.Select(choices => choices[0].Text).ToArray(), ranked.GetColumn<string>("PredictedChoice").ToArray());
        CollectionAssert.AreEqual(expected.Select(choices => choices.Single(c => c.RankPerByte == 0).Index).ToArray(), ranked.GetColumn<int>("PredictedIndexPerByte").ToArray());
        CollectionAssert.AreEqual(
            expected.SelectMany(choices => choices.OrderBy(c => c.Index).Select(c => c.LogProbability)).ToArray(),
            ranked.GetColumn<double[]>("ChoiceLogProbabilities").SelectMany(values => values).ToArray());
    }

    [TestMethod]
    public void EvaluateChoices_Rows_EqualsTheBuilder()
    {
        var builder = new ChoiceMetricsBuilder();
        foreach (QuestionRow row in Context.Data.CreateEnumerable<QuestionRow>(Rows(), reuseRowObject: false))
        {
            builder.Add(Model.RankChoices(new FewShotPrompt(row.Question), new Dictionary<string, object?>(), row.Choices), row.Right);
        }

        ChoiceMetrics expected = builder.Build(), metrics = Context.LanguageModeling.EvaluateChoices(Rank(Rows(), "Right"));

        Assert.AreEqual(20, metrics.Count);
        Assert.IsTrue(metrics.Accuracy is > 0 and < 1);
        Assert.AreEqual(expected.Accuracy, metrics.Accuracy);
        Assert.AreEqual(expected.AccuracyPerToken, metrics.AccuracyPerToken);
        Assert.AreEqual(expected.AccuracyPerByte, metrics.AccuracyPerByte);
        Assert.AreEqual(expected.ChanceAccuracy, metrics.ChanceAccuracy, 1e-12);
        Assert.AreEqual(expected.AccuracyStandardError, metrics.AccuracyStandardError);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.EvaluateChoices(Rank(Rows(), null))).Message, "'AnswerIndex'");
    }

    [TestMethod]
    public void RankChoices_AnswerThatIsNoChoice_NamesColumnRowAndCure()
        => Assert.AreEqual(
            "Column 'Answer', row 0:  a is none of the 3 choices. Give an index from 0, a key from 1, or the text of a choice.",
            Assert.ThrowsExactly<InvalidDataException>(() => Rank(Rows(), "Answer").GetColumn<int>("AnswerIndex").ToArray()).Message);

    [TestMethod]
    public void Pipeline_PromptThenChoices_IsSavedWhole()
    {
        IDataView data = Rows();
        var pipeline = Context.Transforms.Text.FormatPrompt(new FormatPromptOptions { Prompt = Task with { ShotCount = 1 }, AnswerColumnName = "Solution" })
            .Append(Context.LanguageModeling.RankChoices(Model, new RankChoicesOptions { AnswerColumnName = "Right" }))
            .Append(Context.LanguageModeling.ScoreContinuation(Model, continuationColumnName: "Solution"));

        ITransformer fitted = pipeline.Fit(data), loaded = Reload(fitted, data.Schema);

        Assert.AreEqual(Context.LanguageModeling.EvaluateChoices(fitted.Transform(data)).AccuracyPerByte, Context.LanguageModeling.EvaluateChoices(loaded.Transform(data)).AccuracyPerByte);
        Assert.AreEqual(Context.LanguageModeling.Evaluate(fitted.Transform(data)).Perplexity, Context.LanguageModeling.Evaluate(loaded.Transform(data)).Perplexity);
        Assert.AreEqual(Model.Score("a b").LogProbability, Context.LanguageModeling.GetTextModel(loaded).Score("a b").LogProbability);
    }

    [TestMethod]
    public void Validate_BadOptions_SayWhatIsWrong()
    {
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => Context.LanguageModeling.RankChoices(Model, new RankChoicesOptions { Choices = [] })).Message, "There are no choices");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.RankChoices(Model, new RankChoicesOptions { NumberOfThreads = 0 })).Message, "NumberOfThreads");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(
                () => Context.Transforms.Text.FormatPrompt(new FormatPromptOptions { Prompt = new FewShotPrompt("{{x}}"), AnswerColumnName = "Answer" })).Message,
            "Answers and examples need a template of the output.");
    }

    private static IDataView Rank(IDataView data, string? answer)
        => Context.LanguageModeling.RankChoices(Model, new RankChoicesOptions { ContextColumnName = "Question", AnswerColumnName = answer, BatchSize = 7 }).Fit(data).Transform(data);

    private static string[] Prompts(FormatPromptEstimator estimator, IDataView data) => [.. estimator.Fit(data).Transform(data).GetColumn<string>("Prompt")];

    private static ITransformer Reload(ITransformer transformer, DataViewSchema schema)
    {
        using var file = new MemoryStream();
        Context.Model.Save(transformer, schema, file);
        file.Position = 0;
        return Context.Model.Load(file, out _);
    }

    private static IDataView Rows(int count = 20, Func<int, string>? answer = null) => Context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new QuestionRow
    {
        Question = $"q{i}",
        Hints = ["h", i.ToString(System.Globalization.CultureInfo.InvariantCulture)],
        Choices = ["a", "b", "c d"],
        Right = i % 3,
        Key = (uint)(i % 3),
        Answer = answer?.Invoke(i) ?? " " + (i % 5 == 4 ? "half \uD83D" : "abc"[i % 3]),
    }).ToList());

    private static IDataView WrongRows() => Context.Data.LoadFromEnumerable<WrongRow>([new()]);

    private sealed class QuestionRow
    {
        public string Question { get; set; } = "";

        public string[] Hints { get; set; } = [];

        public string[] Choices { get; set; } = [];

        public int Right { get; set; }

        [KeyType(3)]
        public uint Key { get; set; }

        public string Answer { get; set; } = "";
    }

    private sealed class UnsolvedRow
    {
        public string Question { get; set; } = "new";

        public string[] Hints { get; set; } = ["h"];
    }

    private sealed class WrongRow
    {
        [KeyType(3)]
        public uint Question { get; set; }

        public string[] Hints { get; set; } = [];

        public string Choices { get; set; } = "";

        public float Right { get; set; }

        public float Answer { get; set; }
    }

    private sealed class TypesRow
    {
        public string Text { get; set; } = "t";

        public float Single { get; set; } = 0.1f;

        public double Double { get; set; } = 2.5;

        public byte Byte { get; set; } = 255;

        public long Int64 { get; set; } = -9;

        public bool Flag { get; set; } = true;

        [VectorType(2)]
        public float[] Vector { get; set; } = [1, 0.5f];
    }
}
