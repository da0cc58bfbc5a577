namespace LanguageModeling.Tests;

/// <summary>What must hold for every model and every context.</summary>
[TestClass]
public sealed class DistributionTests
{
    private static readonly string Text = TestTexts.Generated(400);

    public static IEnumerable<object[]> Models =>
    [
        ["order 1", new NgramOptions { Order = 1 }],
        ["order 2", new NgramOptions { Order = 2 }],
        ["order 3", new NgramOptions { Order = 3 }],
        ["order 5", new NgramOptions { Order = 5, DiscountFallback = [0.5f, 1, 1.5f] }],
        ["order 8", new NgramOptions { Order = 8, DiscountFallback = [0.3f] }],
        ["pruned", new NgramOptions { Order = 4, PruningThresholds = [0, 0, 1], DiscountFallback = [0.5f] }],
        ["words pruned", new NgramOptions { Order = 3, PruningThresholds = [5, 5, 6], DiscountFallback = [0.5f] }],
        ["limited", new NgramOptions { Order = 3, LimitVocabulary = ["w1", "w2", "w16", "none"], DiscountFallback = [0.5f] }],
        ["not interpolated", new NgramOptions { Order = 3, InterpolateUnigrams = false }],
        ["maximum likelihood", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.MaximumLikelihood }],
        ["add 0.1", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.AddK, AddK = 0.1 }],
        ["order 16", new NgramOptions { Order = 16, DiscountFallback = [0.5f, 1, 1.5f] }],
        ["Witten-Bell", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.WittenBell }],
        ["Witten-Bell, pruned", new NgramOptions { Order = 4, Smoothing = NgramSmoothing.WittenBell, PruningThresholds = [0, 0, 1] }],
        ["Witten-Bell, order 16", new NgramOptions { Order = 16, Smoothing = NgramSmoothing.WittenBell }],
        ["Witten-Bell back-off", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.WittenBellBackoff }],
        ["Witten-Bell back-off, words pruned", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.WittenBellBackoff, PruningThresholds = [5, 5, 6] }],
        ["Witten-Bell back-off, order 16", new NgramOptions { Order = 16, Smoothing = NgramSmoothing.WittenBellBackoff }],
        ["absolute discounting", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.AbsoluteDiscounting }],
        ["absolute discounting, limited", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.AbsoluteDiscounting, LimitVocabulary = ["w1", "w2", "w16"] }],
        ["Kneser-Ney", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.KneserNey }],
        ["Kneser-Ney, pruned", new NgramOptions { Order = 4, Smoothing = NgramSmoothing.KneserNey, PruningThresholds = [0, 1, 1] }],
        ["Katz, order 1", new NgramOptions { Order = 1, Smoothing = NgramSmoothing.Katz, DiscountFallback = [0.5f, 1, 1.5f] }],
        ["Katz", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.Katz, DiscountFallback = [0.5f, 1, 1.5f] }],
        ["Katz, pruned", new NgramOptions { Order = 4, Smoothing = NgramSmoothing.Katz, PruningThresholds = [1, 1, 2], DiscountFallback = [0.5f] }],
        ["Jelinek-Mercer", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.JelinekMercer }],
        ["Jelinek-Mercer, order 1", new NgramOptions { Order = 1, Smoothing = NgramSmoothing.JelinekMercer }],
        ["Jelinek-Mercer, pruned", new NgramOptions { Order = 4, Smoothing = NgramSmoothing.JelinekMercer, HeldOutInterval = 3, PruningThresholds = [2] }],
        ["add 1, pruned", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.AddK, PruningThresholds = [2] }],
    ];

    private static IEnumerable<object[]> AllModels => [.. Models, ["stupid back-off", new NgramOptions { Order = 3, Smoothing = NgramSmoothing.StupidBackoff }]];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void GetNextLogProbabilities_AnyContext_SumsToOne(string name, NgramOptions options)
    {
        NgramLanguageModel model = TestTexts.Train(Text, options);
        float[] distribution = new float[model.VocabularySize];
        foreach (LanguageModelState state in Contexts(model))
        {
            state.GetNextLogProbabilities(distribution);

            Assert.AreEqual(1, distribution.Sum(value => Math.Exp(value)), 2e-5, name);
            Assert.AreEqual(float.NegativeInfinity, distribution[model.SpecialTokens.BeginningOfSequence!.Value], name);
        }
    }

    [TestMethod]
    [DynamicData(nameof(AllModels))]
    public void GetNextLogProbability_AnyToken_AgreesWithTheDistribution(string name, NgramOptions options)
    {
        NgramLanguageModel model = TestTexts.Train(Text, options);
        float[] distribution = new float[model.VocabularySize];
        foreach (LanguageModelState state in Contexts(model))
        {
            state.GetNextLogProbabilities(distribution);
            for (int token = 0; token < distribution.Length; token++)
            {
                Assert.AreEqual((float)state.GetNextLogProbability(token), distribution[token], name);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Train_IdsWithWordsNeverSeen_SumsToOneOverAllOfThem(string name, NgramOptions options)
    {
        // The same text, as ids of a larger vocabulary with padding and its special tokens at the end.
        string[] tokens = ["<pad>", .. Enumerable.Range(1, 500).Select(i => $"w{i}"), "[end]"];
        var vocabulary = new Vocabulary(tokens, new SpecialTokens { Padding = 0, EndOfSequence = 501 });
        int[][] sentences = [.. Text.Split('\n')[..^1].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => vocabulary.GetId(word)).ToArray())];

        NgramLanguageModel model = NgramLanguageModel.Train(sentences, vocabulary, options);

        float[] distribution = new float[model.VocabularySize];
        foreach (LanguageModelState state in Contexts(model))
        {
            state.GetNextLogProbabilities(distribution);
            Assert.AreEqual(1, distribution.Sum(value => Math.Exp(value)), 2e-5, name);
            Assert.AreEqual(float.NegativeInfinity, distribution[0], name);
        }
    }

    [TestMethod]
    public void VocabularyPad_LargerThanTheVocabulary_LeavesTheShareOfTheMissing()
    {
        // p(a) of the order 1 model in SmoothingTests, with 1/100 in place of 1/8.
        NgramLanguageModel model = TestTexts.Train("a b c d d e e f f f\n", new NgramOptions { Order = 1, VocabularyPad = 100 });

        Assert.AreEqual((0.5 / 11) + (7.5 / 11 / 100), TestTexts.Probability(model, "", "a"), 1e-6);
    }

    /// <summary>Contexts seen and unseen, of all lengths, at the beginning of a sentence and elsewhere.</summary>
    private static IEnumerable<LanguageModelState> Contexts(NgramLanguageModel model)
    {
        var random = new Random(1);
        for (int i = 0; i < 40; i++)
        {
            using LanguageModelState state = model.CreateState();
            if (i % 2 == 0)
            {
                state.Append(model.SpecialTokens.BeginningOfSequence!.Value);
            }

            int word = 0;
            for (int length = random.Next(8); length >= 0; length--)
            {
                yield return state;
                word = TestTexts.NextWord(word, random) * random.Next(1, 3); // up to w800, and so some unseen
                state.Append(model.Vocabulary.GetId($"w{word}"));
            }
        }
    }
}
