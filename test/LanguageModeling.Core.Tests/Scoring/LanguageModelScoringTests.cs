using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.Scoring;

[TestClass]
public sealed class LanguageModelScoringTests
{
    private const int A = 0, B = 1, C = 2, Unknown = 3, Begin = 4, End = 5;

    [TestMethod]
    public void Score_Defaults_ScoresEndAfterBeginning()
    {
        SequenceScore score = TableModel.Bigrams().Score([A, B, C]);

        // P(a|s) P(b|a) P(c|b) P(/s|c) = 1/2 · 1/2 · 1/8 · 1/8 = 2^-8
        CollectionAssert.AreEqual(new[] { A, B, C, End }, score.Tokens.ToArray());
        AssertLog2([-1, -1, -3, -3], score.TokenLogProbabilities);
        Assert.AreEqual(-8 * Math.Log(2), score.LogProbability, 1e-12);
        Assert.AreEqual(4, score.TokenCount);
        Assert.AreEqual(1, score.SentenceCount);
        Assert.AreEqual(2 * Math.Log(2), score.CrossEntropy, 1e-12); // 8 bits / 4 tokens
        Assert.AreEqual(2, score.BitsPerToken, 1e-12);
        Assert.AreEqual(4, score.Perplexity, 1e-12);
        Assert.AreEqual(4, score.PerplexityExcludingUnknowns, 1e-12);
        Assert.IsNull(score.TokenRanks);
        Assert.IsNull(score.IsGreedy);
        Assert.IsNull(score.ByteCount);
        Assert.IsNull(score.BitsPerByte);
    }

    [TestMethod]
    public void Score_BeginningAndEndInIds_AreNotAddedTwice()
    {
        SequenceScore score = TableModel.Bigrams().Score([Begin, A, B, C, End]);
        CollectionAssert.AreEqual(new[] { A, B, C, End }, score.Tokens.ToArray());
        AssertLog2([-1, -1, -3, -3], score.TokenLogProbabilities);
    }

    [TestMethod]
    public void Score_WithoutSpecialTokens_ScoresFromNothing()
    {
        var options = new ScoringOptions { AddBeginningOfSequence = false, AddEndOfSequence = false };
        AssertLog2([-2, -1], TableModel.Bigrams().Score([A, B], options).TokenLogProbabilities); // P(a) P(b|a)
        AssertLog2([-1, -1], TableModel.Bigrams().Score([Begin, A, B], options).TokenLogProbabilities); // the beginning is never scored
    }

    [TestMethod]
    public void Score_UnknownTokens_AreCountedAndLeftOut()
    {
        // P(a|s) P(unk|a) P(unk|unk) P(/s|unk) = 2^-1 2^-4 2^-2 2^-3
        SequenceScore score = TableModel.Bigrams().Score([A, Unknown, Unknown]);

        Assert.AreEqual(2, score.UnknownCount);
        Assert.AreEqual(-10 * Math.Log(2), score.LogProbability, 1e-12);
        Assert.AreEqual(-4 * Math.Log(2), score.LogProbabilityExcludingUnknowns, 1e-12);
        Assert.AreEqual(Math.Pow(2, 2.5), score.Perplexity, 1e-12);
        Assert.AreEqual(4, score.PerplexityExcludingUnknowns, 1e-12); // 4 bits / 2 tokens
    }

    [TestMethod]
    public void Score_OnlyUnknownTokens_HasPerplexityOneWithoutThem()
    {
        SequenceScore score = TableModel.Bigrams().Score([Unknown], new() { AddEndOfSequence = false });
        Assert.AreEqual(8, score.Perplexity, 1e-12);
        Assert.AreEqual(0, score.LogProbabilityExcludingUnknowns);
        Assert.AreEqual(1, score.PerplexityExcludingUnknowns);
    }

