namespace LanguageModeling.Tests;

/// <summary>Mixtures of models: exact ones, and those in one table.</summary>
[TestClass]
public sealed class MixtureTests
{
    // p(b | a) = 0.4, α(a) = 0.6 / 0.75 = 0.8.
    private static readonly NgramLanguageModel First = TestTexts.FromArpa(
        "\\data\\\nngram 1=5\nngram 2=1\n\n\\1-grams:\n-99\t<unk>\t0\n0\t<s>\t0\n-0.60206\t</s>\t0\n-0.30103\ta\t-0.09691\n-0.60206\tb\t0\n\n"
        + "\\2-grams:\n-0.39794\ta b\n\n\\end\\\n");

    // p(c) = 0.25 in place of b; p(a | a) = 0.1, α(a) = 0.9 / 0.5 = 1.8; single words a 0.5, c 0.2, </s> 0.2, <unk> 0.1.
    private static readonly NgramLanguageModel Second = TestTexts.FromArpa(
        "\\data\\\nngram 1=5\nngram 2=1\n\n\\1-grams:\n-1\t<unk>\t0\n0\t<s>\t0\n-0.69897\t</s>\t0\n-0.30103\ta\t0.2552725\n-0.69897\tc\t0\n\n"
        + "\\2-grams:\n-1\ta a\n\n\\end\\\n");

    [TestMethod]
    public void Interpolate_TwoModels_GivesWhatWorkingByHandGives()
    {
        // λ = 0.6, 0.4. Words: a 0.5; b 0.6 · 0.25 = 0.15; c 0.4 · 0.2 = 0.08; </s> 0.15 + 0.08 = 0.23; <unk> 0.04; the sum is 1.
        // Pairs: p(b | a) = 0.6 · 0.4 + 0 = 0.24; p(a | a) = 0.6 · 0.8 · 0.5 + 0.4 · 0.1 = 0.28.
        // α(a) = (1 - 0.24 - 0.28) / (1 - 0.15 - 0.5) = 0.48 / 0.35; p(c | a) = 0.08 · 0.48 / 0.35.
        NgramLanguageModel mixed = NgramLanguageModel.Interpolate([First, Second], [0.6, 0.4]);

        CollectionAssert.AreEqual(new[] { "<unk>", "<s>", "</s>", "a", "b", "c" }, mixed.Vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(new long[] { 6, 2 }, mixed.NgramCounts.ToArray());
        Assert.AreEqual(0.15, TestTexts.Probability(mixed, "", "b"), 1e-5);
        Assert.AreEqual(0.08, TestTexts.Probability(mixed, "", "c"), 1e-5);
        Assert.AreEqual(0.24, TestTexts.Probability(mixed, "a", "b"), 1e-5);
        Assert.AreEqual(0.28, TestTexts.Probability(mixed, "a", "a"), 1e-5);
        Assert.AreEqual(0.08 * 0.48 / 0.35, TestTexts.Probability(mixed, "a", "c"), 1e-5);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ScoreBatch_ManySequences_EqualsOneByOne(bool cached)
    {
        ILanguageModel model = MixtureLanguageModel.Mix([First.ToTextModel(), Second.ToTextModel()], [0.6, 0.4]).Model;
        model = cached ? new CacheLanguageModel(model, new CacheOptions { Order = 2, Size = 5 }) : model;
        var random = new Random(1);
        int[][] contexts = [.. Enumerable.Range(0, 50).Select(_ => RandomIds(random.Next(4)))];
        int[][] tokens = [.. Enumerable.Range(0, 50).Select(_ => RandomIds(random.Next(12)))];

        double[] expected = [.. tokens.SelectMany((sequence, i) => OneByOne(contexts[i], sequence))];
        CollectionAssert.AreEqual(expected, Score(ranks: false));
        CollectionAssert.AreEqual(expected, Score(ranks: true));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.ScoreBatch([new SequenceToScore(default, new[] { model.VocabularySize }, new double[1])]));

        int[] RandomIds(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(model.VocabularySize))];

        double[] OneByOne(int[] context, int[] sequence)
        {
            using LanguageModelState state = model.CreateState();
            state.Append(context);
            return Array.ConvertAll(sequence, token =>
            {
                double score = state.GetNextLogProbability(token);
                state.Append(token);
                return score;
            });
        }

        double[] Score(bool ranks)
        {
            double[][] scores = Array.ConvertAll(tokens, sequence => new double[sequence.Length]);
            model.ScoreBatch([.. tokens.Select((sequence, i) => new SequenceToScore(contexts[i], sequence, scores[i], new int[ranks && i % 2 == 0 ? sequence.Length : 0]))]);
            return [.. scores.SelectMany(sequence => sequence)];
        }
    }

