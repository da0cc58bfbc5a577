using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.Scoring;

[TestClass]
public sealed class LanguageModelComparisonTests
{
    private static readonly TableModel Even = Fixed(0.5, 0.5);

    [TestMethod]
    public void Compare_HandWorkedDistributions_GivesTheirSums()
    {
        // p = (3/4, 1/4), q = (1/2, 1/2): KL = 3/4 ln(3/2) + 1/4 ln(1/2). Tokens 1 and 0 are scored: p gives 1/4 · 3/4, q 1/2 · 1/2.
        LanguageModelComparison result = LanguageModelComparison.Compare(Fixed(0.75, 0.25), Even, [[0, 1, 0]]);

        Assert.AreEqual(1, result.SequenceCount);
        Assert.AreEqual(2, result.TokenCount);
        Assert.AreEqual(2, result.Perplexity, 1e-6);
        Assert.AreEqual(1 / Math.Sqrt(3.0 / 16), result.ReferencePerplexity, 1e-6);
        Assert.AreEqual(2 * Math.Sqrt(3.0 / 16), result.PerplexityRatio, 1e-6);
        Assert.AreEqual(0.75 * Math.Log(1.5) + 0.25 * Math.Log(0.5), result.Divergence, 1e-7);
        Assert.AreEqual(result.Divergence, result.LargestDivergence, 1e-12);
        Assert.AreEqual(1, result.TopAgreement);
    }

    [TestMethod]
    public void Compare_ModelWithItself_FindsNoDifference()
    {
        TableModel model = TableModel.Bigrams();

        LanguageModelComparison result = LanguageModelComparison.Compare(model, model, [[0, 1, 2, 0], [2, 2], [5]]);

        Assert.AreEqual(2, result.SequenceCount);
        Assert.AreEqual(4, result.TokenCount);
        Assert.AreEqual(0, result.Divergence);
        Assert.AreEqual(1, result.PerplexityRatio);
        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public void Compare_ModelThatExcludesWhatTheReferenceDoesNot_IsInfinitelyFar()
    {
        LanguageModelComparison result = LanguageModelComparison.Compare(Even, Fixed(1, 0), [[0, 0]]);

        Assert.AreEqual(double.PositiveInfinity, result.Divergence);
        Assert.AreEqual(1, result.Perplexity, 1e-9);
    }

    [TestMethod]
    public void Compare_SequenceLongerThanTheContext_IsCutIntoPieces()
    {
        // Pieces of 3, 3 and 1: the last has nothing to score.
        LanguageModelComparison result = LanguageModelComparison.Compare(TableModel.ContextLengths(null), TableModel.ContextLengths(3), [[0, 1, 0, 1, 0, 1, 0]]);

        Assert.AreEqual(2, result.SequenceCount);
        Assert.AreEqual(4, result.TokenCount);
        Assert.AreEqual(0, result.Divergence);
    }

    [TestMethod]
    public void Compare_OtherVocabulary_SaysSo()
        => Assert.AreEqual(
            "The model has 2 tokens and the reference 6. Compare models with the same vocabulary. (Parameter 'model')",
            Assert.ThrowsExactly<ArgumentException>(() => LanguageModelComparison.Compare(TableModel.Bigrams(), Even, [[0, 1]])).Message);

    [TestMethod]
    public void Compare_NothingToScore_SaysSo()
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => LanguageModelComparison.Compare(Even, Even, [[0], []])).Message, "No sequence has two tokens.");

    [TestMethod]
    public void Compare_IdOutsideTheVocabulary_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LanguageModelComparison.Compare(Even, Even, [[0, 2]]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LanguageModelComparison.Compare(Even, Even, [[-1, 0]]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => LanguageModelComparison.Compare(Even, Even, [[0, -1]]));
    }

    private static TableModel Fixed(params double[] probabilities) => new(probabilities.Length, SpecialTokens.None, _ => probabilities);
}
