using System.Security.Cryptography;

namespace LanguageModeling.Tests;

/// <summary><see cref="Word2VecModel"/>.</summary>
[TestClass]
public sealed class Word2VecTests
{
    private static readonly Word2VecOptions Small = new()
    {
        Dimension = 20,
        Window = 4,
        Epochs = 4,
        SubsamplingThreshold = 0,
        LearningRate = 0.05,
        MinimumCount = 1,
        Threads = 1,
        Buckets = 1000,
    };

    public static IEnumerable<object[]> Kinds =>
        from architecture in Enum.GetValues<Word2VecArchitecture>()
        from objective in Enum.GetValues<Word2VecObjective>()
        from characters in new[] { 0, 3 }
        select new object[] { architecture, objective, characters };

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void TrainFromText_SentencesOfTopics_BringsTheirWordsTogether(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
    {
        Word2VecModel model = Word2VecModel.TrainFromText(TopicText.Lines(1500), Kind(architecture, objective, characters) with { Epochs = 10 });

        Assert.IsGreaterThan(0.9, TopicText.Purity(model.Vectors));
        Assert.HasCount(10, model.EpochLosses);
        Assert.IsLessThan(0.96 * model.EpochLosses[0], model.EpochLosses[^1]);
        Assert.AreEqual(model.EpochLosses.Min(), model.EpochLosses[^1]);
        Assert.IsTrue(model.IsComplete);
    }

    // The same bits on every machine: integer random numbers, sums in fixed lanes, fused products, exponentials of its own.
    [TestMethod]
    [DataRow(Word2VecArchitecture.SkipGram, Word2VecObjective.NegativeSampling, 0, "910DD50EB92DD47E")]
    [DataRow(Word2VecArchitecture.Cbow, Word2VecObjective.NegativeSampling, 0, "5E552C9BCB3292DC")]
    [DataRow(Word2VecArchitecture.SkipGram, Word2VecObjective.HierarchicalSoftmax, 0, "611404596580A397")]
    [DataRow(Word2VecArchitecture.Cbow, Word2VecObjective.HierarchicalSoftmax, 3, "420F0CB679144438")]
    public void TrainFromText_OneThreadAndASeed_GivesTheseBytes(Word2VecArchitecture architecture, Word2VecObjective objective, int characters, string sha256)
        => Assert.AreEqual(sha256, Hash(Word2VecModel.TrainFromText(TopicText.Lines(300), Kind(architecture, objective, characters) with { SubsamplingThreshold = 0.01 })));

    [TestMethod]
    public void TrainFromText_AnotherSeed_GivesOtherVectors()
        => Assert.AreNotEqual(Hash(Word2VecModel.TrainFromText(TopicText.Lines(50), Small)), Hash(Word2VecModel.TrainFromText(TopicText.Lines(50), Small with { Seed = 2 })));

    [TestMethod]
    public void TrainFromText_TextOnDisk_IsTheSame()
        => Assert.AreEqual(
            Hash(Word2VecModel.TrainFromText(TopicText.Lines(8000), Small with { Epochs = 1 })),
            Hash(Word2VecModel.TrainFromText(TopicText.Lines(8000), Small with { Epochs = 1, WordsInMemory = 0 })));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TrainFromText_SharedNoiseOrNot_LearnsAsWellAsThePlainLoop(bool shared)
    {
        string[] lines = TopicText.Lines(1000);
        double[] plain = PairwiseWord2Vec.Train(lines, 20, 4, 5, 4, 0.05);

        Word2VecModel model = Word2VecModel.TrainFromText(lines, Small with { SharedNegatives = shared, FinalLearningRate = 0, NoiseExponent = 1 });

        for (int epoch = 0; epoch < plain.Length; epoch++)
        {
            Assert.AreEqual(plain[epoch], model.EpochLosses[epoch], 0.015 * plain[epoch]);
        }

        Assert.AreEqual(plain[^1], model.EpochLosses[^1], 0.005 * plain[^1]);
    }

    [TestMethod]
    public void EpochLosses_WeightsThatHardlyMove_AreTheSameEachTime()
    {
        // Output vectors begin at 0, so each decision costs ln 2; two words have a tree with one inner node.
        Word2VecOptions still = Small with { LearningRate = 1e-30, FinalLearningRate = 0, Objective = Word2VecObjective.HierarchicalSoftmax };

        foreach (double loss in Word2VecModel.TrainFromText(["a b a b b", "b a b b"], still).EpochLosses)
        {
            Assert.AreEqual(Math.Log(2), loss, 1e-7);
        }

        string[] lines = TopicText.Lines(2000); // a sample of it is measured
        Word2VecModel model = Word2VecModel.TrainFromText(lines, still with { Objective = Word2VecObjective.NegativeSampling, Epochs = 2 });
        Assert.AreEqual(model.EpochLosses[0], model.EpochLosses[1], 1e-9);
        Assert.IsTrue(model.EpochLosses[0] > 5.5 * Math.Log(2) && model.EpochLosses[0] < 6 * Math.Log(2)); // 5 words of noise, less those that are the word itself
    }

    [TestMethod]
    public void TrainFromText_TwoThreads_LearnsAsWellAsOne()
    {
        string[] lines = TopicText.Lines(10_000); // two blocks
        Word2VecModel one = Word2VecModel.TrainFromText(lines, Small);
        Word2VecModel two = Word2VecModel.TrainFromText(lines, Small with { Threads = 2 });

        Assert.AreEqual(one.EpochLosses[^1], two.EpochLosses[^1], 0.03);
        Assert.IsGreaterThan(0.9, TopicText.Purity(two.Vectors));
    }

    [TestMethod]
    public void Train_TokenIds_IsTheSameAsText()
    {
        string[] lines = TopicText.Lines(200);
        Vocabulary vocabulary = new([.. lines.SelectMany(line => line.Split(' ')).Distinct(), "<s>"], SpecialTokens.None);
        vocabulary = new Vocabulary(vocabulary.Tokens, new SpecialTokens { BeginningOfSequence = vocabulary.Count - 1 });
        IEnumerable<int[]> sentences = lines.Select(line => (int[])[vocabulary.Count - 1, .. line.Split(' ').Select(word => vocabulary.GetId(word))]);

        Word2VecModel expected = Word2VecModel.TrainFromText(lines, Small);
        Word2VecModel actual = Word2VecModel.Train(sentences, vocabulary, Small);

        Assert.AreEqual(Hash(expected), Hash(actual));
    }

    [TestMethod]
    public void TrainFromText_Vocabulary_IsByFrequencyAndLimited()
    {
        string[] lines = ["c c c b b a a d", "B b"];

        CollectionAssert.AreEqual(
            new[] { "b", "c", "a" }, Word2VecModel.TrainFromText(lines, Small with { MinimumCount = 2, Lowercase = true }).Vocabulary.Tokens.ToArray());
        Word2VecModel limited = Word2VecModel.TrainFromText(lines, Small with { MaximumVocabularySize = 2 });
        CollectionAssert.AreEqual(new[] { "c", "b" }, limited.Vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(new[] { 3L, 3L }, limited.Vocabulary.Counts!.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Load_SavedModel_IsTheModel(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
    {
        Word2VecModel model = Word2VecModel.TrainFromText(TopicText.Lines(30), Kind(architecture, objective, characters) with { MaximumVocabularySize = 30 });

        Word2VecModel loaded = Word2VecModel.Load(new MemoryStream(Save(model)));

        CollectionAssert.AreEqual(Save(model), Save(loaded));
        Assert.AreEqual(model.Options with { Threads = null }, loaded.Options);
        TestVectors.AreEqual(model.Vectors, loaded.Vectors);
    }

    [TestMethod]
    public void Load_DamagedModel_SaysWhere()
    {
        byte[] bytes = Save(Word2VecModel.TrainFromText(TopicText.Lines(30), Small));
        for (int place = 8; place < bytes.Length; place += 211)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 0x10;
            Assert.ThrowsExactly<InvalidDataException>(() => Word2VecModel.Load(new MemoryStream(damaged)));
            Assert.ThrowsExactly<InvalidDataException>(() => Word2VecModel.Load(new MemoryStream(bytes, 0, place)));
        }
    }

    [TestMethod]
    public void ContinueTraining_NewText_LearnsItsWordsAndKeepsTheOld()
    {
        string[] lines = TopicText.Lines(1500);
        Word2VecModel first = Word2VecModel.TrainFromText(lines.Where(line => !line.Contains('d')), Small);
        byte[] before = Save(first);

        Word2VecModel next = first.ContinueTraining(lines, Small);

        Assert.IsFalse(first.Vocabulary.TryGetId("d1", out _));
        Assert.IsTrue(next.Vocabulary.TryGetId("d1", out _));
        CollectionAssert.AreEqual(first.Vocabulary.Tokens.ToArray(), next.Vocabulary.Tokens.Take(first.Vocabulary.Count).ToArray());
        Assert.IsGreaterThan(0.9, TopicText.Purity(next.Vectors));
        Assert.IsLessThan(first.EpochLosses[0], next.EpochLosses[0]);
        CollectionAssert.AreEqual(before, Save(first));
        Assert.AreEqual(first.Vocabulary.Count, first.ContinueTraining(lines, addWords: false).Vocabulary.Count);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("RED RED rare")]
    public void ContinueTraining_TextWithoutAnyWordOfTheModel_IsRefused(string text)
    {
        var model = Word2VecModel.TrainFromText(["red red green green", "green red"], new Word2VecOptions { Dimension = 4, MinimumCount = 3 });

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => model.ContinueTraining([text])).Message, "words of the text has a vector");
    }

    [TestMethod]
    public void ContinueTraining_AnotherKindOfModel_IsRefused()
    {
        string[] lines = TopicText.Lines(30);
        Word2VecModel tree = Word2VecModel.TrainFromText(lines, Small with { Objective = Word2VecObjective.HierarchicalSoftmax });

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tree.ContinueTraining(lines)).Message, "Set addWords to false");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => tree.ContinueTraining(lines, tree.Options with { Dimension = 7 }, addWords: false)).Message, "Dimension");
        tree.ContinueTraining(lines, addWords: false);
    }

    [TestMethod]
    public void TryGetVector_UnseenWord_IsMadeOfItsCharacters()
    {
        var vector = new float[Small.Dimension];
        Word2VecModel words = Word2VecModel.TrainFromText(TopicText.Lines(50), Small);
        Word2VecModel characters = Word2VecModel.TrainFromText(TopicText.Lines(50), Small with { MinimumCharacters = 2, MaximumCharacters = 3 });

        Assert.IsFalse(words.TryGetVector("the99", vector));
        Assert.IsTrue(characters.TryGetVector("the99", vector));
        Assert.IsTrue(vector.Any(value => value != 0));
        Assert.IsTrue(characters.TryGetVector("the1", vector));
        CollectionAssert.AreEqual(characters.Vectors["the1"].ToArray(), vector);
        Assert.ThrowsExactly<ArgumentException>(() => words.TryGetVector("a", new float[3]));
    }

    [TestMethod]
    public void TrainFromText_Cancelled_ThrowsOrKeepsWhatWasLearnt()
    {
        string[] lines = TopicText.Lines(20_000);
        using var source = new CancellationTokenSource();
        var stop = new Stop(source);
        Word2VecOptions options = Small with { Epochs = 1000, Progress = stop, CancellationToken = source.Token };

        Assert.ThrowsExactly<OperationCanceledException>(() => Word2VecModel.TrainFromText(lines, options));
        using var second = new CancellationTokenSource();
        Word2VecModel kept = Word2VecModel.TrainFromText(lines, options with { Progress = new Stop(second), CancellationToken = second.Token, KeepWhenCancelled = true });

        Assert.IsFalse(kept.IsComplete);
        Assert.IsTrue(kept.Vectors.Count > 30);
        Assert.IsTrue(stop.Last.WordsTotal == 200_000_000L && stop.Last.WordsPerSecond > 0 && stop.Last.TimeLeft > TimeSpan.Zero && stop.Last.Epoch >= 1);
    }

    [TestMethod]
    public void TrainFromText_RateTooHigh_SaysSo()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(
            () => Word2VecModel.TrainFromText(TopicText.Lines(500), Small with { Architecture = Word2VecArchitecture.Cbow, LearningRate = 10, FinalLearningRate = 10, Epochs = 100 }));

        StringAssert.Contains(e.Message, "Lower LearningRate");
    }

    [TestMethod]
    public void TrainFromText_TooFewWords_SaysSo()
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Word2VecModel.TrainFromText(["a b a", "a"], Small with { MinimumCount = 2 }));

        Assert.AreEqual("The text has 4 words, and 1 of its 2 different ones are seen at least 2 times; two are needed. Train on more text, or lower MinimumCount.", e.Message);
    }

    [TestMethod]
    public void Train_IdOutsideTheVocabulary_SaysWhere()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Word2VecModel.Train([[0, 1], [1, 2]], new Vocabulary(["a", "b"], SpecialTokens.None), Small));

        StringAssert.Contains(e.Message, "Sentence 2, token 2: the vocabulary has ids from 0 to 1.");
    }

    [TestMethod]
    [DataRow(nameof(Word2VecOptions.Dimension))]
    [DataRow(nameof(Word2VecOptions.Window))]
    [DataRow(nameof(Word2VecOptions.NegativeSamples))]
    [DataRow(nameof(Word2VecOptions.Epochs))]
    [DataRow(nameof(Word2VecOptions.MinimumCount))]
    [DataRow(nameof(Word2VecOptions.Threads))]
    [DataRow(nameof(Word2VecOptions.Buckets))]
    [DataRow(nameof(Word2VecOptions.MinimumCharacters))]
    [DataRow(nameof(Word2VecOptions.MaximumVocabularySize))]
    public void Options_Zero_IsRefusedByName(string name)
    {
        var options = new Word2VecOptions();
        typeof(Word2VecOptions).GetProperty(name)!.SetValue(options, 0);

        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Word2VecModel.TrainFromText(["a b"], options));

        Assert.AreEqual(name, e.ParamName);
        StringAssert.StartsWith(e.Message, $"{name} must be ");
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefusedByName()
    {
        (string, Word2VecOptions)[] wrong =
        [
            ("Architecture", new() { Architecture = (Word2VecArchitecture)9 }), ("Objective", new() { Objective = (Word2VecObjective)9 }),
            ("NoiseExponent", new() { NoiseExponent = 3 }), ("SubsamplingThreshold", new() { SubsamplingThreshold = -1 }),
            ("LearningRate", new() { LearningRate = 0 }), ("FinalLearningRate", new() { FinalLearningRate = double.NaN }),
            ("MaximumCharacters", new() { MaximumCharacters = 2 }), ("WordsInMemory", new() { WordsInMemory = -1 }),
        ];
        foreach ((string name, Word2VecOptions options) in wrong)
        {
            Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Word2VecModel.TrainFromText(["a b"], options)).ParamName);
        }
    }

    private static Word2VecOptions Kind(Word2VecArchitecture architecture, Word2VecObjective objective, int characters)
        => Small with { Architecture = architecture, Objective = objective, MinimumCharacters = 2, MaximumCharacters = characters };

    private static byte[] Save(Word2VecModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static string Hash(Word2VecModel model) => Convert.ToHexString(SHA256.HashData(Save(model)))[..16];

    private sealed class Stop(CancellationTokenSource source) : IProgress<Word2VecProgress>
    {
        public Word2VecProgress Last { get; private set; }

        public void Report(Word2VecProgress value)
        {
            if (value.Phase == "Training" && value.WordsDone > 0)
            {
                Last = value;
                source.Cancel();
            }
        }
    }
}