    [TestMethod]
    public void Mix_TwoModels_IsExactAfterEveryContext()
    {
        // After a: c 0.6 · 0 + 0.4 · 1.8 · 0.2 = 0.144. After b, unknown to the second model: a 0.6 · 0.5 + 0.4 · 0.5 = 0.5.
        TextLanguageModel mixed = MixtureLanguageModel.Mix([First.ToTextModel(), Second.ToTextModel()], [0.6, 0.4]);

        Assert.AreEqual(0.144, Probability(mixed, ["a"], "c"), 1e-5);
        Assert.AreEqual(0.24, Probability(mixed, ["a"], "b"), 1e-5);
        Assert.AreEqual(0.5, Probability(mixed, ["b"], "a"), 1e-5);
        Assert.AreEqual(0.04, Probability(mixed, ["b"], "unseen"), 1e-5);
        Assert.AreEqual(1, Distribution(mixed, ["a"]).Sum(value => Math.Exp(value)), 1e-5);
    }

    [TestMethod]
    public void EstimateWeights_TwoModels_FindsTheMostProbableMixture()
    {
        // Without context (<s> has no pairs): b is 0.25 and 0, c 0 and 0.2, </s> 0.25 and 0.2. Of "b", "b", "c" with their ends,
        // ln P = 2 ln λ + ln(1 - λ) + 3 ln(0.2 + 0.05 λ) + …: 2/λ - 1/(1 - λ) + 0.15 / (0.2 + 0.05 λ) = 0, or with x = λ:
        // (2 - 3x)(0.2 + 0.05x) + 0.15 x(1 - x) = 0.4 - 0.35x - 0.3x² = 0, x = (-0.35 + √(0.1225 + 0.48)) / 0.6 = 0.710327.
        IReadOnlyList<double> weights = MixtureLanguageModel.EstimateWeights([First.ToTextModel(), Second.ToTextModel()], ["b", "b", "c"]);

        Assert.AreEqual(0.710327, weights[0], 1e-4);
        Assert.AreEqual(1, weights.Sum(), 1e-12);
    }

    [TestMethod]
    public void EstimateWeights_TextOfOneModel_GivesItAll()
    {
        NgramLanguageModel own = TestTexts.Train("a b\na b\nb a\n", new NgramOptions { Order = 2, Smoothing = NgramSmoothing.WittenBell });
        NgramLanguageModel foreign = TestTexts.Train("x y\ny z\n", new NgramOptions { Order = 2, Smoothing = NgramSmoothing.WittenBell });

        IReadOnlyList<double> weights = MixtureLanguageModel.EstimateWeights([own.ToTextModel(), foreign.ToTextModel()], ["a b", "b a"]);

        Assert.IsGreaterThan(0.95, weights[0]);
    }

