using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Conformance.EstimatorConformance;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EmbedTextTests
{
    [TestMethod]
    [ConformanceOf(typeof(EmbedTextEstimator))]
    [DataRow(true)]
    [DataRow(false)]
    public void Embed_Texts_ConformsAlsoInChains(bool isPooled)
        => CheckAlsoInChains(
            Context,
            Context.LanguageModeling.Embed(new LetterEmbedder(isPooled), new EmbedTextOptions { BatchSize = 3 }),
            Texts("a b c", "", "aab", "cc", "b", "abc abc", "x"),
            Context.Data.LoadFromEnumerable([new NumberRow()]));

    [TestMethod]
    public void Embed_TwoTexts_GivesTheirVectors()
    {
        IDataView embedded = Context.LanguageModeling.Embed(new LetterEmbedder(true), "Letters").Fit(Texts("aab", "c")).Transform(Texts("aab", "c"));

        float[][] vectors = [.. embedded.GetColumn<float[]>("Letters")];
        CollectionAssert.AreEqual(new float[] { 2, 1, 0 }, vectors[0]);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1 }, vectors[1]);
    }

    [TestMethod]
    public void Validate_BatchSizeOfZero_Throws()
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => Context.LanguageModeling.Embed(new LetterEmbedder(true), new EmbedTextOptions { BatchSize = 0 })).Message,
            "BatchSize must be from 1 to 65536.");

    private sealed class NumberRow
    {
        public float Text { get; set; }
    }
}
