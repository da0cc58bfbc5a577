namespace LanguageModeling.Tests;

/// <summary>Models made smaller: what goes, what stays, and that distributions remain such.</summary>
[TestClass]
public sealed class PruningTests
{
    // After a: L = 1 - 0.4 = 0.6, D = 1 - p(b) = 0.75, α = 0.8.
    private static readonly NgramLanguageModel OnePair = TestTexts.FromArpa(
        Arpa("0.5 a 0.8", "0.25 b 1", "0.25 </s> 1", "1 <s> 1", "0 <unk> 1") + "\\2-grams:\n" + Line(0.4, "a b") + "\n\\end\\\n");

    public static IEnumerable<object[]> Smoothings =>
        Enum.GetValues<NgramSmoothing>().Where(s => s is not (NgramSmoothing.AddK or NgramSmoothing.StupidBackoff)).Select(s => new object[] { s });

    [TestMethod]
    [DataRow(0.0274, 1)]
    [DataRow(0.0275, 0)]
    public void Prune_Entropy_ComparesTheRiseOfPerplexity(double threshold, int kept)
    {
        // Without the pair: α' = (0.6 + 0.4) / (0.75 + 0.25) = 1, p'(b | a) = 0.25.
        // Δ = -0.5 (0.4 (ln 0.25 - ln 0.4) + 0.6 (ln 1 - ln 0.8)) = -0.5 (-0.188001 + 0.133886) = 0.0270577; e^Δ - 1 = 0.027427.
        NgramLanguageModel pruned = OnePair.Prune(new NgramPruningOptions { EntropyThreshold = threshold });

        Assert.AreEqual(kept, pruned.NgramCounts.Count == 1 ? 0 : pruned.NgramCounts[1]);
        Assert.AreEqual(kept == 1 ? 0.4 : 0.25, TestTexts.Probability(pruned, "a", "b"), 1e-6);
        Assert.AreEqual(kept == 1 ? 0.8 * 0.5 : 0.5, TestTexts.Probability(pruned, "a", "a"), 1e-6);
    }

    [TestMethod]
    [DataRow(9.40, 1)]
    [DataRow(9.41, 0)]
    public void Prune_WeightedDifference_ComparesExpectedCountTimesLoss(double threshold, int kept)
    {
        // K = 100 · 0.5 · 0.4 = 20; ln 0.4 - ln 0.25 = 0.4700036; 20 · 0.4700036 = 9.400.
        NgramLanguageModel pruned = OnePair.Prune(new NgramPruningOptions { WeightedDifferenceThreshold = threshold, TokenCount = 100 });

        Assert.AreEqual(kept, pruned.NgramCounts.Count == 1 ? 0 : pruned.NgramCounts[1]);
    }

    [TestMethod]
    public void Prune_NgramThatBackOffGivesToo_GoesAndTheOtherStays()
    {
        // After a: b 0.4 and </s> 0.2, so L = 0.4, D = 0.5, α = 0.8. Without </s>: α' = 0.6 / 0.75 = 0.8, p'(</s> | a) = 0.2, Δ = 0.
        NgramLanguageModel model = TestTexts.FromArpa(
            Arpa(2, "0.5 a 0.8", "0.25 b 1", "0.25 </s> 1", "1 <s> 1", "0 <unk> 1") + "\\2-grams:\n" + Line(0.4, "a b") + Line(0.2, "a </s>") + "\n\\end\\\n");

        NgramLanguageModel pruned = model.Prune(new NgramPruningOptions { EntropyThreshold = 1e-5 });

        CollectionAssert.AreEqual(new long[] { 5, 1 }, pruned.NgramCounts.ToArray());
        Assert.AreEqual(0.4, TestTexts.Probability(pruned, "a", "b"), 1e-6);
        Assert.AreEqual(0.2, TestTexts.Probability(pruned, "a", "</s>"), 1e-6);
        Assert.AreEqual(0.4, TestTexts.Probability(pruned, "a", "a"), 1e-6);
    }