    [TestMethod]
    public void Score_NoTokens_IsTheEmptyProduct()
    {
        SequenceScore score = TableModel.Bigrams().Score([], new() { AddEndOfSequence = false, WithRanks = true });
        Assert.AreEqual(0, score.TokenCount);
        Assert.AreEqual(0, score.LogProbability);
        Assert.AreEqual(0, score.CrossEntropy);
        Assert.AreEqual(1, score.Perplexity);
        Assert.IsTrue(score.IsGreedy);
        Assert.AreEqual(1, TableModel.Bigrams().Score([]).TokenCount); // the end alone
    }

    [TestMethod]
    public void Score_ProbabilityZero_GivesInfinities()
    {
        SequenceScore score = TableModel.Bigrams().Score([B, B]);
        Assert.AreEqual(double.NegativeInfinity, score.LogProbability);
        Assert.AreEqual(double.PositiveInfinity, score.CrossEntropy);
        Assert.AreEqual(double.PositiveInfinity, score.BitsPerToken);
        Assert.AreEqual(double.PositiveInfinity, score.Perplexity);
        Assert.AreEqual(double.PositiveInfinity, score.PerplexityExcludingUnknowns);
    }

    [TestMethod]
    public void Score_UnknownTokenOfProbabilityZero_StaysFiniteWithoutIt()
    {
        // Two tokens, 1 is unknown and impossible: -∞ with it, ln 1 without.
        var model = new TableModel(2, new() { Unknown = 1 }, _ => [1, 0]);
        SequenceScore score = model.Score([0, 1]);
        Assert.AreEqual(double.PositiveInfinity, score.Perplexity);
        Assert.AreEqual(0, score.LogProbabilityExcludingUnknowns);
        Assert.AreEqual(1, score.PerplexityExcludingUnknowns);
    }

    [TestMethod]
    public void Score_WithRanks_CountsMoreProbableTokens()
    {
        // After s: a is best. After a (b 1/2, c 1/4, a 1/8): a has rank 2. After a: /s and unk share the last possible place, rank 3.
        SequenceScore score = TableModel.Bigrams().Score([A, A], new() { WithRanks = true });
        CollectionAssert.AreEqual(new[] { 0, 2, 3 }, score.TokenRanks!.ToArray());
        Assert.IsFalse(score.IsGreedy);
        Assert.IsTrue(TableModel.Bigrams().Score([A, B, A, B], new() { WithRanks = true, AddEndOfSequence = false }).IsGreedy);
    }

    [TestMethod]
    public void Score_SameBeginningAndEnd_AddsBoth()
    {
        // As in GPT-2, where one token is both.
        var model = new TableModel(2, new() { BeginningOfSequence = 1, EndOfSequence = 1 }, _ => [0.5, 0.5]);
        CollectionAssert.AreEqual(new[] { 0, 1 }, model.Score([0]).Tokens.ToArray());
        CollectionAssert.AreEqual(new[] { 1 }, model.Score([1]).Tokens.ToArray());
        CollectionAssert.AreEqual(new[] { 1 }, model.Score([]).Tokens.ToArray());
    }

