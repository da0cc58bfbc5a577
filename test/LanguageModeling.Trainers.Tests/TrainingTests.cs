using System.IO.Compression;
using System.Text;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class TrainingTests
{
    private static readonly NgramOptions Fallback = new() { Order = 3, DiscountFallback = [0.5f, 1, 1.5f] };

    [TestMethod]
    public void Train_IdsOfTheSameText_GivesTheSameModel()
    {
        string text = TestTexts.Generated(100);
        NgramLanguageModel fromText = TestTexts.Train(text, Fallback);
        int[][] sentences = [.. text.Split('\n')[..^1].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => fromText.Vocabulary.GetId(word)).ToArray())];

        NgramLanguageModel fromIds = NgramLanguageModel.Train(sentences, fromText.Vocabulary, Fallback);

        Assert.AreEqual(TestTexts.ToArpa(fromText), TestTexts.ToArpa(fromIds));
    }

    [TestMethod]
    public void Train_BeginningAndEndInTheRows_AreNotAddedTwice()
    {
        Vocabulary vocabulary = TestTexts.Train(TestTexts.Small, Fallback).Vocabulary; // <unk> 0, <s> 1, </s> 2, a 3, b 4, c 5

        NgramLanguageModel bare = NgramLanguageModel.Train([[3, 4], [3, 5], []], vocabulary, Fallback);
        NgramLanguageModel marked = NgramLanguageModel.Train([[1, 3, 4, 2], [1, 3, 5], [2]], vocabulary, Fallback);

        Assert.AreEqual(TestTexts.ToArpa(bare), TestTexts.ToArpa(marked));
    }

    [TestMethod]
    public void Train_VocabularyWithoutSpecialTokens_AppendsThem()
    {
        var vocabulary = new Vocabulary(["x", "y"], SpecialTokens.None);

        NgramLanguageModel model = NgramLanguageModel.Train([[0, 1], [0]], vocabulary, Fallback);

        CollectionAssert.AreEqual((string[])["x", "y", "</s>", "<s>", "<unk>"], model.Vocabulary.Tokens.ToArray());
        Assert.AreEqual(new SpecialTokens { EndOfSequence = 2, BeginningOfSequence = 3, Unknown = 4 }, model.SpecialTokens);
        Assert.IsGreaterThan(0.5, TestTexts.Probability(model, "<s>", "x"));
    }

    [TestMethod]
    public void Train_OneIdForAllSpecialTokens_KeepsItAsTheEnd()
    {
        // GPT-2's <|endoftext|> begins and ends sequences and stands for the unknown.
        var vocabulary = new Vocabulary(["x", "y", "<|endoftext|>"], new SpecialTokens { Unknown = 2, BeginningOfSequence = 2, EndOfSequence = 2 });

        NgramLanguageModel model = NgramLanguageModel.Train([[2, 0, 1, 2], [0, 1]], vocabulary, Fallback);
        NgramLanguageModel bare = NgramLanguageModel.Train([[0, 1], [0, 1]], vocabulary, Fallback);

        Assert.AreEqual(new SpecialTokens { EndOfSequence = 2, BeginningOfSequence = 3, Unknown = 4 }, model.SpecialTokens);
        Assert.AreEqual(TestTexts.ToArpa(bare), TestTexts.ToArpa(model));
    }

    [TestMethod]
    public void Train_BeginningInsideARow_NamesThePlace()
    {
        Vocabulary vocabulary = TestTexts.Train(TestTexts.Small, Fallback).Vocabulary;

        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.Train([[3], [3, 1, 4]], vocabulary, Fallback));

        Assert.AreEqual("Sentence 2, token 2 is \"<s>\", which begins sequences and can only stand first. Begin a new sentence there.", error.Message);
    }

    [TestMethod]
    public void Train_IdOutsideTheVocabulary_NamesThePlace()
    {
        Vocabulary vocabulary = TestTexts.Train(TestTexts.Small, Fallback).Vocabulary;

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NgramLanguageModel.Train([[3, 6]], vocabulary, Fallback));

        Assert.Contains("Sentence 1, token 2: the vocabulary has ids from 0 to 5.", error.Message);
    }

    [TestMethod]
    public void TrainFromText_TooSmallForKneserNey_SaysWhichOrderAndWhy()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2 }));

        // By words to their left, 3 words have 1 and </s> has 2, but the last n-gram's suffix, c, counts plainly: once, the same. 4 pairs occur once, <s> a twice.
        Assert.Contains("Order 1: no n-gram was seen 3 times (n-grams seen 1, 2, 3, 4 times: 3, 1, 0, 0).", error.Message);
        Assert.Contains("Order 2: no n-gram was seen 3 times (n-grams seen 1, 2, 3, 4 times: 4, 1, 0, 0).", error.Message);
        Assert.Contains("Set DiscountFallback (0.5, 1, 1.5 are usual), lower Order, choose WittenBell smoothing, or train on more text.", error.Message);
    }

    [TestMethod]
    public void TrainFromText_RepetitiveText_NamesTheDiscount()
    {
        // seen once: a; twice: b, c; three times: d and 8 more words; Y = 1/5, D2 = 2 - 3 · 0.2 · 9 / 2 = -0.7
        string text = "a b b c c " + string.Concat(Enumerable.Range(0, 9).Select(i => $"d{i} d{i} d{i} ")) + "\n\n\n\n\n";

        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.Train(text, new NgramOptions { Order = 1 }));

        Assert.Contains("Order 1: the discount D2 would be -0.7", error.Message);
    }

    [TestMethod]
    [DataRow("", false)]
    [DataRow("\n", true)]
    [DataRow("\n\n\n", true)]
    [DataRow("word", false)]
    [DataRow(" \t \r\n", true)]
    public void TrainFromText_AlmostNothing_GivesAModel(string text, bool hasAnEnd)
    {
        NgramLanguageModel model = TestTexts.Train(text, Fallback);

        Assert.IsGreaterThan(0, TestTexts.Probability(model, "<s>", "never"));
        Assert.AreEqual(hasAnEnd, model.SpecialTokens.EndOfSequence is not null);
        Assert.AreEqual(hasAnEnd, TestTexts.ToArpa(model).Contains("</s>", StringComparison.Ordinal));
    }

    [TestMethod]
    public void TrainFromText_NoLastLineFeed_CutsTheSentenceOff()
    {
        // As lmplz: "a c" has no end, so c is followed by nothing.
        NgramLanguageModel model = TestTexts.Train("a b\na c", new NgramOptions { Order = 2, Smoothing = NgramSmoothing.MaximumLikelihood });

        Assert.AreEqual(1, TestTexts.Probability(model, "b", "</s>"), 1e-6);
        Assert.AreEqual(1.0 / 5, TestTexts.Probability(model, "c", "</s>"), 1e-6); // by single words: 1 of 5 tokens
    }

    [TestMethod]
    public void TrainFromText_NoLastLineFeedAndOtherSplitter_EndsTheSentence()
    {
        NgramOptions options = Fallback with { Splitter = TextSplitter.Words };

        Assert.AreEqual(TestTexts.ToArpa(TestTexts.Train("a b\na c\n", options)), TestTexts.ToArpa(TestTexts.Train("a b\na c", options)));
    }

    [TestMethod]
    public void TrainFromText_SeveralFiles_ReadsThemAsOne()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string first = Path.Combine(folder, "first.txt");
            string second = Path.Combine(folder, "second.txt.gz");
            File.WriteAllText(first, "a b\na ");
            using (var gzip = new GZipStream(File.Create(second), CompressionLevel.Fastest))
            {
                gzip.Write(Encoding.UTF8.GetBytes("c\n"));
            }

            NgramLanguageModel model = NgramLanguageModel.TrainFromText([first, second], Fallback);

            Assert.AreEqual(TestTexts.ToArpa(TestTexts.Train(TestTexts.Small, Fallback)), TestTexts.ToArpa(model));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void TrainFromText_ByteOrderMark_IsLeftOutUnlessKept()
    {
        string arpa = TestTexts.ToArpa(TestTexts.Train(TestTexts.Small, Fallback));

        Assert.AreEqual(arpa, TestTexts.ToArpa(TestTexts.Train("\uFEFF" + TestTexts.Small, Fallback)));
        NgramLanguageModel kept = NgramLanguageModel.TrainFromText(
            TestTexts.ToStream("\uFEFF" + TestTexts.Small), Fallback, new TextReadingOptions { KeepByteOrderMark = true });
        Assert.IsTrue(kept.Vocabulary.TryGetId("\uFEFFa", out _));
    }

    [TestMethod]
    public void TrainFromText_SpecialTokenInTheText_IsRefusedOrSkipped()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.Train("a b\na <s> c\n", Fallback));

        Assert.Contains("line 2: found the word \"<s>\"", error.Message);
        Assert.Contains("SkipSymbols", error.Message);
        Assert.AreEqual(
            TestTexts.ToArpa(TestTexts.Train(TestTexts.Small, Fallback)),
            TestTexts.ToArpa(TestTexts.Train("<unk> a b\na <s> c</s> </s>\n".Replace("c</s>", "c", StringComparison.Ordinal), Fallback with { SkipSymbols = true })));
    }

    [TestMethod]
    public void TrainFromText_InvalidUtf8_IsAnErrorOrReplaced()
    {
        byte[] bytes = [.. "a b\na "u8, 0xC3, (byte)'\n'];

        var error = Assert.ThrowsExactly<InvalidDataException>(() => NgramLanguageModel.TrainFromText(new MemoryStream(bytes), Fallback));
        NgramLanguageModel model = NgramLanguageModel.TrainFromText(new MemoryStream(bytes), Fallback, new TextReadingOptions { ReplaceInvalid = true });

        Assert.Contains("line 2", error.Message);
        Assert.Contains("0xC3", error.Message);
        Assert.IsTrue(model.Vocabulary.TryGetId("\uFFFD", out _));
    }

    [TestMethod]
    public void TrainFromText_ChineseEmojiNulAndALineOfAMegabyte_AllCount()
    {
        string line = string.Concat(Enumerable.Repeat("猫 𠮷 👩‍👩‍👧 x\0y ", 60_000)); // 1.4 million characters
        NgramLanguageModel model = TestTexts.Train(line + "\n猫\n\n", Fallback);

        CollectionAssert.AreEqual((string[])["<unk>", "<s>", "</s>", "猫", "𠮷", "👩‍👩‍👧", "x", "y"], model.Vocabulary.Tokens.ToArray());
        Assert.IsGreaterThan(0.9, TestTexts.Probability(model, "猫 𠮷", "👩‍👩‍👧"));
        Assert.AreEqual(TestTexts.ToArpa(model), TestTexts.ToArpa(TestTexts.FromArpa(TestTexts.ToArpa(model))));
    }

    [TestMethod]
    public void TrainFromText_OtherSplitter_IsKeptForScoring()
    {
        NgramLanguageModel model = TestTexts.Train("你好，World!\n", Fallback with { Splitter = TextSplitter.Cjk, Lowercase = true });

        CollectionAssert.AreEqual((string[])["<unk>", "<s>", "</s>", "你", "好", "，", "world", "!"], model.Vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual((int[])[4, 6], model.ToTextModel().Codec.Encode("好WORLD").Select(token => token.Id).ToArray());
    }

    [TestMethod]
    public void TrainFromText_PrunedWords_LeaveTheVocabulary()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, Fallback with { PruningThresholds = [1] });

        CollectionAssert.AreEqual((string[])["<unk>", "<s>", "</s>", "a"], model.Vocabulary.Tokens.ToArray());
    }

    [TestMethod]
    public void Train_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        NgramOptions options = Fallback with { CancellationToken = source.Token, Progress = new CancelAt(source, "Sorting") };

        Assert.ThrowsExactly<OperationCanceledException>(() => TestTexts.Train(TestTexts.Generated(50), options));
        Assert.ThrowsExactly<OperationCanceledException>(() => TestTexts.Train(TestTexts.Small, options));
    }

    [TestMethod]
    public void Train_WithProgress_ReportsEveryPhase()
    {
        var seen = new List<NgramProgress>();
        TestTexts.Train(TestTexts.Generated(20_000), Fallback with { Progress = new Collect(seen) });

        CollectionAssert.AreEqual((string[])["Reading", "Sorting", "Counting", "Estimating"], seen.Select(progress => progress.Phase).Distinct().ToArray());
        Assert.AreEqual(new NgramProgress("Estimating", 3, 3), seen[^1]);
    }

    private sealed class Collect(List<NgramProgress> seen) : IProgress<NgramProgress>
    {
        public void Report(NgramProgress value) => seen.Add(value);
    }

    private sealed class CancelAt(CancellationTokenSource source, string phase) : IProgress<NgramProgress>
    {
        public void Report(NgramProgress value)
        {
            if (value.Phase == phase)
            {
                source.Cancel();
            }
        }
    }
}
