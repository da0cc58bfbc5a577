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
    public void Train_WittenBell_GivesProbabilitiesWorkedByHand()
    {
        // Single words: 6 tokens of 4 kinds, a 2, </s> 2, b 1, c 1; u = 0.2, 0.2, 0.1, 0.1; γ = 4 / 10; V = 5, so 0.08 for each.
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.WittenBell });

        Assert.AreEqual(0.28, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(0.18, TestTexts.Probability(model, "", "b"), Tolerance);
        Assert.AreEqual(0.08, TestTexts.Probability(model, "", "unseen"), Tolerance);

        // After a: 2 tokens of 2 kinds, u = 1/4, γ = 2/4. After <s>: 2 of 1 kind, u = 2/3, γ = 1/3.
        Assert.AreEqual(0.25 + (0.5 * 0.18), TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(0.5 * 0.28, TestTexts.Probability(model, "a", "a"), Tolerance);
        Assert.AreEqual((2 / 3.0) + (0.28 / 3), TestTexts.Probability(model, "<s>", "a"), Tolerance);
    }

    [TestMethod]
    public void Train_WittenBellBackoff_GivesProbabilitiesWorkedByHand()
    {
        // u as above; of single words, only <unk> is unseen and takes all that is left, 0.4.
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.WittenBellBackoff });

        Assert.AreEqual(0.2, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(0.1, TestTexts.Probability(model, "", "b"), Tolerance);
        Assert.AreEqual(0.4, TestTexts.Probability(model, "", "unseen"), Tolerance);

        // After a: b and c 0.25 each; γ = (1 - 0.5) / (1 - 0.1 - 0.1) = 0.625.
        Assert.AreEqual(0.25, TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(0.625 * 0.2, TestTexts.Probability(model, "a", "a"), Tolerance);
        Assert.AreEqual(0.625 * 0.4, TestTexts.Probability(model, "a", "unseen"), Tolerance);
    }

    [TestMethod]
    public void Train_BackoffWhereEveryWordFollows_SumsToOne()
    {
        // Order 1 and ids: a, b (the unknown word) and </s> are seen once each, so nothing is unseen. u = 1 / (3 + 3), scaled to 1/3.
        var vocabulary = new Vocabulary(["a", "b"], new SpecialTokens { Unknown = 1 });

        NgramLanguageModel model = NgramLanguageModel.Train([[0, 1]], vocabulary, new NgramOptions { Order = 1, Smoothing = NgramSmoothing.WittenBellBackoff });

        Assert.AreEqual(1 / 3.0, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(1 / 3.0, TestTexts.Probability(model, "", "</s>"), Tolerance);
    }

    [TestMethod]
    public void Train_AbsoluteDiscounting_GivesProbabilitiesWorkedByHand()
    {
        // Single words: two seen once, two twice, D = 2 / (2 + 4) = 1/3. Pairs: four once, one twice, D = 4 / (4 + 2) = 2/3.
        // u(a) = (2 - 1/3) / 6 = 5/18, u(b) = (1 - 1/3) / 6 = 1/9, γ = 4 · 1/3 / 6 = 2/9; V = 5, so 2/45 for each.
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.AbsoluteDiscounting });

        Assert.AreEqual(29 / 90.0, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(14 / 90.0, TestTexts.Probability(model, "", "b"), Tolerance);
        Assert.AreEqual(4 / 90.0, TestTexts.Probability(model, "", "unseen"), Tolerance);

        // After a: u(b) = (1 - 2/3) / 2 = 1/6, γ = 2 · 2/3 / 2 = 2/3. After <s>: u(a) = (2 - 2/3) / 2 = 2/3, γ = 1/3.
        Assert.AreEqual((1 / 6.0) + (2 / 3.0 * 14 / 90), TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual((2 / 3.0) + (1 / 3.0 * 29 / 90), TestTexts.Probability(model, "<s>", "a"), Tolerance);
    }

    [TestMethod]
    public void Train_KneserNey_GivesProbabilitiesWorkedByHand()
    {
        // Single words by how many words stand before them: a 1, b 1, c 1, </s> 2; sum 5; D = 3 / (3 + 2) = 0.6.
        // u(a) = 0.4 / 5 = 10/125, u(</s>) = 1.4 / 5 = 35/125, γ = 4 · 0.6 / 5 = 12/25; V = 5, so 12/125 for each. Pairs as above.
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.KneserNey });

        Assert.AreEqual(22 / 125.0, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(47 / 125.0, TestTexts.Probability(model, "", "</s>"), Tolerance);
        Assert.AreEqual(12 / 125.0, TestTexts.Probability(model, "", "unseen"), Tolerance);
        Assert.AreEqual((1 / 6.0) + (2 / 3.0 * 22 / 125), TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(2 / 3.0 * 22 / 125, TestTexts.Probability(model, "a", "a"), Tolerance);
    }

    [TestMethod]
    public void Train_Katz_GivesGoodTuringEstimatesWorkedByHand()
    {
        // 12 words seen once (</s> too), 4 twice, 2 three times, none more often; so k = 2, the highest that gives sound discounts.
        // A = 3 · 2 / 12 = 0.5; d1 = (2 · 4 / 12 - 0.5) / 0.5 = 1/3; d2 = (3 · 2 / (2 · 4) - 0.5) / 0.5 = 0.5. 26 tokens.
        // Left: 1 - (12 · 1/3 + 4 · 1 + 2 · 3) / 26 = 12/26, which is t1 over the tokens, as Good and Turing have it. It all goes to <unk>.
        NgramLanguageModel model = TestTexts.Train(
            "a b c d e f g h i j k l l m m n n o o p p p q q q\n", new NgramOptions { Order = 1, Smoothing = NgramSmoothing.Katz });

        Assert.AreEqual(1 / 3.0 / 26, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(1 / 26.0, TestTexts.Probability(model, "", "l"), Tolerance);
        Assert.AreEqual(3 / 26.0, TestTexts.Probability(model, "", "p"), Tolerance);
        Assert.AreEqual(12 / 26.0, TestTexts.Probability(model, "", "unseen"), Tolerance);
    }

    [TestMethod]
    public void Train_KatzWithFallback_BacksOffAsWorkedByHand()
    {
        // Too small for Good and Turing, so 0.5 is taken from each count: a and </s> 1.5 / 6, b and c 0.5 / 6, and 2/6 left for <unk>.
        NgramLanguageModel model = TestTexts.Train(
            TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.Katz, DiscountFallback = [0.5f] });

        Assert.AreEqual(0.25, TestTexts.Probability(model, "", "a"), Tolerance);
        Assert.AreEqual(2 / 6.0, TestTexts.Probability(model, "", "unseen"), Tolerance);

        // After a: b and c 0.25 each; γ = (1 - 0.5) / (1 - 2 · 0.5 / 6) = 0.6.
        Assert.AreEqual(0.25, TestTexts.Probability(model, "a", "b"), Tolerance);
        Assert.AreEqual(0.6 * 0.25, TestTexts.Probability(model, "a", "a"), Tolerance);
        Assert.AreEqual(0.6 * 2 / 6, TestTexts.Probability(model, "a", "unseen"), Tolerance);
    }

    [TestMethod]
    public void Train_KatzContextWithoutDiscount_LeavesTheUnseenOneCount()
    {
        // D1 = 0, so only counts from 2 on are discounted. After b comes </s>, once: undiscounted, so it gets 1 / (1 + 1).
        NgramLanguageModel model = TestTexts.Train(
            TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.Katz, DiscountFallback = [0, 0.5f] });

        Assert.AreEqual(0.5, TestTexts.Probability(model, "b", "</s>"), Tolerance);
    }

    [TestMethod]
    public void Train_JelinekMercer_MaximisesTheHeldOutText()
    {
        // Order 1, held out: </s>, with f = 2/6. The weight stays where λ = (1 + q) / (2 + 1) and q = (λ / 3) / (λ / 3 + (1 - λ) / 5), V being 5:
        // q = 5λ / (3 + 2λ), 6λ² + 2λ - 3 = 0, λ = (√76 - 2) / 12.
        double weight = (Math.Sqrt(76) - 2) / 12;

        NgramLanguageModel model = TestTexts.Train(
            TestTexts.Small, new NgramOptions { Order = 1, Smoothing = NgramSmoothing.JelinekMercer, HeldOutSentences = [[]] });

        Assert.AreEqual((weight * 2 / 6) + ((1 - weight) / 5), TestTexts.Probability(model, "", "a"), 1e-5);
        Assert.AreEqual((1 - weight) / 5, TestTexts.Probability(model, "", "unseen"), 1e-5);
    }

    [TestMethod]
    public void Train_JelinekMercerWithNothingHeldOut_WeighsByHalves()
    {
        // p(b) = 0.5 / 6 + 0.5 / 5 = 11/60; p(b | a) = 0.5 / 2 + 0.5 p(b). The text has no tenth sentence.
        NgramLanguageModel model = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.JelinekMercer });

        Assert.AreEqual(11 / 60.0, TestTexts.Probability(model, "", "b"), Tolerance);
        Assert.AreEqual(0.25 + (0.5 * 11 / 60), TestTexts.Probability(model, "a", "b"), Tolerance);
    }

    [TestMethod]
    public void Train_JelinekMercerHeldOutLikeTheText_TrustsLongContextsMore()
    {
        string text = string.Concat(Enumerable.Repeat("a b c d\nd c b a\n", 50));
        var options = new NgramOptions { Order = 2, Smoothing = NgramSmoothing.JelinekMercer, HeldOutInterval = 5 };

        NgramLanguageModel alike = TestTexts.Train(text, options);
        NgramLanguageModel unlike = TestTexts.Train(text, options with { HeldOutSentences = [.. Enumerable.Repeat((string[])["a", "c", "b", "d", "x"], 20)] });

        Assert.IsGreaterThan(0.9, TestTexts.Probability(alike, "<s> a", "b") * 2); // half of what follows a is b
        Assert.IsLessThan(0.6, TestTexts.Probability(unlike, "<s> a", "b") * 2);
    }

    [TestMethod]
    [DataRow(NgramSmoothing.AbsoluteDiscounting, "absolute discounting. Order 1: no n-gram was seen once, so that nothing would be left for the unseen. Order 2: no n-gram was seen once")]
    [DataRow(NgramSmoothing.KneserNey, "Kneser-Ney smoothing. Order 1: no n-gram was seen twice, so that nothing would be left of those seen once. Order 2: no n-gram was seen once")]
    [DataRow(NgramSmoothing.Katz, "Katz smoothing. Order 1: counts of counts that do not fall as they should (n-grams seen 1, 2, 3, 4, 5, 6 times: 0, 0, 3, 0, 0, 0). Order 2:")]
    public void Train_RepetitiveText_NamesOrderReasonAndCures(NgramSmoothing smoothing, string expected)
    {
        var options = new NgramOptions { Order = 2, Smoothing = smoothing };

        var error = Assert.ThrowsExactly<InvalidDataException>(() => TestTexts.Train("a b\na b\na b\n", options));

        Assert.Contains(expected, error.Message);
        Assert.Contains("Set DiscountFallback", error.Message);
        Assert.Contains("choose WittenBell smoothing", error.Message);
        TestTexts.Train("a b\na b\na b\n", options with { DiscountFallback = [0.5f] });
    }

    [TestMethod]
    [DataRow(NgramSmoothing.WittenBell)]
    [DataRow(NgramSmoothing.WittenBellBackoff)]
    [DataRow(NgramSmoothing.JelinekMercer)]
    public void Train_TextOfAnyKind_NeverFails(NgramSmoothing smoothing)
    {
        foreach (string text in (string[])["", "\n", "a", "a\n", "a a a a\n", "a\na\na\n", "\n\n\n\n\n\n\n\n\n\n\n"])
        {
            NgramLanguageModel model = TestTexts.Train(text, new NgramOptions { Smoothing = smoothing });
            using LanguageModelState state = model.CreateState();
            float[] distribution = new float[model.VocabularySize];
            state.GetNextLogProbabilities(distribution);
            Assert.AreEqual(1, distribution.Sum(value => Math.Exp(value)), 1e-5, text);
        }
    }

    [TestMethod]
    public void SaveArpa_EverySmoothingInBackoffForm_IsReadBackTheSame()
    {
        NgramSmoothing[] smoothings =
        [
            NgramSmoothing.WittenBell, NgramSmoothing.WittenBellBackoff, NgramSmoothing.AbsoluteDiscounting, NgramSmoothing.KneserNey,
            NgramSmoothing.Katz, NgramSmoothing.JelinekMercer,
        ];
        foreach (NgramSmoothing smoothing in smoothings)
        {
            NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(50), new NgramOptions { Smoothing = smoothing, DiscountFallback = [0.5f] });

            NgramLanguageModel read = TestTexts.FromArpa(TestTexts.ToArpa(model));

            Assert.IsEmpty(read.ArpaReport!.Warnings, smoothing.ToString());
            Assert.AreEqual(TestTexts.Probability(model, "<s> w1", "w2"), TestTexts.Probability(read, "<s> w1", "w2"), smoothing.ToString());
        }
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
