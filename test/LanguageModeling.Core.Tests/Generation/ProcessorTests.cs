using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class ProcessorTests
{
    private const float No = float.NegativeInfinity;

    [TestMethod]
    public void RepetitionPenalty_SeenTokens_ActsOnceOnPromptAndGenerated()
    {
        RepetitionPenalty penalty = new(2, 4);

        // -1 * 2, 3 / 2; ids 1 and 2 occur, 1 twice; id 1 in the prompt
        AssertLogits([-1, -2, 1.5f, -3], Apply(penalty, [-1, -1, 3, -3], [1, 2, 1], 1));
        AssertLogits([-1, -1, 3, -6], Apply(penalty, [-1, -1, 3, -3], [3], 1)); // nothing remembered
    }

    [TestMethod]
    public void RepetitionPenalty_ForbiddenToken_StaysForbidden()
        => AssertLogits([No, -1], Apply(new RepetitionPenalty(1.5, 2), [No, -1], [0], 0));

    [TestMethod]
    public void FrequencyPenalty_GeneratedTokensOnly_CountsEach()
    {
        FrequencyPenalty penalty = new(0.5, 0.25, 4);

        // id 0 in the prompt only; id 1 once: 0.5 + 0.25; id 2 three times: 1.5 + 0.25
        AssertLogits([-1, -1.75f, -2.75f, -1], Apply(penalty, [-1, -1, -1, -1], [0, 2, 1, 2, 2], 1));
        AssertLogits([-1, -1, -1, -1.75f], Apply(penalty, [-1, -1, -1, -1], [3], 0)); // nothing remembered
    }

    [TestMethod]
    public void LogitBias_GivenTokens_IsAdded()
        => AssertLogits([-1, 4, -3], Apply(new LogitBias(new Dictionary<int, float> { [1] = 5, [2] = -2 }), [-1, -1, -1], [], 0));

    [TestMethod]
    public void NoRepeatNgram_Trigram_ForbidsTheThirdToken()
    {
        // 0 1 2 … 0 1 3 … 0 1: neither 2 nor 3 may follow.
        AssertLogits([-1, -1, No, No, -1], Apply(new NoRepeatNgram(3), [-1, -1, -1, -1, -1], [0, 1, 2, 0, 1, 3, 0, 1], 4));
        AssertLogits([-1, -1, -1, -1, -1], Apply(new NoRepeatNgram(3), [-1, -1, -1, -1, -1], [0, 1], 0));
    }

    [TestMethod]
    public void NoRepeatNgram_Overlapping_IsSeen()
        // 4 4 4: the bigram 4 4 is there.
        => AssertLogits([-1, -1, -1, -1, No], Apply(new NoRepeatNgram(2), [-1, -1, -1, -1, -1], [4, 4, 4], 0));

    [TestMethod]
    public void NoRepeatNgram_SizeOne_ForbidsEveryTokenSeen()
        => AssertLogits([No, -1, No], Apply(new NoRepeatNgram(1), [-1, -1, -1], [0, 2, 0], 1));

    [TestMethod]
    public void BannedTokens_GivenAndBeyondTheCodec_AreForbidden()
        => AssertLogits([-1, No, -1, No, No], Apply(new BannedTokens([1], 3), [-1, -1, -1, -1, -1], [], 0));

    [TestMethod]
    public void MinimumLength_TooFewTokens_ForbidsEnds()
    {
        MinimumLength minimum = new(2, [0, 2]);

        AssertLogits([No, -1, No], Apply(minimum, [-1, -1, -1], [1, 1, 1, 1], 3));
        AssertLogits([-1, -1, -1], Apply(minimum, [-1, -1, -1], [1, 1, 1, 1, 1], 3));
    }

    [TestMethod]
    public void CreateProcessors_AllSet_ComeInDocumentedOrder()
    {
        TestModel model = new(9, _ => []) { SpecialTokens = new SpecialTokens { Unknown = 0, EndOfSequence = 1 } };
        GenerationOptions options = new()
        {
            RepetitionPenalty = 2,
            PresencePenalty = 1,
            LogitBias = new Dictionary<int, float> { [3] = 1 },
            NoRepeatNgramSize = 2,
            MinimumTokens = 3,
        };

        Type[] order = [.. LogitsPipeline.CreateProcessors(model, options, 9).Select(processor => processor.GetType())];

        CollectionAssert.AreEqual(
            new[] { typeof(RepetitionPenalty), typeof(FrequencyPenalty), typeof(LogitBias), typeof(NoRepeatNgram), typeof(BannedTokens), typeof(MinimumLength) },
            order);
    }

    [TestMethod]
    public void CreateFilters_AllSet_ComeInDocumentedOrder()
    {
        GenerationOptions options = new() { TopK = 3, Temperature = 0.7, TopP = 0.9, MinP = 0.1, TypicalP = 0.9 };

        Type[] order = [.. TokenSampler.CreateFilters(options).Select(filter => filter.GetType())];

        CollectionAssert.AreEqual(
            new[] { typeof(TopKFilter), typeof(TemperatureScaling), typeof(TopPFilter), typeof(MinPFilter), typeof(TypicalFilter) }, order);
    }

    [TestMethod]
    public void Create_NothingSet_HasNoProcessors()
        => Assert.IsEmpty(LogitsPipeline.CreateProcessors(TestModel.Constant(0.5, 0.5), new GenerationOptions(), 2));

    private static float[] Apply(LogitsProcessor processor, float[] logits, int[] tokens, int promptLength)
    {
        processor.Apply(logits, tokens, promptLength);
        return logits;
    }

    private static void AssertLogits(float[] expected, float[] actual) => CollectionAssert.AreEqual(expected, actual);
}
