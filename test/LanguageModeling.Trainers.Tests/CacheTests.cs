namespace LanguageModeling.Tests;

/// <summary>Models with a cache of what they have read.</summary>
[TestClass]
public sealed class CacheTests
{
    // Ids: <unk> 0, <s> 1, </s> 2, a 3, b 4, c 5. Without context a 0.4, b 0.3, c 0.1, </s> 0.1, <unk> 0.1.
    private static readonly NgramLanguageModel Words = TestTexts.FromArpa(
        "\\data\\\nngram 1=6\n\n\\1-grams:\n-1\t<unk>\n0\t<s>\n-1\t</s>\n-0.39794\ta\n-0.5228787\tb\n-1\tc\n\n\\end\\\n");

    [TestMethod]
    public void GetNextLogProbability_UnigramCache_IsTheShareOfTheLastTokens()
    {
        // After <s> c c b, K = 3: c 2/3, b 1/3. p(c) = 0.75 · 0.1 + 0.25 · 2/3; p(a) = 0.75 · 0.4.
        using LanguageModelState state = State(new CacheOptions { Weight = 0.25, Size = 3 }, 1, 5, 5, 4);

        Assert.AreEqual(0.075 + (0.5 / 3), Math.Exp(state.GetNextLogProbability(5)), 1e-6);
        Assert.AreEqual(0.225 + (0.25 / 3), Math.Exp(state.GetNextLogProbability(4)), 1e-6);
        Assert.AreEqual(0.3, Math.Exp(state.GetNextLogProbability(3)), 1e-6);
        state.Append(3); // the cache now holds c b a
        Assert.AreEqual(0.075 + (0.25 / 3), Math.Exp(state.GetNextLogProbability(5)), 1e-6);
    }

    [TestMethod]
    public void GetNextLogProbability_PairCache_LooksAfterTheLastToken()
    {
        // Tokens a b a c a: after a came b and c, half each; shares a 3/5, b 1/5, c 1/5. p_cache(b) = (1/2 + 1/5) / 2 = 0.35.
        using LanguageModelState state = State(new CacheOptions { Weight = 0.5, Order = 2 }, 3, 4, 3, 5, 3);

        Assert.AreEqual((0.5 * 0.3) + (0.5 * 0.35), Math.Exp(state.GetNextLogProbability(4)), 1e-6);
        Assert.AreEqual((0.5 * 0.4) + (0.5 * 0.3), Math.Exp(state.GetNextLogProbability(3)), 1e-6);
    }

    [TestMethod]
    public void GetNextLogProbability_Decay_LetsOldTokensFade()
    {
        // b then a, decay 0.5: weights 0.5 and 1, shares 1/3 and 2/3.
        using LanguageModelState state = State(new CacheOptions { Weight = 0.5, Decay = 0.5 }, 4, 3);

        Assert.AreEqual((0.5 * 0.4) + (0.5 * 2 / 3), Math.Exp(state.GetNextLogProbability(3)), 1e-6);
        Assert.AreEqual((0.5 * 0.3) + (0.5 / 3), Math.Exp(state.GetNextLogProbability(4)), 1e-6);
    }

    [TestMethod]
    public void GetNextLogProbability_EmptyCache_IsTheModelAlone()
    {
        using LanguageModelState state = State(new CacheOptions { Weight = 0.5 }, 1);

        Assert.AreEqual(0.4, Math.Exp(state.GetNextLogProbability(3)), 1e-6);
    }

