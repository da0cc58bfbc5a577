using LanguageModeling.Embeddings;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests;

/// <summary>Vectors for words that were never seen, made of their n-grams of characters.</summary>
[TestClass]
public sealed class SubwordTests
{
    private static readonly MLContext Context = new(1);

    [TestMethod]
    public void TryGetVector_UnseenWord_IsTheMeanOfItsNgrams()
    {
        // "ax" has the single characters a and x; of the buckets only that of a has a vector, and b's.
        WordVectors vectors = Letters();
        var vector = new float[2];

        Assert.IsTrue(vectors.HasSubwords);
        Assert.IsTrue(vectors.TryGetVector("abx", vector));
        CollectionAssert.AreEqual(new[] { 3f, 3f }, vector); // ((2, 0) + (4, 6)) / 2
        Assert.IsTrue(vectors.TryGetVector("word", vector));
        CollectionAssert.AreEqual(new[] { 7f, 8f }, vector);
        Assert.IsFalse(vectors.TryGetVector("x", vector));
        CollectionAssert.AreEqual(new[] { 0f, 0f }, vector);
        Assert.IsFalse(vectors.TryGetVector("", vector));
        Assert.ThrowsExactly<ArgumentException>(() => vectors.TryGetVector("a", new float[3]));
    }

    [TestMethod]
    public void TryGetVector_WithoutSubwords_KnowsOnlyItsWords()
    {
        var vector = new float[2];

        Assert.IsFalse(TestVectors.Plane().HasSubwords);
        Assert.IsTrue(TestVectors.Plane().TryGetVector("man", vector));
        Assert.IsFalse(TestVectors.Plane().TryGetVector("men", vector));
        Assert.IsFalse(Letters().Normalize().HasSubwords);
        Assert.IsTrue(Letters().Take(1).HasSubwords);
    }

