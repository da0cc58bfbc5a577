namespace LanguageModeling.Tests;

[TestClass]
public sealed class NgramOptionsTests
{
    public static IEnumerable<object[]> Faults =>
    [
        [new NgramOptions { Order = 0 }, "Order must be from 1 to 16."],
        [new NgramOptions { Order = 17 }, "Order must be from 1 to 16."],
        [new NgramOptions { Smoothing = (NgramSmoothing)99 }, "Choose one of the values of NgramSmoothing."],
        [new NgramOptions { AddK = 0 }, "AddK must be a number above 0"],
        [new NgramOptions { AddK = double.NaN }, "AddK must be a number above 0"],
        [new NgramOptions { BackoffFactor = 0 }, "BackoffFactor must be above 0 and at most 1"],
        [new NgramOptions { BackoffFactor = 1.1 }, "BackoffFactor must be above 0 and at most 1"],
        [new NgramOptions { VocabularyPad = -1 }, "VocabularyPad must not be negative"],
        [new NgramOptions { PruningThresholds = [0, 0, 0, 0] }, "PruningThresholds must have at most one value for each of the 3 orders"],
        [new NgramOptions { PruningThresholds = [1, 0] }, "must not decrease"],
        [new NgramOptions { PruningThresholds = [-1] }, "must not be negative"],
        [new NgramOptions { DiscountFallback = [] }, "DiscountFallback must have one to three values"],
        [new NgramOptions { DiscountFallback = [1, 1, 1, 1] }, "DiscountFallback must have one to three values"],
        [new NgramOptions { DiscountFallback = [1.5f] }, "DiscountFallback must be from 0 to 1 for n-grams seen 1 time,"],
        [new NgramOptions { DiscountFallback = [1, 2, float.NaN] }, "DiscountFallback must be from 0 to 3 for n-grams seen 3 times,"],
        [new NgramOptions { HeldOutInterval = 1 }, "HeldOutInterval must be at least 2"],
        [new NgramOptions { Smoothing = NgramSmoothing.Katz, VocabularyPad = 100 }, "Katz smoothing knows no VocabularyPad."],
        [new NgramOptions { Smoothing = NgramSmoothing.WittenBell, InterpolateUnigrams = false }, "WittenBell smoothing cannot switch InterpolateUnigrams off."],
    ];

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void Train_OptionOutOfRange_SaysTheRule(NgramOptions options, string rule)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TestTexts.Train(TestTexts.Small, options));

        Assert.Contains(rule, error.Message);
    }
}