    [TestMethod]
    [DataRow(1, 1.0)]
    [DataRow(3, 0.9)]
    public void GetNextLogProbabilities_AnyContext_SumsToOneAndAgrees(int order, double decay)
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(200), new NgramOptions { Order = 3, DiscountFallback = [0.5f] });
        var cached = new CacheLanguageModel(model, new CacheOptions { Weight = 0.3, Size = 20, Order = order, Decay = decay });
        using LanguageModelState state = cached.CreateState();
        var random = new Random(3);
        float[] distribution = new float[cached.VocabularySize];
        for (int i = 0; i < 60; i++)
        {
            state.GetNextLogProbabilities(distribution);
            Assert.AreEqual(1, distribution.Sum(value => Math.Exp(value)), 2e-5);
            int token = random.Next(5) == 0 ? 1 : random.Next(2, 30);
            Assert.AreEqual((float)state.GetNextLogProbability(token), distribution[token], 1e-5f);
            state.Append(token);
        }
    }

    [TestMethod]
    public void State_ForkAndRewind_EqualsReplay()
    {
        var cached = new CacheLanguageModel(Words, new CacheOptions { Weight = 0.3, Size = 4, Order = 2 });
        int[] ids = [1, 3, 4, 3, 5, 2, 1, 4, 4, 3];
        using LanguageModelState all = cached.CreateState();
        all.Append(ids);
        for (int length = 0; length <= ids.Length; length++)
        {
            using LanguageModelState rewound = all.Fork();
            rewound.Rewind(length);
            using LanguageModelState replay = cached.CreateState();
            replay.Append(ids.AsSpan(0, length));

            Assert.AreEqual(length, rewound.Length);
            for (int token = 0; token < cached.VocabularySize; token++)
            {
                Assert.AreEqual(replay.GetNextLogProbability(token), rewound.GetNextLogProbability(token));
            }
        }

        Assert.AreEqual(ids.Length, all.Length);
    }

    [TestMethod]
    public void ScoreInTurn_LinesThatRepeat_GrowMoreProbable()
    {
        TextLanguageModel plain = Words.ToTextModel();
        var cached = new TextLanguageModel(new CacheLanguageModel(Words), plain.Codec);
        string[] lines = ["c c", "c c", "c c"];

        SequenceScore[] scores = [.. cached.ScoreInTurn(lines)];
        SequenceScore[] alike = [.. plain.ScoreInTurn(lines)];

        Assert.IsGreaterThan(scores[0].LogProbability, scores[1].LogProbability);
        Assert.AreEqual(plain.Score("c c").LogProbability, alike[2].LogProbability);
        Assert.AreEqual(plain.Score("c c").ByteCount, alike[2].ByteCount);
        Assert.ThrowsExactly<ArgumentException>(() => cached.ScoreInTurn(lines, new ScoringOptions { WithRanks = true }));
    }

    [TestMethod]
    public void ScoreBatch_SixteenThreads_GiveWhatOneGives()
    {
        ILanguageModel cached = new CacheLanguageModel(Words, new CacheOptions { Order = 2 });
        double[][] together = new double[64][];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => together[i] = Score(i));

        for (int i = 0; i < together.Length; i++)
        {
            CollectionAssert.AreEqual(Score(i), together[i]);
        }

        double[] Score(int seed)
        {
            var random = new Random(seed);
            int[] ids = [.. Enumerable.Range(0, 40).Select(_ => random.Next(2, 6))];
            double[] scores = new double[ids.Length];
            cached.ScoreBatch([new SequenceToScore(default, ids, scores)]);
            return scores;
        }
    }

    [TestMethod]
    public void Create_BadOption_IsRefused()
    {
        CacheOptions[] bad =
        [
            new() { Weight = 1 }, new() { Weight = -0.1 }, new() { Weight = double.NaN }, new() { Size = 0 }, new() { Size = 100_001 },
            new() { Order = 0 }, new() { Order = 6 }, new() { Decay = 0 }, new() { Decay = 1.1 },
        ];
        foreach (CacheOptions options in bad)
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CacheLanguageModel(Words, options));
        }
    }

    private static LanguageModelState State(CacheOptions options, params int[] ids)
    {
        LanguageModelState state = new CacheLanguageModel(Words, options).CreateState();
        state.Append(ids);
        return state;
    }
}
