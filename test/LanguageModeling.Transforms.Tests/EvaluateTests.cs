using FreshProcess;
using Microsoft.ML;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EvaluateTests
{
    private static readonly string[] Sentences = ["a b c", "", "d z 猫"];

    [TestMethod]
    public void Evaluate_ScoredText_SumsUpWhatTheModelScores()
    {
        var codec = LetterCodec();
        LanguageModelMetrics expected = LanguageModelMetrics.From(
            Sentences.Select(s => new SuffixModel(7).Score(codec.Encode(s).Select(t => t.Id).ToArray(), new ScoringOptions { WithRanks = true })));

        LanguageModelMetrics metrics = Context.LanguageModeling.Evaluate(Score(new LanguageModelScoringOptions { WithRanks = true, TextColumnName = "Text" }));

        Assert.AreEqual(3, metrics.SequenceCount);
        Assert.AreEqual(9, metrics.TokenCount); // 3 + 0 + 3 words and 3 ends
        Assert.AreEqual(2, metrics.UnknownCount);
        Assert.AreEqual(5 + 0 + 7, metrics.ByteCount);
        Assert.AreEqual(expected.LogProbability, metrics.LogProbability, 1e-12);
        Assert.AreEqual(expected.LogProbabilityExcludingUnknowns, metrics.LogProbabilityExcludingUnknowns, 1e-12);
        Assert.AreEqual(Math.Exp(-expected.LogProbability / 9), metrics.Perplexity, 1e-9);
        Assert.AreEqual(-expected.LogProbability / Math.Log(2) / 12, metrics.BitsPerByte!.Value, 1e-12);
        Assert.AreEqual(expected.AccuracyAt(2), metrics.AccuracyAt(2));
    }

    [TestMethod]
    public void Evaluate_PrefixWithoutTextAndRanks_HasNoBytesAndNoAccuracy()
    {
        IDataView scored = Score(new LanguageModelScoringOptions { OutputColumnPrefix = "My." });

        LanguageModelMetrics metrics = Context.LanguageModeling.Evaluate(scored, "My.");

        Assert.AreEqual(9, metrics.TokenCount);
        Assert.IsNull(metrics.ByteCount);
        Assert.IsNull(metrics.AccuracyAt(1));
    }

    [TestMethod]
    public void Evaluate_DataThatIsNotScored_NamesTheColumn()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Evaluate(Texts("a")));

        StringAssert.Contains(e.Message, "'TokenLogProbabilities'");
    }

    private static IDataView Score(LanguageModelScoringOptions options)
    {
        IDataView data = Texts(Sentences);
        var pipeline = Context.Transforms.Text.EncodeTokens("Tokens", "Text", new VocabularyTokenizer(LetterCodec()))
            .Append(Context.LanguageModeling.Score(new SuffixModel(7), options));
        return pipeline.Fit(data).Transform(data);
    }
}