    [TestMethod]
    public void Interpolate_ModelsOfAllKinds_SumToOneAndStayNearTheExactMixture()
    {
        NgramLanguageModel[] models =
        [
            TestTexts.Train(TestTexts.Generated(200), new NgramOptions { Order = 3, DiscountFallback = [0.5f] }),
            TestTexts.Train(TestTexts.Generated(60).Replace("w1", "v1", StringComparison.Ordinal), new NgramOptions { Order = 4, Smoothing = NgramSmoothing.WittenBell }),
            TestTexts.Train(TestTexts.Generated(30), new NgramOptions { Order = 2, Smoothing = NgramSmoothing.Katz, DiscountFallback = [0.5f] }),
        ];
        double[] weights = [0.5, 0.3, 0.2];
        NgramLanguageModel mixed = NgramLanguageModel.Interpolate(models, weights);
        TextLanguageModel exact = MixtureLanguageModel.Mix([.. models.Select(model => model.ToTextModel())], weights);
        var random = new Random(5);
        for (int i = 0; i < 60; i++)
        {
            string[] context = [.. Enumerable.Range(0, random.Next(4)).Select(_ => $"w{TestTexts.NextWord(0, random)}")];
            float[] one = Distribution(mixed.ToTextModel(), context);
            float[] all = Distribution(exact, context);

            Assert.AreEqual(1, one.Sum(value => Math.Exp(value)), 2e-5);
            Assert.AreEqual(1, all.Sum(value => Math.Exp(value)), 2e-5);
        }

        Assert.AreEqual(4, mixed.Order);
        double difference = exact.Score("w1 w2 w3 w40 v1").LogProbability - mixed.ToTextModel().Score("w1 w2 w3 w40 v1").LogProbability;
        Assert.AreEqual(0, difference, 1.0);
        Assert.AreEqual(TestTexts.ToArpa(mixed), TestTexts.ToArpa(TestTexts.FromArpa(TestTexts.ToArpa(mixed))));
    }

