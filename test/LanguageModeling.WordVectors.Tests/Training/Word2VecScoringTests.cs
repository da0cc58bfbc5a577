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
    [DynamicData(nameof(Distributions))]
    public void Score_Sentence_IsTheSumOverItsWordsAndWindows(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
    {
        Word2VecModel model = Train(architecture, objective, characters);
        string[] words = ["a0", "the1", "a1", "a0", "b2", "the1"]; // the window is 3
        int[] ids = [.. words.Select(word => model.Vocabulary.GetId(word))];
        double expected = Enumerable.Range(0, ids.Length).Sum(i => model.LogProbability(ids[i], [.. Enumerable.Range(0, ids.Length).Where(j => j != i && Math.Abs(i - j) <= 3).Select(j => ids[j])]));

        Assert.AreEqual(expected, model.Score(words).LogProbability, 1e-9);
        Assert.AreEqual(model.Score(words), model.Score(string.Join("  ", words)));
    }

    [TestMethod]
    public void Score_Sampled_IsTheExpectationWrittenOut()
    {
        Word2VecModel model = Train(Word2VecArchitecture.Cbow, Word2VecObjective.NegativeSampling, 0);
        WordVectors v = model.Vectors;
        double total = model.Vocabulary.Counts!.Sum(count => Math.Pow(count, 0.75));

        // Sampled(word) - Sampled(other) = ln σ(v·u_word) - ln σ(v·u_other), and exact scores give v·u up to a constant.
        double noise = 0;
        double constant = model.LogProbability(0, [1]) - Logit(0);
        for (int id = 0; id < v.Count; id++)
        {
            noise += Math.Pow(model.Vocabulary.Counts![id], 0.75) / total * -Math.Log(1 + Math.Exp(Logit(id)));
        }

        Assert.AreEqual(-Math.Log(1 + Math.Exp(-Logit(3))) + (5 * noise), model.LogProbability(3, [1], Word2VecSoftmax.Sampled), 1e-5);
        Assert.AreEqual(constant, model.LogProbability(5, [1]) - Logit(5), 1e-6);

        double Logit(int id)
        {
            float[] u = model.Output.Row(id).ToArray();
            return v.GetVector(1).ToArray().Zip(u, (a, b) => (double)a * b).Sum();
        }
    }

    [TestMethod]
    public void Score_ModelsOfTwoClasses_TellThemApart()
    {
        // Taddy 2015: a model for each class of texts; a text belongs to the class whose model expects it best. Both classes have the same words: one has
        // those of a topic together, the other has them shuffled.
        string[] ordered = TopicText.Lines(2000);
        string[] words = [.. ordered.SelectMany(line => line.Split(' '))];
        new Random(5).Shuffle(words);
        string[] shuffled = [.. words.Chunk(10).Select(line => string.Join(' ', line))];
        string[][] classes = [ordered, shuffled];
        var options = Small with { Architecture = Word2VecArchitecture.Cbow, Objective = Word2VecObjective.HierarchicalSoftmax };
        Word2VecModel[] models = [.. classes.Select(lines => Word2VecModel.TrainFromText(lines.Take(1800), options))];

        int right = Enumerable.Range(0, 2).Sum(kind => classes[kind].Skip(1800)
            .Count(line => models[kind].Score(line).LogProbability > models[1 - kind].Score(line).LogProbability));

        Assert.IsGreaterThan(380, right); // of 400
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
