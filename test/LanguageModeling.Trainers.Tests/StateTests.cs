namespace LanguageModeling.Tests;

[TestClass]
public sealed class StateTests
{
    private static readonly NgramLanguageModel Model = TestTexts.Train(TestTexts.Generated(300), new NgramOptions { Order = 4, DiscountFallback = [0.5f] });

    [TestMethod]
    public void Fork_ThenBothGoOn_EqualsReplay()
    {
        int[] ids = RandomIds(30, seed: 3);
        using LanguageModelState state = Model.CreateState();
        for (int split = 0; split < ids.Length; split++)
        {
            using LanguageModelState fork = state.Fork();
            fork.Append(ids.AsSpan(split));
            fork.Append(5);
            using LanguageModelState replay = Model.CreateState();
            replay.Append(ids);
            replay.Append(5);

            Assert.AreEqual(replay.Length, fork.Length);
            CollectionAssert.AreEqual(Distribution(replay), Distribution(fork));

            state.Append(ids[split]);
            Assert.AreEqual(split + 1, state.Length);
        }
    }

    [TestMethod]
    public void Rewind_ToAnyLength_EqualsReplay()
    {
        int[] ids = RandomIds(12, seed: 4);
        for (int length = 0; length <= ids.Length; length++)
        {
            using LanguageModelState state = Model.CreateState();
            state.Append(ids);
            state.Rewind(length);
            using LanguageModelState replay = Model.CreateState();
            replay.Append(ids.AsSpan(0, length));

            Assert.AreEqual(length, state.Length);
            CollectionAssert.AreEqual(Distribution(replay), Distribution(state));
        }
    }

    [TestMethod]
    public void Query_LongContext_EqualsState()
    {
        int[] ids = RandomIds(50, seed: 5);
        using LanguageModelState state = Model.CreateState();
        for (int t = 0; t < ids.Length; t++)
        {
            Assert.AreEqual(state.GetNextLogProbability(ids[t]), Model.Query(ids.AsSpan(0, t), ids[t]).LogProbability);
            state.Append(ids[t]);
        }
    }

    [TestMethod]
    public void ScoreBatch_SixteenThreads_GiveWhatOneGives()
    {
        int[][] sequences = [.. Enumerable.Range(0, 64).Select(seed => RandomIds(40, seed))];
        double[][] alone = Array.ConvertAll(sequences, Score);

        double[][] together = new double[sequences.Length][];
        Parallel.For(0, sequences.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => together[i] = Score(sequences[i]));

        for (int i = 0; i < sequences.Length; i++)
        {
            CollectionAssert.AreEqual(alone[i], together[i]);
        }

        static double[] Score(int[] ids)
        {
            double[] scores = new double[ids.Length];
            ((ILanguageModel)Model).ScoreBatch([new SequenceToScore(default, ids, scores)]);
            return scores;
        }
    }

    [TestMethod]
    public void Append_IdOutside_SaysTheRange()
    {
        using LanguageModelState state = Model.CreateState();

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.Append(Model.VocabularySize));

        Assert.Contains($"from 0 to {Model.VocabularySize - 1}", error.Message);
        Assert.AreEqual(0, state.Length);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.GetNextLogProbability(-1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Model.Query([Model.VocabularySize], 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.Rewind(1));
        Assert.ThrowsExactly<ArgumentException>(() => state.GetNextLogProbabilities(new float[3]));
    }

    [TestMethod]
    public void Append_Cancelled_LeavesTheContext()
    {
        using LanguageModelState state = Model.CreateState();

        Assert.ThrowsExactly<OperationCanceledException>(() => state.Append(5, new CancellationToken(canceled: true)));

        Assert.AreEqual(0, state.Length);
    }

    private static int[] RandomIds(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3, Model.VocabularySize))];
    }

    private static float[] Distribution(LanguageModelState state)
    {
        float[] distribution = new float[Model.VocabularySize];
        state.GetNextLogProbabilities(distribution);
        return distribution;
    }
}