    [TestMethod]
    public void Prune_HistoryModel_SaysHowFrequentContextsAre()
    {
        // Half as frequent, half the Δ: 0.0135289; e^Δ - 1 = 0.013621.
        NgramLanguageModel history = TestTexts.FromArpa(Arpa(1, "0.25 a", "0.5 b", "0.25 </s>", "1 <s>", "0 <unk>") + "\\end\\\n");

        Assert.HasCount(2, OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 0.0136, HistoryModel = history }).NgramCounts);
        Assert.HasCount(1, OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 0.0137, HistoryModel = history }).NgramCounts);
    }

    [TestMethod]
    [DynamicData(nameof(Smoothings))]
    public void Prune_AnyModel_LeavesDistributionsThatSumToOne(NgramSmoothing smoothing)
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(400), new NgramOptions { Order = 4, Smoothing = smoothing, DiscountFallback = [0.5f] });
        long before = model.NgramCounts.Sum();
        foreach (double threshold in new[] { 1e-6, 1e-4, 1e-3 })
        {
            NgramLanguageModel pruned = model.Prune(new NgramPruningOptions { EntropyThreshold = threshold });

            Assert.IsLessThanOrEqualTo(before, pruned.NgramCounts.Sum());
            before = pruned.NgramCounts.Sum();
            AssertProper(pruned);
        }

        Assert.IsLessThan(model.NgramCounts.Sum(), before);
        AssertProper(model.Prune(new NgramPruningOptions { WeightedDifferenceThreshold = 1e-4 }));
    }

    [TestMethod]
    public void Prune_Pruned_IsSavedInBothForms()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(400), new NgramOptions { Order = 4, DiscountFallback = [0.5f] });
        NgramLanguageModel pruned = model.Prune(new NgramPruningOptions { EntropyThreshold = 1e-5 });
        var stream = new MemoryStream();
        pruned.Save(stream);
        stream.Position = 0;
        NgramLanguageModel loaded = NgramLanguageModel.Load(stream);
        NgramLanguageModel again = loaded.Prune(new NgramPruningOptions { EntropyThreshold = 1e-4 });

        CollectionAssert.AreEqual(pruned.NgramCounts.ToArray(), loaded.NgramCounts.ToArray());
        Assert.AreEqual(TestTexts.ToArpa(pruned), TestTexts.ToArpa(loaded));
        Assert.AreEqual(TestTexts.ToArpa(pruned), TestTexts.ToArpa(TestTexts.FromArpa(TestTexts.ToArpa(pruned))));
        Assert.AreEqual(TestTexts.ToArpa(pruned.Prune(new NgramPruningOptions { EntropyThreshold = 1e-4 })), TestTexts.ToArpa(again));
    }

    [TestMethod]
    public void Prune_NothingBelowTheThreshold_GivesTheModelItself()
    {
        Assert.AreSame(OnePair, OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 1e-9 }));
        Assert.AreSame(OnePair, OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 1, MinimumOrder = 3 }));
    }

    [TestMethod]
    public void Prune_MildThreshold_HardlyChangesThePerplexity()
    {
        NgramLanguageModel model = TestTexts.Train(TestTexts.Generated(400), new NgramOptions { Order = 3, Smoothing = NgramSmoothing.WittenBell });
        NgramLanguageModel pruned = model.Prune(new NgramPruningOptions { EntropyThreshold = 1e-5 });
        string text = string.Join(' ', Enumerable.Range(1, 30).Select(i => $"w{i}"));

        double before = model.ToTextModel().Score(text).Perplexity;
        Assert.AreEqual(before, pruned.ToTextModel().Score(text).Perplexity, before * 0.1);
        Assert.AreEqual(NgramSmoothing.WittenBell, pruned.Smoothing);
    }

    [TestMethod]
    public void Prune_BadOption_IsNamed()
    {
        Assert.Contains("EntropyThreshold or WeightedDifferenceThreshold", Assert.ThrowsExactly<ArgumentException>(() => OnePair.Prune(new NgramPruningOptions())).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnePair.Prune(new NgramPruningOptions { EntropyThreshold = -1 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnePair.Prune(new NgramPruningOptions { WeightedDifferenceThreshold = double.NaN }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 1, TokenCount = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 1, MinimumOrder = 1 }));
        NgramLanguageModel stupid = TestTexts.Train(TestTexts.Small, new NgramOptions { Order = 2, Smoothing = NgramSmoothing.StupidBackoff });
        Assert.ThrowsExactly<NotSupportedException>(() => stupid.Prune(new NgramPruningOptions { EntropyThreshold = 1 }));
        Assert.ThrowsExactly<OperationCanceledException>(
            () => OnePair.Prune(new NgramPruningOptions { EntropyThreshold = 1, CancellationToken = new CancellationToken(canceled: true) }));
    }

    /// <summary>The head and the single words of an ARPA file with one pair; each word with probability and back-off weight.</summary>
    private static string Arpa(params string[] words) => Arpa(1, words);

    private static string Arpa(int pairs, params string[] words)
    {
        string[] lines = [.. words.Select(word => word.Split(' ')).Select(parts => Line(Number(parts[0]), parts[1], parts.Length > 2 ? Number(parts[2]) : null))];
        bool single = words[0].Split(' ').Length < 3;
        return $"\\data\\\nngram 1={words.Length}\n{(single ? "" : $"ngram 2={pairs}\n")}\n\\1-grams:\n{string.Concat(lines)}\n";
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Line(double p, string words, double? backoff = null)
        => FormattableString.Invariant($"{(p == 0 ? -99 : Math.Log10(p)):R}\t{words}{(backoff is { } b ? FormattableString.Invariant($"\t{Math.Log10(b):R}") : "")}\n");

    /// <summary>All distributions after contexts of up to three words.</summary>
    private static void AssertProper(NgramLanguageModel model)
    {
        var random = new Random(7);
        float[] distribution = new float[model.VocabularySize];
        for (int i = 0; i < 60; i++)
        {
            using LanguageModelState state = model.CreateState();
            if (i % 2 == 0)
            {
                state.Append(model.SpecialTokens.BeginningOfSequence!.Value);
            }

            int word = 0;
            for (int length = random.Next(4); length > 0; length--)
            {
                word = TestTexts.NextWord(word, random);
                state.Append(model.Vocabulary.GetId($"w{word}"));
            }

            state.GetNextLogProbabilities(distribution);
            Assert.AreEqual(1, distribution.Sum(value => Math.Exp(value)), 2e-5);
        }
    }
}
