using System.Globalization;
using System.Text;
using LanguageModeling.Files;
using LanguageModeling.Layouts;
using LanguageModeling.Tables;

namespace LanguageModeling.Tests.Files;

/// <summary>Models as they lie in files must answer as the plain tables do, to the bit.</summary>
[TestClass]
public sealed class FileFormTests
{
    private static readonly NgramOptions[] Models =
    [
        new NgramOptions { Order = 1 },
        new NgramOptions { Order = 2 },
        new NgramOptions { Order = 3, PruningThresholds = [0, 1] },
        new NgramOptions { Order = 5 },
        new NgramOptions { Order = 16, Smoothing = NgramSmoothing.WittenBellBackoff },
        new NgramOptions { Order = 4, Smoothing = NgramSmoothing.Katz },
    ];

    public static IEnumerable<object[]> Options
        => Enum.GetValues<NgramFileFormat>().SelectMany(format => Models.Select(options => new object[] { options, format }));

    [TestMethod]
    public void Load_OfAFile_MapsItUntilTheModelIsUnused()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("What is mapped is read from /proc.");
        }

        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "dropped.lm");
            TestTexts.Train(TestTexts.Generated(150), new NgramOptions { Order = 2, DiscountFallback = NgramOptions.UsualDiscountFallback }).Save(path);

            LoadAndDrop(path);
            for (int attempt = 0; attempt < 20 && IsMapped(path); attempt++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.IsFalse(IsMapped(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void LoadAndDrop(string path)
        {
            NgramLanguageModel model = NgramLanguageModel.Load(path);

            Assert.IsTrue(IsMapped(path));
            Assert.AreEqual(2, model.Order);
        }

        static bool IsMapped(string path) => File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal);
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Query_AnyContext_EqualsThePlainTables(NgramOptions options, NgramFileFormat format)
    {
        (NgramLanguageModel plain, NgramLanguageModel fast) = Make(options, format);

        Assert.IsInstanceOfType<BackoffTables>(plain.Tables);
        Assert.IsInstanceOfType<LayoutTables>(fast.Tables);
        var random = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            int[] ids = RandomText(plain, random, random.Next(8));
            int token = random.Next(plain.VocabularySize);
            Assert.AreEqual(plain.Query(ids, token), fast.Query(ids, token));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void GetNextLogProbabilities_AlongAText_EqualsThePlainTables(NgramOptions options, NgramFileFormat format)
    {
        (NgramLanguageModel plain, NgramLanguageModel fast) = Make(options, format);
        using LanguageModelState expected = plain.CreateState();
        using LanguageModelState actual = fast.CreateState();
        float[] expectedScores = new float[plain.VocabularySize];
        float[] actualScores = new float[plain.VocabularySize];
        foreach (int token in RandomText(plain, new Random(2), 60))
        {
            expected.GetNextLogProbabilities(expectedScores);
            actual.GetNextLogProbabilities(actualScores);

            CollectionAssert.AreEqual(expectedScores, actualScores);
            Assert.AreEqual(expected.GetNextLogProbability(token), actual.GetNextLogProbability(token));
            expected.Append(token);
            actual.Append(token);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void ScoreBatch_SequencesOfAllLengths_EqualsOneByOne(NgramOptions options, NgramFileFormat format)
    {
        (NgramLanguageModel plain, NgramLanguageModel fast) = Make(options, format);
        var random = new Random(3);
        int[][] contexts = [.. Enumerable.Range(0, 300).Select(_ => RandomText(plain, random, random.Next(4)))];
        int[][] tokens = [.. Enumerable.Range(0, 300).Select(_ => RandomText(plain, random, random.Next(3) == 0 ? 150 : random.Next(4)))];

        double[][] expected = Score(plain, contexts, tokens, ranks: false, out _);
        double[][] actual = Score(fast, contexts, tokens, ranks: false, out _);
        double[][] ranked = Score(fast, contexts[..20], tokens[..20], ranks: true, out int[][] ranks);
        Score(plain, contexts[..20], tokens[..20], ranks: true, out int[][] expectedRanks);

        for (int i = 0; i < tokens.Length; i++)
        {
            CollectionAssert.AreEqual(expected[i], actual[i]);
        }

        for (int i = 0; i < ranked.Length; i++)
        {
            CollectionAssert.AreEqual(expected[i], ranked[i]);
            CollectionAssert.AreEqual(expectedRanks[i], ranks[i]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void Score_ContextByContext_EqualsQuery(NgramOptions options, NgramFileFormat format)
    {
        (NgramLanguageModel plain, NgramLanguageModel fast) = Make(options, format);
        int[] ids = RandomText(plain, new Random(4), 400);
        NgramContext slow = default;
        NgramContext quick = fast.GetContext([]);
        for (int t = 0; t < ids.Length; t++)
        {
            NgramScore expected = plain.Query(ids.AsSpan(0, t), ids[t]);
            Assert.AreEqual(expected, plain.Score(slow, ids[t], out slow));
            Assert.AreEqual(expected, fast.Score(quick, ids[t], out quick));
            Assert.AreEqual(slow.Length, quick.Length);
            Assert.AreEqual(quick, fast.GetContext(ids.AsSpan(0, t + 1)));
        }
    }

    [TestMethod]
    [DataRow(NgramFileFormat.Fast)]
    [DataRow(NgramFileFormat.Compact)]
    public void Query_ContextWithThousandsOfSuccessors_FindsEach(NgramFileFormat format)
    {
        const int words = 30_000;
        StringBuilder arpa = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\\data\\\nngram 1={words}\nngram 2={words / 3 * 2}\n\n\\1-grams:\n");
        for (int word = 0; word < words; word++)
        {
            arpa.Append(CultureInfo.InvariantCulture, $"-5\tw{word}\t-0.5\n");
        }

        arpa.Append("\n\\2-grams:\n");
        for (int word = 0; word < words / 3; word++)
        {
            // Words 0 … 9,999 follow w0, of the others every third w1: crowded and spread.
            arpa.Append(CultureInfo.InvariantCulture, $"-{word % 1000 / 1000d:0.000}\tw0 w{word}\n-{word % 500 / 1000d:0.000}\tw1 w{(3 * word) + 2}\n");
        }

        NgramLanguageModel model = NgramLanguageModel.LoadArpa(
            TestTexts.ToStream(arpa.Append("\n\\end\\\n").ToString()), new ArpaReadingOptions { Form = new NgramFileOptions { Format = format } });

        int[] ids = [.. Enumerable.Range(0, words).Select(word => model.Vocabulary.GetId($"w{word}"))];
        double[] scores = new double[words];
        ((ILanguageModel)model).ScoreBatch([.. Enumerable.Range(0, words).Select(word => new SequenceToScore(ids.AsMemory(0, 1), ids.AsMemory(word, 1), scores.AsMemory(word, 1)))]);
        for (int word = 0; word < words; word++)
        {
            double afterFirst = word < words / 3 ? -(word % 1000 / 1000d) : -5.5;
            double afterSecond = word % 3 == 2 ? -(word / 3 % 500 / 1000d) : -5.5;
            Assert.AreEqual(afterFirst * Math.Log(10), scores[word], 1e-5);
            Assert.AreEqual(afterFirst * Math.Log(10), model.Query([ids[0]], ids[word]).LogProbability, 1e-5);
            Assert.AreEqual(afterSecond * Math.Log(10), model.Query([ids[1]], ids[word]).LogProbability, 1e-5);
        }
    }

    [TestMethod]
    public void GetContext_NothingGoesOnFromIt_IsShort()
    {
        // a b c: nothing follows c, whose weight is 1; b is followed by c, a b is not kept in view of anything longer than two words.
        NgramLanguageModel model = TestTexts.FromArpa(
            "\\data\\\nngram 1=4\nngram 2=2\nngram 3=1\n\n\\1-grams:\n-1\t<unk>\n-1\ta\t-0.5\n-1\tb\t-0.5\n-1\tc\n\n\\2-grams:\n-0.5\ta b\t-0.25\n-0.5\tb c\n\n\\3-grams:\n-0.25\ta b c\n\n\\end\\\n");
        int a = model.Vocabulary.GetId("a");
        int b = model.Vocabulary.GetId("b");
        int c = model.Vocabulary.GetId("c");

        Assert.AreEqual(2, model.GetContext([a, b]).Length);
        Assert.AreEqual(1, model.GetContext([c, b]).Length);
        Assert.AreEqual(model.GetContext([b]), model.GetContext([c, b]));
        Assert.AreEqual(default, model.GetContext([a, b, c]));
        Assert.AreNotEqual(model.GetContext([a, b]), model.GetContext([b]));
    }

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void GetTopTokens_AlongAText_AreThoseOfTheWholeDistribution(NgramOptions options, NgramFileFormat format)
    {
        (NgramLanguageModel plain, NgramLanguageModel fast) = Make(options, format);
        int[] ids = RandomText(plain, new Random(5), 30);
        for (int t = 0; t <= ids.Length; t++)
        {
            NgramContext context = fast.GetContext(ids.AsSpan(0, t));
            TokenAlternative[] expected =
            [
                .. Enumerable.Range(0, plain.VocabularySize)
                    .Select(id => new TokenAlternative(id, plain.Query(ids.AsSpan(0, t), id).LogProbability))
                    .Where(word => word.Id != plain.SpecialTokens.BeginningOfSequence)
                    .OrderByDescending(word => word.LogProbability).ThenBy(word => word.Id).Take(12),
            ];

            CollectionAssert.AreEqual(expected, fast.GetTopTokens(context, 12).ToArray());
            CollectionAssert.AreEqual(expected[..1], fast.GetTopTokens(context, 1).ToArray());
        }

        Assert.HasCount(plain.VocabularySize - 1, fast.GetTopTokens(default, int.MaxValue));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fast.GetTopTokens(default, 0));
    }

    [TestMethod]
    public void Save_Quantized_IsNearAndStillBacksOff()
    {
        NgramLanguageModel plain = TestTexts.Train(TestTexts.Generated(3000), new NgramOptions { Order = 3 });
        var options = new NgramFileOptions { Format = NgramFileFormat.Compact, ProbabilityBits = 8, BackoffBits = 8 };
        var stream = new MemoryStream();
        NgramModelFile.Write(stream, plain, options);
        var exact = new MemoryStream();
        NgramModelFile.Write(exact, plain, options with { ProbabilityBits = 0, BackoffBits = 0 });

        NgramLanguageModel quantized = NgramLanguageModel.Load(new MemoryStream(stream.ToArray()));

        Assert.IsLessThan(exact.Length, stream.Length);
        int[] ids = RandomText(plain, new Random(7), 2000);
        double difference = 0;
        for (int t = 0; t < ids.Length; t++)
        {
            NgramScore expected = plain.Query(ids.AsSpan(0, t), ids[t]);
            NgramScore actual = quantized.Query(ids.AsSpan(0, t), ids[t]);
            Assert.AreEqual(expected.MatchedLength, actual.MatchedLength);
            Assert.AreEqual(expected.LogProbability, actual.LogProbability, 1);
            difference += Math.Abs(expected.LogProbability - actual.LogProbability) / ids.Length;
        }

        Assert.IsLessThan(0.02, difference);
        Assert.IsGreaterThan(0, difference);
    }

    [TestMethod]
    [DataRow(NgramFileFormat.Fast, 8, 0, "The Fast form does not quantize. Leave ProbabilityBits at 0, or choose the compact form.")]
    [DataRow(NgramFileFormat.Compact, 1, 0, "ProbabilityBits must be from 2 to 16, or 0 for no loss; 8 is usual.")]
    [DataRow(NgramFileFormat.Compact, 8, 17, "BackoffBits must be from 2 to 16, or 0 for no loss; 8 is usual.")]
    [DataRow((NgramFileFormat)7, 0, 0, "Choose one of the values of NgramFileFormat.")]
    public void Save_OptionOutOfRange_SaysTheRange(NgramFileFormat format, int probabilityBits, int backoffBits, string message)
    {
        (NgramLanguageModel plain, _) = Make(new NgramOptions { Order = 2 });
        var options = new NgramFileOptions { Format = format, ProbabilityBits = probabilityBits, BackoffBits = backoffBits };
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => plain.Save(path, options));

        Assert.Contains(message, error.Message);
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    public void ScoreBatch_IdOutside_SaysTheRange()
    {
        (_, NgramLanguageModel fast) = Make(new NgramOptions { Order = 3 });

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Score(fast, [[]], [[fast.VocabularySize]], ranks: false, out _));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Score(fast, [[-1]], [[1]], ranks: false, out _));
    }

    [TestMethod]
    [DataRow(NgramFileFormat.Fast)]
    [DataRow(NgramFileFormat.Compact)]
    public void CreateSink_ModelGivenLevelByLevel_IsOpenedFromTheFile(NgramFileFormat format)
    {
        (NgramLanguageModel plain, _) = Make(new NgramOptions { Order = 4, Lowercase = true });
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "model.lm");
            NgramStream.Copy(plain.Tables, plain.Vocabulary, NgramModelFile.CreateSink(path, new NgramFileOptions { Format = format }, plain.Origin));

            NgramLanguageModel opened = NgramLanguageModel.Load(path);

            Assert.HasCount(1, Directory.GetFiles(folder));
            Assert.IsTrue(opened.Lowercase);
            Assert.AreEqual(plain.Smoothing, opened.Smoothing);
            Assert.AreEqual(TestTexts.ToArpa(plain), TestTexts.ToArpa(opened));
            string copy = Path.Combine(folder, "copy.lm");
            opened.Save(copy);
            CollectionAssert.AreEqual(File.ReadAllBytes(path), File.ReadAllBytes(copy));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DataRow(NgramFileFormat.Fast)]
    [DataRow(NgramFileFormat.Compact)]
    public void Add_PartOfAnNgramMissing_IsRefused(NgramFileFormat format)
    {
        var vocabulary = new Vocabulary(["a", "b"], SpecialTokens.None);
        IModelBuilder builder = NgramModelFile.CreateBuilder(new NgramFileOptions { Format = format }, NgramOrigin.Arpa);
        builder.Begin(vocabulary, [2, 1, 1]);
        builder.Add(1, [0, 1], [-1, -1], [0, 0]);
        builder.Add(2, [0, 1], [-0.5f], [-0.5f]);

        var error = Assert.ThrowsExactly<IncompleteNgramsException>(() => builder.Add(3, [0, 1, 0], [-0.25f], []));

        CollectionAssert.AreEqual((int[])[1, 0], error.Missing);
    }

    [TestMethod]
    [DataRow(NgramFileFormat.Fast)]
    [DataRow(NgramFileFormat.Compact)]
    public void Add_NgramTwice_IsRefused(NgramFileFormat format)
    {
        IModelBuilder builder = NgramModelFile.CreateBuilder(new NgramFileOptions { Format = format }, NgramOrigin.Arpa);
        builder.Begin(new Vocabulary(["a", "b"], SpecialTokens.None), [2, 2]);
        builder.Add(1, [0, 1], [-1, -1], [0, 0]);

        var error = Assert.ThrowsExactly<RepeatedNgramException>(() => builder.Add(2, [0, 1, 0, 1], [-0.5f, -0.5f], []));

        CollectionAssert.AreEqual((int[])[0, 1], error.Words);
    }

    [TestMethod]
    public void Add_NotInSuffixOrder_IsRefused()
    {
        IModelBuilder builder = NgramModelFile.CreateBuilder(new NgramFileOptions { Format = NgramFileFormat.Compact }, NgramOrigin.Arpa);
        builder.Begin(new Vocabulary(["a", "b"], SpecialTokens.None), [2, 2]);
        builder.Add(1, [0, 1], [-1, -1], [0, 0]);

        Assert.ThrowsExactly<InvalidOperationException>(() => builder.Add(2, [0, 1, 1, 0], [-0.5f, -0.5f], []));
    }

    private static (NgramLanguageModel Plain, NgramLanguageModel Fast) Make(NgramOptions options, NgramFileFormat format = NgramFileFormat.Fast)
    {
        NgramLanguageModel plain = TestTexts.TrainPlain(TestTexts.Generated(300), options with { DiscountFallback = [0.5f] });
        var stream = new MemoryStream();
        NgramModelFile.Write(stream, plain, new NgramFileOptions { Format = format });
        stream.Position = 0;
        return (plain, NgramLanguageModel.Load(stream));
    }

    /// <summary>Word pairs as in the training text, so that long n-grams are found too.</summary>
    private static int[] RandomText(NgramLanguageModel model, Random random, int length)
    {
        int[] ids = new int[length];
        int word = 0;
        for (int i = 0; i < length; i++)
        {
            word = TestTexts.NextWord(word, random);
            ids[i] = random.Next(20) == 0 ? random.Next(model.VocabularySize) : model.Vocabulary.GetId($"w{word}");
        }

        return ids;
    }

    private static double[][] Score(NgramLanguageModel model, int[][] contexts, int[][] tokens, bool ranks, out int[][] ranksOut)
    {
        double[][] scores = Array.ConvertAll(tokens, sequence => new double[sequence.Length]);
        int[][] ranksOf = ranksOut = Array.ConvertAll(tokens, sequence => new int[ranks ? sequence.Length : 0]);
        SequenceToScore[] batch = [.. tokens.Select((sequence, i) => new SequenceToScore(contexts[i], sequence, scores[i], ranksOf[i]))];
        ((ILanguageModel)model).ScoreBatch(batch);
        return scores;
    }
}