    [TestMethod]
    public void Load_SavedVectors_MakeTheSameVectors()
    {
        var stream = new MemoryStream();
        Letters().Save(stream);
        byte[] bytes = stream.ToArray();
        WordVectors loaded = WordVectors.Load(new MemoryStream(bytes));
        var vector = new float[2];

        TestVectors.AreEqual(Letters(), loaded);
        Assert.IsTrue(loaded.TryGetVector("ba", vector));
        CollectionAssert.AreEqual(new[] { 3f, 3f }, vector);
        for (int place = 8; place < bytes.Length; place++)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 0x10;
            Assert.ThrowsExactly<InvalidDataException>(() => WordVectors.Load(new MemoryStream(damaged)), $"{place}");
        }
    }

    [TestMethod]
    public void Load_TrainedModelsVectors_MakeThoseOfTheModel()
    {
        Word2VecModel model = Word2VecModel.TrainFromText(
            TopicText.Lines(50), new Word2VecOptions { Dimension = 8, MinimumCount = 1, Threads = 1, MinimumCharacters = 2, MaximumCharacters = 3, Buckets = 500 });
        var stream = new MemoryStream();
        model.Vectors.Save(stream);
        stream.Position = 0;
        WordVectors loaded = WordVectors.Load(stream);
        var expected = new float[8];
        var actual = new float[8];

        Assert.IsTrue(model.TryGetVector("the99", expected));
        Assert.IsTrue(loaded.TryGetVector("the99", actual));
        CollectionAssert.AreEqual(expected, actual);
    }

    [TestMethod]
    [DataRow(EmbeddingPooling.Sum, 14f, 17f)]
    [DataRow(EmbeddingPooling.Last, 4f, 6f)]
    [DataRow(EmbeddingPooling.Max, 7f, 8f)]
    public void Embed_ColumnOfTextWithUnseenWords_MakesTheirVectors(EmbeddingPooling pooling, float first, float second)
    {
        IDataView data = Context.Data.LoadFromEnumerable([new Row { Words = ["word", "", "ab", "x", "b"] }, new Row { Words = ["a"] }]);
        var options = new EmbedTokensOptions
        {
            InputColumnName = "Words",
            Pooling = pooling,
            UnknownWords = UnknownWordPolicy.Subwords,
            UnknownCountColumnName = "Unknown",
        };
        EmbedTokensTransformer fitted = Context.LanguageModeling.Embed(Letters(), options).Fit(data);

        IDataView rows = fitted.Transform(data);

        CollectionAssert.AreEqual(new[] { first, second }, rows.GetColumn<float[]>("Embedding").First());
        CollectionAssert.AreEqual(new[] { 2f, 0f }, rows.GetColumn<float[]>("Embedding").Last());
        CollectionAssert.AreEqual(new[] { 4, 1 }, rows.GetColumn<int>("Unknown").ToArray());
    }

    [TestMethod]
    [DataRow(EmbeddingPooling.Mean)]
    [DataRow(EmbeddingPooling.SmoothInverseFrequency)]
    [DataRow(EmbeddingPooling.InverseDocumentFrequency)]
    public void Embed_SavedAndLoaded_MakesTheSameVectors(EmbeddingPooling pooling)
    {
        IDataView texts = Context.Data.LoadFromEnumerable([new TextRow { Text = "word ab b" }, new TextRow { Text = "ba word" }, new TextRow { Text = "x" }]);
        var options = new EmbedTokensOptions { Pooling = pooling, UnknownWords = UnknownWordPolicy.Subwords };
        ITransformer fitted = Context.Transforms.Text.EncodeTokens("Tokens", "Text").Append(Context.LanguageModeling.Embed(Letters(), options)).Fit(texts);
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

        CollectionAssert.AreEqual(new[] { 0f, 0f }, before[2]);
        if (pooling == EmbeddingPooling.Mean)
        {
            CollectionAssert.AreEqual(new[] { 5f, 5.5f }, before[1]); // ((3, 3) + (7, 8)) / 2
        }
    }

    [TestMethod]
    public void Embed_SpecialToken_GetsNoMadeVector()
    {
        var vocabulary = new Vocabulary(["a", "<a>"], new SpecialTokens { Unknown = 1 });
        IDataView data = Context.Data.LoadFromEnumerable([new IdRow { Tokens = [0, 1, 1] }]);
        var options = new EmbedTokensOptions { Vocabulary = vocabulary, UnknownWords = UnknownWordPolicy.Subwords, Pooling = EmbeddingPooling.Mean };

        float[] mean = Context.LanguageModeling.Embed(Letters(), options).Fit(data).Transform(data).GetColumn<float[]>("Embedding").Single();

        CollectionAssert.AreEqual(new[] { 2f, 0f }, mean);
    }

    [TestMethod]
    public void Embed_VectorsWithoutSubwords_AreRefused()
        => StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(
                () => Context.LanguageModeling.Embed(TestVectors.Plane(), new EmbedTokensOptions { UnknownWords = UnknownWordPolicy.Subwords })).Message,
            "Train them with MaximumCharacters");

    /// <summary>One word, (7, 8); the character a has (2, 0) and b has (4, 6).</summary>
    private static WordVectors Letters()
    {
        var ngrams = new CharacterNgrams(1, 1, 1000);
        (int Bucket, float[] Vector)[] characters = [(ngrams.Of("a").Single(), [2, 0]), (ngrams.Of("b").Single(), [4, 6])];
        Array.Sort(characters, (x, y) => x.Bucket.CompareTo(y.Bucket));
        var subwords = new SubwordVectors(ngrams, [.. characters.Select(c => c.Bucket)], [.. characters.SelectMany(c => c.Vector)], 2);
        return new WordVectors(new Vocabulary(["word"], SpecialTokens.None), [7f, 8f], 2, subwords);
    }

    private sealed class Row
    {
        public string[] Words { get; set; } = [];
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class IdRow
    {
        public int[] Tokens { get; set; } = [];
    }
}
