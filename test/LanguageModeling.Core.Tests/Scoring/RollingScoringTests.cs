using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.Scoring;

[TestClass]
public sealed class RollingScoringTests
{
    private static readonly ScoringOptions Plain = new();

    [TestMethod]
    // Window 4 scores 5 tokens at first, contexts 0 to 4; then stride 2 with contexts 3 and 4, the longest possible.
    [DataRow(4, 2, 9, "0 1 2 3 4 3 4 3 4")]
    // The last window is filled with context: one token left, 4 before it.
    [DataRow(4, 2, 8, "0 1 2 3 4 3 4 4")]
    [DataRow(4, 1, 8, "0 1 2 3 4 4 4 4")]
    [DataRow(4, 4, 10, "0 1 2 3 4 1 2 3 4 4")]
    [DataRow(1, 1, 4, "0 1 1 1")]
    [DataRow(4, 3, 5, "0 1 2 3 4")]
    [DataRow(4, 3, 1, "0")]
    [DataRow(4, 3, 0, "")]
    public void ScoreRolling_Windows_GiveTheseContexts(int window, int stride, int count, string expected)
    {
        SequenceScore score = TableModel.ContextLengths(maximumContextLength: 10)
            .ScoreRolling(new int[count], new() { WindowLength = window, Stride = stride }, Plain);
        Assert.AreEqual(expected, Contexts(score));
    }

    [TestMethod]
    public void ScoreRolling_Defaults_TakeTheContextOfTheModelAndHalfOfIt()
        => Assert.AreEqual("0 1 2 3 4 3 4 3 4", Contexts(TableModel.ContextLengths(maximumContextLength: 4).ScoreRolling(new int[9])));

    [TestMethod]
    public void ScoreRolling_ModelWithoutLimit_ScoresInOne()
        => Assert.AreEqual("0 1 2 3 4 5 6", Contexts(TableModel.ContextLengths(maximumContextLength: null).ScoreRolling(new int[7])));

    [TestMethod]
    public void ScoreRolling_Beginning_IsContextOfTheFirstWindowOnly()
    {
        // s + 6 tokens: the first window holds s and 3 tokens and predicts the fourth.
        TableModel model = TableModel.ContextLengths(maximumContextLength: 4, new() { BeginningOfSequence = 1 });
        Assert.AreEqual("1 2 3 4 3 4", Contexts(model.ScoreRolling(new int[6])));
    }

    [TestMethod]
    public void ScoreRolling_TextThatFits_EqualsScore()
    {
        TableModel model = TableModel.Bigrams(maximumContextLength: 10);
        int[] ids = [0, 1, 2, 3, 0, 1, 2, 0, 2];
        SequenceScore expected = model.Score(ids, new() { WithRanks = true });

        SequenceScore actual = model.ScoreRolling(ids, options: new() { WithRanks = true });

        CollectionAssert.AreEqual(expected.Tokens.ToArray(), actual.Tokens.ToArray());
        CollectionAssert.AreEqual(expected.TokenLogProbabilities.ToArray(), actual.TokenLogProbabilities.ToArray());
        CollectionAssert.AreEqual(expected.TokenRanks!.ToArray(), actual.TokenRanks!.ToArray());
    }

    [TestMethod]
    public void ScoreRolling_BigramsInAnyWindows_EqualTheWhole()
    {
        // A bigram needs one token of context, which every window gives.
        var random = new Random(11);
        int[] ids = [.. Enumerable.Range(0, 100).Select(_ => random.Next(4))];
        SequenceScore expected = TableModel.Bigrams().Score(ids, new() { WithRanks = true });
        for (int window = 1; window < 12; window++)
        {
            for (int stride = 1; stride <= window; stride++)
            {
                SequenceScore actual = TableModel.Bigrams(maximumContextLength: window)
                    .ScoreRolling(ids, new() { Stride = stride }, new() { WithRanks = true });
                CollectionAssert.AreEqual(expected.TokenLogProbabilities.ToArray(), actual.TokenLogProbabilities.ToArray());
                CollectionAssert.AreEqual(expected.TokenRanks!.ToArray(), actual.TokenRanks!.ToArray());
            }
        }
    }

    [TestMethod]
    public void ScoreRolling_Faults_AreNamed()
    {
        AssertFault("WindowLength must be from 1 to 4, the longest context of the model.", new() { WindowLength = 5 });
        AssertFault("WindowLength must be from 1 to 4, the longest context of the model.", new() { WindowLength = 0 });
        AssertFault("Stride must be from 1 to 3, the window.", new() { WindowLength = 3, Stride = 4 });
        AssertFault("Stride must be from 1 to 4, the window.", new() { Stride = 0 });
    }

    private static void AssertFault(string message, RollingOptions options)
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TableModel.ContextLengths(maximumContextLength: 4).ScoreRolling([0], options)).Message, message);

    // P(0) = 1 / (n + 2) after n tokens.
    private static string Contexts(SequenceScore score)
        => string.Join(' ', score.TokenLogProbabilities.Select(log => Math.Round(Math.Exp(-log)) - 2));
}