    [TestMethod]
    public void Interpolate_OneModel_IsThatModel()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(100), new NgramOptions { Order = 3, DiscountFallback = [0.5f] });
        NgramLanguageModel same = NgramLanguageModel.Interpolate([model], [1]);
        var random = new Random(9);
        for (int i = 0; i < 200; i++)
        {
            int[] context = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(model.VocabularySize))];
            int token = random.Next(2, model.VocabularySize);
            Assert.AreEqual(model.Query(context, token).LogProbability, same.Query(context, token).LogProbability, 1e-3);
        }
    }

    [TestMethod]
    public void State_OfMixture_ForksAndRewinds()
    {
        var mixed = (MixtureLanguageModel)MixtureLanguageModel.Mix([First.ToTextModel(), Second.ToTextModel()], [0.6, 0.4]).Model;
        using LanguageModelState state = mixed.CreateState();
        state.Append([3, 4, 3]);
        float[] after = new float[mixed.VocabularySize];
        state.GetNextLogProbabilities(after);
        using LanguageModelState fork = state.Fork();
        fork.Append(5);
        fork.Append(5);
        fork.Rewind(3);
        float[] again = new float[mixed.VocabularySize];
        fork.GetNextLogProbabilities(again);

        CollectionAssert.AreEqual(after, again);
        Assert.AreEqual(3, state.Length);
        for (int token = 0; token < after.Length; token++)
        {
            Assert.AreEqual((float)state.GetNextLogProbability(token), after[token], 1e-6f);
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => state.Append(6));
        Assert.AreEqual(3, state.Length);
        Assert.ThrowsExactly<ArgumentException>(() => state.GetNextLogProbabilities(new float[2]));
    }

    [TestMethod]
    public void Save_MixtureWithCache_LoadsAsItWas()
    {
        TextLanguageModel mixed = MixtureLanguageModel.Mix([First.ToTextModel(), Second.ToTextModel()], [0.6, 0.4]);
        var cached = new CacheLanguageModel(mixed.Model, new CacheOptions { Weight = 0.2, Size = 9, Order = 2, Decay = 0.5 });
        var stream = new MemoryStream();
        cached.Save(stream);
        byte[] bytes = stream.ToArray();
        CacheLanguageModel loaded = CacheLanguageModel.Load(new MemoryStream(bytes));

        Assert.AreEqual(cached.Options, loaded.Options);
        var text = new TextLanguageModel(loaded, mixed.Codec);
        Assert.AreEqual(new TextLanguageModel(cached, mixed.Codec).Score("a b a c a").LogProbability, text.Score("a b a c a").LogProbability);
        for (int length = 0; length < bytes.Length; length += 1 + (bytes.Length / 300))
        {
            Assert.ThrowsExactly<InvalidDataException>(() => CacheLanguageModel.Load(new MemoryStream(bytes[..length])), $"cut at {length}");
        }
    }

    [TestMethod]
    public void Save_ModelThatCannotBe_IsRefusedBeforeAnythingIsWritten()
    {
        var mixture = new MixtureLanguageModel([new Unsavable()], [1]);
        var stream = new MemoryStream();

        Assert.Contains("ISavable", Assert.ThrowsExactly<NotSupportedException>(() => mixture.Save(stream)).Message);
        Assert.ThrowsExactly<NotSupportedException>(() => new CacheLanguageModel(mixture).Save(stream));
        Assert.AreEqual(0, stream.Length);
    }

    [TestMethod]
    public void Mix_WhatCannotBeMixed_IsNamed()
    {
        TextLanguageModel words = TestTexts.Train("a b\n", new NgramOptions { Order = 1, Splitter = TextSplitter.Words, Smoothing = NgramSmoothing.WittenBell }).ToTextModel();

        Assert.Contains("different rules", Assert.ThrowsExactly<ArgumentException>(() => MixtureLanguageModel.Mix([First.ToTextModel(), words], [0.5, 0.5])).Message);
        Assert.Contains("different rules", Assert.ThrowsExactly<ArgumentException>(() => NgramLanguageModel.Interpolate([First, (NgramLanguageModel)words.Model], [0.5, 0.5])).Message);
        Assert.Contains("0.5, 0.4", Assert.ThrowsExactly<ArgumentException>(() => NgramLanguageModel.Interpolate([First, Second], [0.5, 0.4])).Message);
        Assert.ThrowsExactly<ArgumentException>(() => MixtureLanguageModel.Mix([First.ToTextModel(), Second.ToTextModel()], [1]));
        Assert.ThrowsExactly<ArgumentException>(() => MixtureLanguageModel.Mix([First.ToTextModel(), Second.ToTextModel()], [1.5, -0.5]));
        Assert.ThrowsExactly<ArgumentException>(() => MixtureLanguageModel.Mix([], []));
        Assert.ThrowsExactly<ArgumentException>(() => new MixtureLanguageModel([First, TestTexts.Train(TestTexts.Small, new NgramOptions { Smoothing = NgramSmoothing.WittenBell })], [0.5, 0.5]));
        Assert.ThrowsExactly<InvalidDataException>(() => MixtureLanguageModel.EstimateWeights([First.ToTextModel()], []));
    }

    private static double Probability(TextLanguageModel model, string[] context, string word)
    {
        using LanguageModelState state = model.Model.CreateState();
        foreach (string token in context)
        {
            state.Append(model.Codec.Encode(token)[0].Id);
        }

        return Math.Exp(state.GetNextLogProbability(model.Codec.Encode(word)[0].Id));
    }

    private static float[] Distribution(TextLanguageModel model, string[] context)
    {
        using LanguageModelState state = model.Model.CreateState();
        foreach (string token in context)
        {
            state.Append(model.Codec.Encode(token)[0].Id);
        }

        float[] distribution = new float[model.Model.VocabularySize];
        state.GetNextLogProbabilities(distribution);
        return distribution;
    }

    private sealed class Unsavable : ILanguageModel
    {
        public int VocabularySize => 1;

        public SpecialTokens SpecialTokens => SpecialTokens.None;

        public LanguageModelState CreateState() => throw new NotSupportedException();
    }
}
