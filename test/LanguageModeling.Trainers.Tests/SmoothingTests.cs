namespace LanguageModeling.Tests;

/// <summary>Every smoothing, worked by hand on "a b / a c". Counts of pairs: &lt;s&gt;a 2, ab 1, ac 1, b&lt;/s&gt; 1, c&lt;/s&gt; 1.</summary>
[TestClass]
public sealed class SmoothingTests
{
    private const double Tolerance = 1e-6; // 32-bit logs

    [TestMethod]
    public void Train_ModifiedKneserNey_GivesProbabilitiesWorkedByHand()
    {
        // With the discounts 0.5, 1, 1.5. Single words by how many words stand before them: a 1, b 1, c 1, </s> 2; sum 5.
        // u(a) = (1 - 0.5) / 5 = 0.1; u(</s>) = (2 - 1) / 5 = 0.2; γ = (0.5 · 3 + 1 · 1) / 5 = 0.5; V = 5 with <unk>.
        // p(a) = 0.1 + 0.5 / 5 = 0.2; p(</s>) = 0.3; p(<unk>) = 0.1; they sum to 0.2 · 3 + 0.3 + 0.1 = 1.
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, DiscountFallback = NgramOptions.UsualDiscountFallback });

        Assert.AreEqual(0.2, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(0.3, TestTexts.Probability(model, "", "</s>"), Tolerance);
        Assert.AreEqual(0.1, TestTexts.Probability(model, "", "unseen"), Tolerance);

        // After <s>: u(a) = (2 - 1) / 2 = 0.5, γ = 1 · 1 / 2 = 0.5.
        Assert.AreEqual(0.5 + (0.5 * 0.2), TestTexts.Probability(model, "<s>", "a"), Tolerance);
        Assert.AreEqual(0.5 * 0.2, TestTexts.Probability(model, "<s>", "b"), Tolerance);

        // After a: u(b) = (1 - 0.5) / 2 = 0.25, γ = 0.5 · 2 / 2 = 0.5. After b: u(</s>) = 0.5, γ = 0.5.
        Assert.AreEqual(0.25 + (0.5 * 0.2), TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(0.5 + (0.5 * 0.3), TestTexts.Probability(model, "b", "</s>"), Tolerance);
    }

    [TestMethod]
    public void Train_ModifiedKneserNeyWithoutFallback_EstimatesDiscounts()
    {
        // Order 1. Seen once: a, b, c, </s>; twice: d, e; three times: f. So t = 4, 2, 1, 0 and
        // Y = 4 / (4 + 2 · 2) = 0.5, D1 = 1 - 2 · 0.5 · 2 / 4 = 0.5, D2 = 2 - 3 · 0.5 · 1 / 2 = 1.25, D3 = 3 - 4 · 0.5 · 0 / 1 = 3.
        // Of 11 tokens, (0.5 · 4 + 1.25 · 2 + 3 · 1) / 11 = 7.5 / 11 go to the uniform distribution over 8 words, <unk> among them.
        NgramLanguageModel model = TestTexts.Train("a b c d d e e f f f\n", new NgramOptions { Order = 1 });

        Assert.AreEqual(7.5 / 11 / 8, TestTexts.Probability(model, "", "unseen"), Tolerance);
        Assert.AreEqual((0.5 / 11) + (7.5 / 11 / 8), TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual((0.75 / 11) + (7.5 / 11 / 8), TestTexts.Probability(model, "", "d"), Tolerance);
        Assert.AreEqual(7.5 / 11 / 8, TestTexts.Probability(model, "", "f"), Tolerance);
    }

    [TestMethod]
    public void Train_MaximumLikelihood_GivesRelativeFrequencies()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.MaximumLikelihood });

        Assert.AreEqual(1, TestTexts.Probability(model, "<s>", "a"), Tolerance);
        Assert.AreEqual(0.5, TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(0, TestTexts.Probability(model, "a", "a"), Tolerance);
        Assert.AreEqual(2.0 / 6, TestTexts.Probability(model, "unseen", "a"), Tolerance); // of the 6 tokens, 2 are a
    }

    [TestMethod]
    public void Train_AddK_GivesLidstonesProbabilities()
    {
        // V = 5: a, b, c, </s>, <unk>.
        NgramLanguageModel laplace = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.AddK });
        NgramLanguageModel half = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.AddK, AddK = 0.5 });

        Assert.AreEqual((2 + 1) / (2 + 5.0), TestTexts.Probability(laplace, "<s>", "a"), Tolerance);
        Assert.AreEqual((1 + 1) / (2 + 5.0), TestTexts.Probability(laplace, "a", "b"), Tolerance);
        Assert.AreEqual(1 / (2 + 5.0), TestTexts.Probability(laplace, "a", "a"), Tolerance);
        Assert.AreEqual(1 / 5.0, TestTexts.Probability(laplace, "unseen", "a"), Tolerance);
        Assert.AreEqual((2 + 1) / (6 + 5.0), TestTexts.Probability(laplace, "", "a"), Tolerance);
        Assert.AreEqual((1 + 0.5) / (2 + 2.5), TestTexts.Probability(half, "a", "b"), Tolerance);
    }

    [TestMethod]
    public void Train_StupidBackoff_ScalesTheShorterContext()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 3, Smoothing = NgramSmoothing.StupidBackoff });

        Assert.AreEqual(0.5, TestTexts.Probability(model, "<s> a", "b"), Tolerance);
        Assert.AreEqual(0.4 * 0.4 * 2 / 6, TestTexts.Probability(model, "<s> a", "a"), Tolerance);
        Assert.AreEqual(0.4 * 0.5, TestTexts.Probability(model, "unseen a", "b"), Tolerance); // contexts never seen scale too
        Assert.AreEqual(0, TestTexts.Probability(model, "a", "unseen"), Tolerance);
    }

    [TestMethod]
    public void Train_Pruning_GivesTheMassToTheUnseen()
    {
        // As in the first test, but pairs seen once are left out: after a everything is unseen, γ = 2 / 2, so p(b | a) = p(b) = 0.2.
        NgramLanguageModel model = TestTexts.Train(
            TestTexts.Small, new NgramOptions { Order = 2, DiscountFallback = NgramOptions.UsualDiscountFallback, PruningThresholds = [0, 1] });

        CollectionAssert.AreEqual((long[])[6, 1], model.NgramCounts.ToArray());
        Assert.AreEqual(0.2, TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(0.5 + (0.5 * 0.2), TestTexts.Probability(model, "<s>", "a"), Tolerance);
    }

    [TestMethod]
    public void Query_AnyModel_CountsTheMatchedTokens()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 3, DiscountFallback = [0.5f] });
        int Id(string token) => model.Vocabulary.GetId(token);

        Assert.AreEqual(3, model.Query([Id("<s>"), Id("a")], Id("b")).MatchedLength);
        Assert.AreEqual(2, model.Query([Id("c"), Id("a")], Id("b")).MatchedLength);
        Assert.AreEqual(1, model.Query([Id("b")], Id("a")).MatchedLength);
        Assert.AreEqual(1, model.Query([], Id("<unk>")).MatchedLength);
    }

    [TestMethod]
    public void Query_BeginningOfSequence_HasNoProbability()
    {
        foreach (NgramSmoothing smoothing in Enum.GetValues<NgramSmoothing>())
        {
            NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Smoothing = smoothing, DiscountFallback = [0.5f] });

            Assert.AreEqual(double.NegativeInfinity, model.Query([], model.SpecialTokens.BeginningOfSequence!.Value).LogProbability);
        }
    }
}