    [TestMethod]
    [DataRow(6)]
    [DataRow(-1)]
    public void Score_IdOutside_NamesIdPositionAndCure(int id)
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TableModel.Bigrams().Score([A, id])).Message,
            $"Token {id} at position 1 is outside [0, 6). Encode the text with the vocabulary of the model.");

    [TestMethod]
    public void Score_TooLong_SaysSoAndTheCure()
    {
        TableModel model = TableModel.Bigrams(maximumContextLength: 4);
        Assert.AreEqual(4, model.Score([A, B, C]).TokenCount); // s a b c as context, then /s
        Assert.AreEqual(
            "The sequence has 6 tokens with its context, but the model takes 4 as context. Shorten the context, or use ScoreRolling for a long text.",
            Assert.ThrowsExactly<InvalidOperationException>(() => model.Score([A, B, C, A])).Message);
    }

    [TestMethod]
    public void Score_ModelThatGivesNoNumber_IsNamed()
    {
        var model = new TableModel(2, SpecialTokens.None, _ => [double.NaN, 1]);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => model.Score([1, 0])).Message,
            "The log probability of token 0 at position 1 is not a number. Check the weights and the input of the model.");
    }

    [TestMethod]
    public void Score_Canceled_Stops()
        => Assert.Throws<OperationCanceledException>(() => TableModel.Bigrams().Score([A, B], cancellationToken: new CancellationToken(true)));

    [TestMethod]
    public void ScoreMany_Sequences_EqualsScoreOfEach()
    {
        TableModel model = TableModel.Bigrams();
        int[][] sequences = [[A, B, C], [], [Begin, Unknown, End], [B, B]];

        IReadOnlyList<SequenceScore> scores = model.ScoreMany([.. sequences.Select(ids => (ReadOnlyMemory<int>)ids)], new() { WithRanks = true });

        for (int i = 0; i < sequences.Length; i++)
        {
            SequenceScore single = model.Score(sequences[i], new() { WithRanks = true });
            CollectionAssert.AreEqual(single.TokenLogProbabilities.ToArray(), scores[i].TokenLogProbabilities.ToArray());
            CollectionAssert.AreEqual(single.TokenRanks!.ToArray(), scores[i].TokenRanks!.ToArray());
            CollectionAssert.AreEqual(single.Tokens.ToArray(), scores[i].Tokens.ToArray());
        }

        Assert.AreEqual(0, model.ScoreMany([]).Count);
        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public void ScoreBatch_Default_EqualsALoopOverOneState()
    {
        ILanguageModel model = TableModel.Bigrams();
        int[] ids = RandomIds(new Random(5), 200);
        double[] scores = new double[150];
        int[] ranks = new int[150];

        model.ScoreBatch([new SequenceToScore(ids.AsMemory(0, 50), ids.AsMemory(50), scores, ranks)]);

        using LanguageModelState state = model.CreateState();
        state.Append(ids.AsSpan(0, 50));
        float[] distribution = new float[6];
        for (int t = 50; t < ids.Length; t++)
        {
            state.GetNextLogProbabilities(distribution);
            Assert.AreEqual(state.GetNextLogProbability(ids[t]), scores[t - 50]);
            Assert.AreEqual(distribution.Count(other => other > distribution[ids[t]]), ranks[t - 50]);
            state.Append(ids[t]);
        }
    }

    [TestMethod]
    public void Score_SixteenThreads_GiveTheScoresOfOne()
    {
        TableModel model = TableModel.Bigrams();
        var random = new Random(6);
        int[][] sequences = [.. Enumerable.Range(0, 400).Select(_ => RandomIds(random, random.Next(30)))];
        double[][] expected = [.. sequences.Select(ids => model.Score(ids).TokenLogProbabilities.ToArray())];
        double[][] actual = new double[sequences.Length][];

        Thread[] threads = [.. Enumerable.Range(0, 16).Select(first => new Thread(() =>
        {
            for (int i = first; i < sequences.Length; i += 16)
            {
                actual[i] = [.. model.Score(sequences[i], new() { WithRanks = true }).TokenLogProbabilities];
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        for (int i = 0; i < sequences.Length; i++)
        {
            CollectionAssert.AreEqual(expected[i], actual[i]);
        }

        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public void ScoreContinuation_Ids_IsTheConditionalWithoutEnd()
    {
        // P(b|a) P(a|b) = 1/4, each the most probable.
        ContinuationScore score = TableModel.Bigrams().ScoreContinuation([C, A], [B, A]);
        Assert.AreEqual(-2 * Math.Log(2), score.LogProbability, 1e-12);
        Assert.AreEqual(2, score.TokenCount);
        Assert.AreEqual(0, score.UnknownCount);
        Assert.IsTrue(score.IsGreedy);
        Assert.IsFalse(TableModel.Bigrams().ScoreContinuation([C, A], [C]).IsGreedy);
    }

    [TestMethod]
    public void ScoreContinuation_EmptyContext_BeginsASequence()
    {
        AssertLog2([-1], TableModel.Bigrams().ScoreContinuation([], [A]).Score.TokenLogProbabilities); // P(a|s)
        AssertLog2([-1], TableModel.Bigrams().ScoreContinuation([], [Begin, A]).Score.TokenLogProbabilities);
        AssertLog2([-1], TableModel.Bigrams().ScoreContinuation([Begin], [A]).Score.TokenLogProbabilities);
        AssertLog2([-2], TableModel.Bigrams().ScoreContinuation([], [A], new() { AddBeginningOfSequence = false, AddEndOfSequence = false }).Score.TokenLogProbabilities);
        AssertLog2([-1, -4], TableModel.Bigrams().ScoreContinuation([], [A], new()).Score.TokenLogProbabilities); // with the end
    }

    [TestMethod]
    public void ScoreContinuation_Nothing_IsZero()
    {
        ContinuationScore score = TableModel.Bigrams().ScoreContinuation([A], []);
        Assert.AreEqual(0, score.LogProbability);
        Assert.AreEqual(0, score.TokenCount);
        Assert.IsTrue(score.IsGreedy);
    }

    [TestMethod]
    public void ScoreContinuation_ChainRule_AddsUpToTheWhole()
    {
        TableModel model = TableModel.Bigrams();
        double whole = model.Score([A, B, C, A]).LogProbability;
        double parts = model.ScoreContinuation([], [A, B]).LogProbability + model.ScoreContinuation([A, B], [C, A], new()).LogProbability;
        Assert.AreEqual(whole, parts, 1e-12);
    }

    [TestMethod]
    public void RankChoices_Ids_GivesBestFirstAndBothRanks()
    {
        // After a: c is 2^-2; b a b is 2^-3, 2^-1 a token; a is 2^-3; b b is impossible.
        IReadOnlyList<ChoiceScore> ranked = TableModel.Bigrams().RankChoices(
            [A], [new[] { A }, new[] { B, B }, new[] { B, A, B }, new[] { C }]);

        CollectionAssert.AreEqual(new[] { 3, 0, 2, 1 }, ranked.Select(choice => choice.Index).ToArray()); // 0 before 2: equal, earlier
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, ranked.Select(choice => choice.Rank).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2, 0, 3 }, ranked.Select(choice => choice.RankPerToken).ToArray());
        AssertLog2([-2, -3, -3, double.NegativeInfinity], ranked.Select(choice => choice.LogProbability).ToArray());
        AssertLog2([-2, -3, -1, double.NegativeInfinity], ranked.Select(choice => choice.LogProbabilityPerToken).ToArray());
        Assert.IsTrue(ranked.All(choice => choice.RankPerByte is null && choice.LogProbabilityPerByte is null && choice.Text is null));
        Assert.AreEqual(3, ranked[2].TokenCount);
    }

    [TestMethod]
    public void RankChoices_Faults_AreNamed()
    {
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => TableModel.Bigrams().RankChoices([A], [])).Message, "There are no choices. Give at least one.");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => TableModel.Bigrams().RankChoices([A], [new[] { A }, Array.Empty<int>()])).Message,
            "Choice 2 of 2 has no tokens, and so nothing to score.");
    }

    [TestMethod]
    public void SequenceScore_LengthsThatDiffer_AreNamed()
    {
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => new SequenceScore([1, 2], [0], SpecialTokens.None)).Message,
            "Expected 2 log probabilities and as many ranks, or none, but got 1 and 0.");
        Assert.ThrowsExactly<ArgumentException>(() => new SequenceScore([1], [0], SpecialTokens.None, [1, 2]));
    }

    [TestMethod]
    public void SequenceScore_LaterChangeOfTheLists_ChangesNothing()
    {
        double[] scores = [-1];
        var score = new SequenceScore([1], scores, SpecialTokens.None);
        scores[0] = -2;
        Assert.AreEqual(-1, score.TokenLogProbabilities[0]);
    }

    private static int[] RandomIds(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(4))];

    private static void AssertLog2(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.AreEqual(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i] / Math.Log(2), 1e-12);
        }
    }
}
