using System.Runtime.CompilerServices;
using FreshProcess;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class ScoreTests
{
    [TestMethod]
    public void Transform_Rows_HaveTheScoresOfTheModel()
    {
        IDataView scored = Score("a b", new LanguageModelScoringOptions { TextColumnName = "Text", WithRanks = true });

        ScoredRow row = Context.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false).Single();

        // SuffixModel of 7: after <s> = 1 token w weighs 1 + (31 + 17 w) mod 7, after a = 3 it is 1 + (93 + 17 w) mod 7, after b 1 + (124 + 17 w) mod 7;
        // <s> itself weighs 0. a after <s>: (31 + 51) mod 7 = 5, so 6; all: 4 + 0 + 3 + 6 + 2 + 5 + 1 = 21.
        // b after a: (93 + 68) mod 7 = 0, so 1; all: 3 + 0 + 2 + 5 + 1 + 4 + 7 = 22. </s> after b: (124 + 34) mod 7 = 4, so 5; all: 6 + 0 + 5 + 1 + 4 + 7 + 3 = 26.
        double[] expected = [Math.Log(6 / 21.0), Math.Log(1 / 22.0), Math.Log(5 / 26.0)];
        double sum = expected.Sum();
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(expected[i], row.TokenLogProbabilities[i], 1e-12);
        }

        CollectionAssert.AreEqual(new[] { 3, 4, 2 }, row.ScoredTokens);
        CollectionAssert.AreEqual(new[] { 0, 5, 2 }, row.TokenRanks);
        Assert.AreEqual(sum, row.LogProbability, 1e-12);
        Assert.AreEqual(3, row.TokenCount);
        Assert.AreEqual(0, row.UnknownCount);
        Assert.AreEqual(Math.Exp(-sum / 3), row.Perplexity, 1e-12);
        Assert.AreEqual(-sum / Math.Log(2) / 3, row.BitsPerByte, 1e-12); // "a b" has 3 bytes
        Assert.AreEqual(3L, row.ByteCount);
    }

    [TestMethod]
    public void Transform_NoTextColumn_HasNoBitsPerByte()
    {
        IDataView scored = Score("a", new LanguageModelScoringOptions());

        Assert.IsTrue(double.IsNaN(scored.GetColumn<double>("BitsPerByte").Single()));
    }

    [TestMethod]
    public void Transform_OnlyOtherColumnsRead_DoesNotAskTheModel()
    {
        var model = new CountingModel();
        IDataView scored = Context.LanguageModeling.Score(model).Fit(SparseIds()).Transform(SparseIds());

        Assert.AreEqual(40, scored.GetColumn<int[]>("Tokens").Count());
        Assert.AreEqual(0, model.Batches.Count);
    }

    [TestMethod]
    public void Transform_ManyRows_ReachTheModelInBatches()
    {
        var model = new CountingModel();
        var options = new LanguageModelScoringOptions { BatchSize = 16, NumberOfThreads = 2 };
        IDataView scored = Context.LanguageModeling.Score(model, options).Fit(SparseIds()).Transform(SparseIds());

        Assert.AreEqual(40, scored.GetColumn<double>("LogProbability").Count());
        CollectionAssert.AreEquivalent(new[] { 16, 16, 8 }, model.Batches.ToArray());
    }

    [TestMethod]
    public void Transform_SixteenThreads_GiveTheScoresOfOne()
    {
        ITransformer transformer = Context.LanguageModeling.Score(new SuffixModel(60)).Fit(EncodedTexts(asKeys: false));
        double[] expected = [.. transformer.Transform(EncodedTexts(asKeys: false)).GetColumn<double>("LogProbability")];
        var results = new double[16][];

        Thread[] threads = [.. Enumerable.Range(0, 16).Select(i => new Thread(
            () => results[i] = [.. transformer.Transform(EncodedTexts(asKeys: false)).GetColumn<double>("LogProbability")]))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        foreach (double[] result in results)
        {
            CollectionAssert.AreEqual(expected, result);
        }
    }

    [TestMethod]
    public void Transform_VocabularyLargerThanTheModels_IsRefusedAtOnce()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Score(new SuffixModel(5)).Fit(EncodedTexts(asKeys: false)));

        StringAssert.Contains(e.Message, "a vocabulary of at most 5");
    }

    [TestMethod]
    public void Transform_IdTheModelLacks_NamesColumnRowSlotAndValue()
    {
        IDataView scored = Context.LanguageModeling.Score(new SuffixModel(6)).Fit(SparseIds()).Transform(SparseIds());

        Exception e = Assert.Throws<Exception>(() => scored.GetColumn<double>("LogProbability").ToArray());

        StringAssert.Contains(e.GetBaseException().Message, "slot 0 holds token id 6, but there are 6 tokens");
    }

    [TestMethod]
    public void Transform_RowLongerThanTheContext_NamesRowAndCure()
    {
        IDataView scored = Context.LanguageModeling.Score(new CountingModel { MaximumContextLength = 4 }).Fit(SparseIds()).Transform(SparseIds());

        Exception e = Assert.Throws<Exception>(() => scored.GetColumn<double>("LogProbability").ToArray());

        StringAssert.Contains(e.GetBaseException().Message, "'Tokens', row 0: 6 tokens need a context of 7, but the model holds at most 4");
    }

    [TestMethod]
    public void Transform_TokenCancelled_Stops()
    {
        var options = new LanguageModelScoringOptions { CancellationToken = new CancellationToken(canceled: true) };
        IDataView scored = Context.LanguageModeling.Score(new SuffixModel(7), options).Fit(SparseIds()).Transform(SparseIds());

        Assert.Throws<OperationCanceledException>(() => scored.GetColumn<double>("LogProbability").ToArray());
    }

    [TestMethod]
    public void Transform_ContextCancelled_Stops()
    {
        var context = new MLContext();
        IDataView data = SparseIds();
        IDataView scored = context.LanguageModeling.Score(new SuffixModel(7)).Fit(data).Transform(data);
        CancelExecution(context);

        Exception e = Assert.Throws<Exception>(() => scored.GetColumn<double>("LogProbability").ToArray());

        Assert.IsInstanceOfType<OperationCanceledException>(e.GetBaseException());
    }

    [TestMethod]
    public void Score_OptionsThatCannotBe_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Score(new SuffixModel(7), new LanguageModelScoringOptions { BatchSize = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Score(new SuffixModel(7), new LanguageModelScoringOptions { NumberOfThreads = 0 }));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void CancelExecution(MLContext context);

    private static IDataView Score(string text, LanguageModelScoringOptions options)
    {
        IDataView data = Texts(text);
        var pipeline = Context.Transforms.Text.EncodeTokens("Tokens", "Text", new VocabularyTokenizer(LetterCodec()))
            .Append(Context.LanguageModeling.Score(new SuffixModel(7), options));
        return pipeline.Fit(data).Transform(data);
    }

    private sealed class ScoredRow
    {
        public double[] TokenLogProbabilities { get; set; } = [];

        public int[] ScoredTokens { get; set; } = [];

        public int[] TokenRanks { get; set; } = [];

        public double LogProbability { get; set; }

        public int TokenCount { get; set; }

        public int UnknownCount { get; set; }

        public double Perplexity { get; set; }

        public double BitsPerByte { get; set; }

        public long ByteCount { get; set; }
    }
}
