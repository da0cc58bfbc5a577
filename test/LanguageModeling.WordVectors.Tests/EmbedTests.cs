using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestVectors;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EmbedTests
{
    private static readonly MLContext Context = new(1);

    private static readonly WordVectors Letters = Make(2, ("a", [1, -2]), ("b", [3, 4]), ("c", [-5, 0.5f]), ("<unk>", [9, 9]));

    [TestMethod]
    [DataRow(EmbeddingPooling.Mean, 2f, 1f)]
    [DataRow(EmbeddingPooling.Sum, 4f, 2f)]
    [DataRow(EmbeddingPooling.Max, 3f, 4f)]
    [DataRow(EmbeddingPooling.Min, 1f, -2f)]
    [DataRow(EmbeddingPooling.First, 1f, -2f)]
    [DataRow(EmbeddingPooling.Last, 3f, 4f)]
    [DataRow(EmbeddingPooling.MeanOfSquares, 5f, 10f)]
    [DataRow(EmbeddingPooling.SumOverSquareRoot, 2.8284271f, 1.4142135f)] // 4/√2, 2/√2
    [DataRow(EmbeddingPooling.PositionWeightedMean, 7f / 3, 2f)] // (1 + 2·3) / 3, (-2 + 2·4) / 3
    public void Embed_TwoWordsAndAnUnknownOne_PoolsTheTwo(EmbeddingPooling pooling, float first, float second)
        => CollectionAssert.AreEqual(new[] { first, second }, Embed(new EmbedTokensOptions { Pooling = pooling }, "a x b")[0]);

    [TestMethod]
    public void Embed_NoPooling_GivesAllVectorsInOrder()
        => CollectionAssert.AreEqual(new[] { 3f, 4f, 1f, -2f, 3f, 4f }, Embed(new EmbedTokensOptions { Pooling = EmbeddingPooling.None }, "b a x b")[0]);

    [TestMethod]
    [DataRow(UnknownWordPolicy.Zero, 4f / 3, 2f / 3)]
    [DataRow(UnknownWordPolicy.UseWord, 13f / 3, 11f / 3)]
    public void Embed_UnknownWordsThatCount_ChangeTheMean(UnknownWordPolicy policy, float first, float second)
    {
        float[] mean = Embed(new EmbedTokensOptions { UnknownWords = policy }, "a x b")[0];

        Assert.AreEqual(first, mean[0], 1e-6f);
        Assert.AreEqual(second, mean[1], 1e-6f);
    }

    [TestMethod]
    public void Embed_UnknownWordsRefused_NamesColumnRowAndSlot()
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Embed(new EmbedTokensOptions { UnknownWords = UnknownWordPolicy.Refuse }, "a b", "a x b"));

        StringAssert.Contains(e.Message, "Column 'Tokens', row 1: the word in slot 1 has no vector");
    }

    [TestMethod]
    [DataRow(EmbeddingPooling.Mean)]
    [DataRow(EmbeddingPooling.Max)]
    [DataRow(EmbeddingPooling.First)]
    [DataRow(EmbeddingPooling.SmoothInverseFrequency)]
    [DataRow(EmbeddingPooling.InverseDocumentFrequency)]
    public void Embed_NoKnownWords_GivesZeros(EmbeddingPooling pooling)
    {
        float[][] rows = Embed(new EmbedTokensOptions { Pooling = pooling }, "x y", "", "a b");

        CollectionAssert.AreEqual(new[] { 0f, 0f }, rows[0]);
        CollectionAssert.AreEqual(new[] { 0f, 0f }, rows[1]);
    }

    [TestMethod]
    public void Embed_CountColumn_CountsUnknownWords()
    {
        IDataView rows = Transform(new EmbedTokensOptions { UnknownCountColumnName = "Unknown", UnknownWords = UnknownWordPolicy.UseWord }, "a x b y", "a", "");

        CollectionAssert.AreEqual(new[] { 2, 0, 0 }, rows.GetColumn<int>("Unknown").ToArray());
    }

    [TestMethod]
    public void Embed_InverseDocumentFrequency_IsTheWeightedMean()
    {
        // a is in both rows, b in one: weights ln(3/3) + 1 = 1 and ln(3/2) + 1.
        double b = Math.Log(1.5) + 1;
        float[] mean = Embed(new EmbedTokensOptions { Pooling = EmbeddingPooling.InverseDocumentFrequency }, "a a b", "a")[0];

        Assert.AreEqual((2 + (3 * b)) / (2 + b), mean[0], 1e-6);
        Assert.AreEqual((-4 + (4 * b)) / (2 + b), mean[1], 1e-6);
    }

    [TestMethod]
    public void Embed_SmoothInverseFrequency_IsThePapersMean()
    {
        // p(a) = 2/4, p(b) = 1/4 (x counts as a word), a / (a + p) with a = 0.25: 1/3 and 1/2.
        var options = new EmbedTokensOptions { Pooling = EmbeddingPooling.SmoothInverseFrequency, FrequencySmoothing = 0.25, RemoveCommonComponent = false };
        float[] mean = Embed(options, "a a b x")[0];

        Assert.AreEqual(((2 / 3.0) + 1.5) / 3, mean[0], 1e-6);
        Assert.AreEqual(((-4 / 3.0) + 2) / 3, mean[1], 1e-6);
    }

    [TestMethod]
    public void Embed_CommonComponent_IsTheFirstSingularVector()
    {
        string[] texts = ["a b", "b c c", "a", "c b a b", "b b"];
        var options = new EmbedTokensOptions { Pooling = EmbeddingPooling.SmoothInverseFrequency };
        float[][] with = Embed(options with { RemoveCommonComponent = false }, texts);
        float[][] without = Embed(options, texts);

        // In the plane the angle of the greatest axis of [[xx, xy], [xy, yy]] is atan2(2 xy, xx - yy) / 2.
        double xx = with.Sum(v => (double)v[0] * v[0]), yy = with.Sum(v => (double)v[1] * v[1]), xy = with.Sum(v => (double)v[0] * v[1]);
        double angle = Math.Atan2(2 * xy, xx - yy) / 2;
        (double u, double w) = (Math.Cos(angle), Math.Sin(angle));
        for (int i = 0; i < texts.Length; i++)
        {
            double along = (with[i][0] * u) + (with[i][1] * w);
            Assert.AreEqual(with[i][0] - (along * u), without[i][0], 1e-6);
            Assert.AreEqual(with[i][1] - (along * w), without[i][1], 1e-6);
        }
    }

    [TestMethod]
    public void Embed_ColumnOfText_LooksWordsUp()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new { Words = new[] { "a", "", "b" } }, new { Words = new[] { "x", "x", "c" } }]);
        IDataView rows = Context.LanguageModeling.Embed("Vector", "Words", Letters, EmbeddingPooling.Sum).Fit(data).Transform(data);

        float[][] sums = [.. rows.GetColumn<float[]>("Vector")];
        CollectionAssert.AreEqual(new[] { 4f, 2f }, sums[0]);
        CollectionAssert.AreEqual(new[] { -5f, 0.5f }, sums[1]);
    }

    [TestMethod]
    public void Embed_SavedAndLoaded_EmbedsAlike()
    {
        var options = new EmbedTokensOptions { Pooling = EmbeddingPooling.SmoothInverseFrequency, UnknownWords = UnknownWordPolicy.UseWord };
        IDataView texts = Texts("a b", "b c x", "a");
        var pipeline = Context.Transforms.Text.EncodeTokens("Tokens", "Text").Append(Context.LanguageModeling.Embed(Letters, options));
        ITransformer fitted = pipeline.Fit(texts);
        var file = new MemoryStream();
        Context.Model.Save(fitted, texts.Schema, file);
        file.Position = 0;

        ITransformer loaded = new MLContext().Model.Load(file, out _);

        float[][] before = [.. fitted.Transform(texts).GetColumn<float[]>("Embedding")];
        float[][] after = [.. loaded.Transform(texts).GetColumn<float[]>("Embedding")];
        for (int i = 0; i < before.Length; i++)
        {
            CollectionAssert.AreEqual(before[i], after[i]);
        }
    }

    [TestMethod]
    public void Embed_BadOptions_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Embed(Letters, new EmbedTokensOptions { Pooling = (EmbeddingPooling)99 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Embed(Letters, new EmbedTokensOptions { FrequencySmoothing = 0 }));
        Assert.ThrowsExactly<ArgumentException>(() => Context.LanguageModeling.Embed(Letters, new EmbedTokensOptions { UnknownCountColumnName = "Embedding" }));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(
                () => Context.LanguageModeling.Embed(Plane(), new EmbedTokensOptions { UnknownWords = UnknownWordPolicy.UseWord })).Message,
            "\"<unk>\", but that is not among the 7 words");
    }

    private static float[][] Embed(EmbedTokensOptions options, params string[] texts)
        => [.. Transform(options, texts).GetColumn<float[]>("Embedding")];

    private static IDataView Transform(EmbedTokensOptions options, params string[] texts)
    {
        IDataView data = Texts(texts);
        return Context.Transforms.Text.EncodeTokens("Tokens", "Text").Append(Context.LanguageModeling.Embed(Letters, options)).Fit(data).Transform(data);
    }

    private static IDataView Texts(params string[] texts) => Context.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }).ToList());

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }
}
