namespace LanguageModeling.Tests.Arpa;

[TestClass]
public sealed class ArpaWritingTests
{
    private static readonly string Text = TestTexts.Generated(200);

    [TestMethod]
    public void SaveArpa_MaximumLikelihood_KeepsEveryScore()
    {
        NgramLanguageModel model = TestTexts.Train(Text, new NgramOptions { Order = 3, Smoothing = NgramSmoothing.MaximumLikelihood });

        NgramLanguageModel read = TestTexts.FromArpa(TestTexts.ToArpa(model));

        AssertSameScores(model, read);
    }

    [TestMethod]
    public void SaveArpa_AddKOfOrder1_KeepsEveryScore()
    {
        NgramLanguageModel model = TestTexts.Train(Text, new NgramOptions { Order = 1, Smoothing = NgramSmoothing.AddK, AddK = 0.5 });

        AssertSameScores(model, TestTexts.FromArpa(TestTexts.ToArpa(model)));
    }

    [TestMethod]
    [DataRow(NgramSmoothing.AddK, "Add-k smoothing gives all words unseen after a context the same probability")]
    [DataRow(NgramSmoothing.StupidBackoff, "Stupid back-off also scales down after contexts that were never seen")]
    public void SaveArpa_SmoothingWithoutBackoffForm_SaysTheCure(NgramSmoothing smoothing, string message)
    {
        NgramLanguageModel model = TestTexts.Train(Text, new NgramOptions { Order = 2, Smoothing = smoothing });

        var error = Assert.ThrowsExactly<NotSupportedException>(() => model.SaveArpa(Stream.Null));

        Assert.Contains(message, error.Message);
        Assert.Contains("Save in this library's own format, or train with ModifiedKneserNey.", error.Message);
    }

    [TestMethod]
    public void SaveArpa_TokenWithWhiteSpace_IsRefusedAndTheOldFileStays()
    {
        var vocabulary = new Vocabulary(["new\u0020york", "b"], SpecialTokens.None);
        NgramLanguageModel model = NgramLanguageModel.Train([[0, 1]], vocabulary, new NgramOptions { Order = 2, DiscountFallback = [0.5f] });
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "model.arpa");
            File.WriteAllText(path, "old");

            var error = Assert.ThrowsExactly<NotSupportedException>(() => model.SaveArpa(path));

            Assert.StartsWith("Token 0 holds the character U+0020, which separates tokens in ARPA files.", error.Message);
            Assert.AreEqual("old", File.ReadAllText(path));
            Assert.HasCount(1, Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void SaveArpa_EndWithoutProbability_IsListedAsByLmplz()
    {
        // printf 'a b\nc b\n' | lmplz -o 2 --discount_fallback 1 1.5 2 --interpolate_unigrams 0
        const string expected = "\\data\\\nngram 1=6\nngram 2=5\n\n\\1-grams:\n-0.045757506\t<unk>\t0\n0\t<s>\t0\n-inf\t</s>\t0\n-inf\ta\t0\n-1\tb\t-0.12493875\n-inf\tc\t0\n\n"
            + "\\2-grams:\n-0.60206\tb </s>\n-inf\t<s> a\n-1\ta b\n-1\tc b\n-inf\t<s> c\n\n\\end\\\n";
        var options = new NgramOptions { Order = 2, DiscountFallback = [1, 1.5f, 2], InterpolateUnigrams = false };

        Assert.AreEqual(expected, TestTexts.ToArpa(TestTexts.Train("a b\nc b\n", options)));
        Assert.AreEqual(expected, TestTexts.ToArpa(TestTexts.TrainPlain("a b\nc b\n", options)));
        Assert.AreEqual(expected, TestTexts.ToArpa(TestTexts.FromArpa(expected)));
    }

    [TestMethod]
    public void SaveArpa_Padding_IsLeftOut()
    {
        var vocabulary = new Vocabulary(["<pad>", "a", "<s>", "</s>", "<unk>"], new SpecialTokens { Padding = 0, BeginningOfSequence = 2, EndOfSequence = 3, Unknown = 4 });
        NgramLanguageModel model = NgramLanguageModel.Train([[0, 1], [1, 1, 0]], vocabulary, new NgramOptions { Order = 2, DiscountFallback = [0.5f] });

        NgramLanguageModel read = TestTexts.FromArpa(TestTexts.ToArpa(model));

        CollectionAssert.AreEqual((string[])["a", "<s>", "</s>", "<unk>"], read.Vocabulary.Tokens.ToArray());
        Assert.AreEqual(model.Query([2], 1).LogProbability, read.Query([1], 0).LogProbability);
    }

    [TestMethod]
    public void SaveArpa_PathEndsInGz_IsPackedAndLoadFindsOut()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            NgramLanguageModel model = TestTexts.Train(Text, new NgramOptions { Order = 2 });
            string plain = Path.Combine(folder, "model.arpa");
            string packed = Path.Combine(folder, "model.arpa.gz");
            string own = Path.Combine(folder, "model.lm");
            model.SaveArpa(plain);
            model.SaveArpa(packed);
            model.Save(own);

            Assert.IsLessThan(new FileInfo(plain).Length / 2, new FileInfo(packed).Length);
            foreach (string path in (string[])[plain, packed, own])
            {
                Assert.AreEqual(TestTexts.ToArpa(model), TestTexts.ToArpa(NgramLanguageModel.Load(path)), path);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertSameScores(NgramLanguageModel expected, NgramLanguageModel actual)
    {
        CollectionAssert.AreEqual(expected.Vocabulary.Tokens.ToArray(), actual.Vocabulary.Tokens.ToArray());
        var random = new Random(2);
        for (int i = 0; i < 2000; i++)
        {
            int[] context = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(expected.VocabularySize))];
            int token = random.Next(expected.VocabularySize);
            NgramScore score = expected.Query(context, token);

            Assert.AreEqual(score.LogProbability, actual.Query(context, token).LogProbability, 1e-6);
            Assert.AreEqual(score.MatchedLength, actual.Query(context, token).MatchedLength);
        }
    }
}
