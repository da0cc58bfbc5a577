using System.Text;
using LanguageModeling.Arpa;
using LanguageModeling.Counting;
using LanguageModeling.Estimation;
using LanguageModeling.FastEstimation;
using LanguageModeling.FastReading;

namespace LanguageModeling.Tests.FastEstimation;

/// <summary>The fast engine must give the ARPA files of the plain one, to the byte.</summary>
[TestClass]
public sealed class FastKneserNeyTests
{
    [TestMethod]
    [DataRow(0, 100)]
    [DataRow(100, 200)]
    public void Estimate_RandomTextAndOptions_EqualsThePlainForm(int firstSeed, int endSeed)
    {
        for (int seed = firstSeed; seed < endSeed; seed++)
        {
            (string text, NgramOptions options, bool fixedIds) = RandomTraining.Make(seed);

            Assert.AreEqual(Plain(text, options, fixedIds), Fast(text, options, fixedIds), $"seed {seed}, {options}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    [DataRow(16)]
    public void Estimate_TextOfSeveralBlocks_EqualsThePlainForm(int order)
    {
        string text = TestTexts.Generated(order > 5 ? 4_000 : 16_000); // 90,000 tokens are more than a block of sorted places
        var options = new NgramOptions { Order = order, DiscountFallback = NgramOptions.UsualDiscountFallback };

        Assert.AreEqual(Plain(text, options, fixedIds: false), Fast(text, options, fixedIds: false));
    }

    [TestMethod]
    [DataRow("a a a a a a a a a a a a a a a a a a a a a a\n")]
    [DataRow("\n\n\n")]
    [DataRow("")]
    [DataRow("a")]
    [DataRow("b a b a b a b a b a b a b a b a b a b a b a b a")]
    public void Estimate_OneOrTwoWords_EqualsThePlainForm(string text)
    {
        for (int order = 1; order <= NgramOptions.MaximumOrder; order++)
        {
            var options = new NgramOptions { Order = order, DiscountFallback = NgramOptions.UsualDiscountFallback };

            Assert.AreEqual(Plain(text, options, fixedIds: false), Fast(text, options, fixedIds: false), $"order {order}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Estimate_EmptyTextPadded_GivesTheUnknownWordAllAsLmplz(int order)
    {
        var options = new NgramOptions { Order = order, DiscountFallback = NgramOptions.UsualDiscountFallback, VocabularyPad = 50 };

        string arpa = Fast("", options, fixedIds: false);

        Assert.Contains("\n0\t<unk>", arpa);
        Assert.AreEqual(Plain("", options, fixedIds: false), arpa);
    }

    [TestMethod]
    public void Estimate_SpecialWordsLastAndPadding_EqualsThePlainForm()
    {
        var vocabulary = new Vocabulary(
            ["x", "y", "z", "never", "<pad>", "<unk>", "</s>", "<s>"], new SpecialTokens { Unknown = 5, BeginningOfSequence = 7, EndOfSequence = 6, Padding = 4 });
        int[][] sentences = [.. Enumerable.Range(0, 60).Select(i => Enumerable.Range(0, i % 7).Select(k => (i * k) % 11 == 3 ? 5 : (i + (k * k)) % 3).ToArray())];
        var options = new NgramOptions { Order = 4, DiscountFallback = NgramOptions.UsualDiscountFallback, PruningThresholds = [0, 1] };
        var corpus = new TokenCorpus(4, 7, 6);
        SentenceReader.Read(sentences, vocabulary, vocabulary, options, corpus);

        string plain = TestTexts.ToArpa(NgramTraining.Train(corpus, vocabulary, fixedIds: true, options));
        string fast = TestTexts.ToArpa(NgramLanguageModel.Train(sentences, vocabulary, options));

        Assert.AreEqual(plain, fast);
    }

    private static string Plain(string text, NgramOptions options, bool fixedIds)
        => TestTexts.ToArpa(TestTexts.TrainPlain(text, options, fixedIds));

    private static string Fast(string text, NgramOptions options, bool fixedIds)
    {
        using var corpus = new CorpusIds(TextCorpusReader.Beginning, TextCorpusReader.End);
        var reader = new FastTextReader(options, new TextReadingOptions(), corpus);
        reader.Read(TestTexts.ToStream(text), "text");
        reader.Finish();
        var arpa = new MemoryStream();
        FastKneserNey.Estimate(corpus, reader.Vocabulary, fixedIds, options, new ArpaSink(arpa));
        return Encoding.UTF8.GetString(arpa.ToArray());
    }
}
