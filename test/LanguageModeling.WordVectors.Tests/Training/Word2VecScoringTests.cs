namespace LanguageModeling.Tests;

/// <summary>Scores of words and sentences under a word2vec model.</summary>
[TestClass]
public sealed class Word2VecScoringTests
{
    private static readonly Word2VecOptions Small = new()
    {
        Dimension = 16,
        Window = 3,
        Epochs = 5,
        SubsamplingThreshold = 0,
        LearningRate = 0.05,
        MinimumCount = 1,
        Threads = 1,
        Buckets = 500,
        MinimumCharacters = 2,
    };

    public static IEnumerable<object[]> Distributions =>
        from architecture in Enum.GetValues<Word2VecArchitecture>()
        from objective in Enum.GetValues<Word2VecObjective>()
        from characters in new[] { 0, 3 }
        select new object[] { architecture, objective, characters };

    [TestMethod]
    [DynamicData(nameof(Distributions))]
    public void LogProbability_OneWordOfContext_IsADistribution(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
    {
        Word2VecModel model = Train(architecture, objective, characters);

        double sum = Enumerable.Range(0, model.Vocabulary.Count).Sum(word => Math.Exp(model.LogProbability(word, [5])));

        Assert.AreEqual(1, sum, 1e-9);
        Assert.AreEqual(objective == Word2VecObjective.HierarchicalSoftmax ? Word2VecSoftmax.Hierarchical : Word2VecSoftmax.Exact, model.DefaultSoftmax);
    }

    [TestMethod]
    [DynamicData(nameof(Distributions))]
    public void Score_SentenceOfOneTopic_IsAboveAMixedOne(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
    {
        Word2VecModel model = Train(architecture, objective, characters);

        Word2VecScore pure = model.Score(["a0", "a1", "a2", "a3", "unseen"]);
        Word2VecScore mixed = model.Score(["a0", "b1", "c2", "d3"]);

        Assert.IsGreaterThan(mixed.LogProbability, pure.LogProbability);
        Assert.AreEqual(4, pure.WordCount);
        Assert.AreEqual(1, pure.UnknownCount);
        Assert.AreEqual(new Word2VecScore(0, 0, 0), model.Score(["a0"]));
        if (objective == Word2VecObjective.NegativeSampling)
        {
            Assert.IsGreaterThan(
                model.Score(["a0", "b1", "c2", "d3"], Word2VecSoftmax.Sampled).LogProbability, model.Score(["a0", "a1", "a2", "a3"], Word2VecSoftmax.Sampled).LogProbability);
        }
    }

    [TestMethod]
    public void LogProbability_ContextOfSkipGram_IsTheMeanOfItsWords()
    {
        Word2VecModel model = Train(Word2VecArchitecture.SkipGram, Word2VecObjective.HierarchicalSoftmax, 0);

        Assert.AreEqual((model.LogProbability(3, [1]) + model.LogProbability(3, [2])) / 2, model.LogProbability(3, [1, 2]), 1e-12);
    }

    [TestMethod]
    public void LogProbability_WrongUse_SaysSo()
    {
        Word2VecModel tree = Train(Word2VecArchitecture.SkipGram, Word2VecObjective.HierarchicalSoftmax, 0);
        Word2VecModel noise = Train(Word2VecArchitecture.SkipGram, Word2VecObjective.NegativeSampling, 0);

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tree.LogProbability(0, [1], Word2VecSoftmax.Exact)).Message, "Use Hierarchical.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => noise.Score(["a"], Word2VecSoftmax.Hierarchical)).Message, "Use Exact or Sampled.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tree.LogProbability(0, [])).Message, "at least one");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tree.LogProbability(999, [1]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tree.LogProbability(1, [-1]));
    }

    private static Word2VecModel Train(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
        => Word2VecModel.TrainFromText(TopicText.Lines(500), Small with { Architecture = architecture, Objective = objective, MaximumCharacters = characters });
}
