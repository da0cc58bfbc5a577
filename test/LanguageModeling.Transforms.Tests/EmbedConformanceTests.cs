using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Conformance.EstimatorConformance;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EmbedConformanceTests
{
    private static readonly Vocabulary Known = new(["the", "cat", "sat", "猫", "o", "a", "b", "c", "d", "e"], SpecialTokens.None);

    private static readonly WordVectors Vectors = new(Known, Enumerable.Range(0, 50).Select(i => ((i * 37) % 11) - 5.5f).ToArray().AsSpan(), 5);

    private static readonly Vocabulary Sparse = new(["o", "a", "x", "b", "c", "d", "e"], SpecialTokens.None);

    [TestMethod]
    [ConformanceOf(typeof(EmbedTokensEstimator))]
    [DataRow(EmbeddingPooling.Mean, false)]
    [DataRow(EmbeddingPooling.None, true)]
    public void Embed_EncodedColumn_ConformsAlsoInChains(EmbeddingPooling pooling, bool asKeys)
        => CheckAlsoInChains(Context, Context.LanguageModeling.Embed("Embedding", "Tokens", Vectors, pooling), EncodedTexts(asKeys), WrongType(), NoColumns());

    [TestMethod]
    [DataRow(EmbeddingPooling.SmoothInverseFrequency, UnknownWordPolicy.Zero, false)]
    [DataRow(EmbeddingPooling.InverseDocumentFrequency, UnknownWordPolicy.UseWord, true)]
    [DataRow(EmbeddingPooling.Max, UnknownWordPolicy.Skip, true)]
    public void Embed_AllOptions_Conforms(EmbeddingPooling pooling, UnknownWordPolicy policy, bool asKeys)
        => Check(
            Context,
            Context.LanguageModeling.Embed(
                Vectors,
                new EmbedTokensOptions { OutputColumnName = "Text", UnknownCountColumnName = "Unknown", Pooling = pooling, UnknownWords = policy, UnknownWord = "cat" }),
            EncodedTexts(asKeys, 33),
            WrongType());

    [TestMethod]
    [DataRow(EmbeddingPooling.SmoothInverseFrequency, false)]
    [DataRow(EmbeddingPooling.Sum, true)]
    [DataRow(EmbeddingPooling.None, false)]
    [DataRow(EmbeddingPooling.None, true)]
    public void Embed_SparseColumn_Conforms(EmbeddingPooling pooling, bool asKeys)
        => Check(
            Context,
            Context.LanguageModeling.Embed(
                Vectors, new EmbedTokensOptions { Vocabulary = Sparse, Pooling = pooling, UnknownCountColumnName = "Unknown" }),
            asKeys ? SparseKeys() : SparseIds(),
            WrongType());

    [TestMethod]
    public void Embed_SparseText_Conforms()
    {
        var definition = SchemaDefinition.Create(typeof(SparseTextRow));
        definition["Tokens"].ColumnType = new VectorDataViewType(TextDataViewType.Instance, 4);
        IDataView data = Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new SparseTextRow
            {
                Tokens = i % 2 == 0
                    ? new VBuffer<ReadOnlyMemory<char>>(4, ["a".AsMemory(), "".AsMemory(), "cat".AsMemory(), "dog".AsMemory()])
                    : new VBuffer<ReadOnlyMemory<char>>(4, 1, ["b".AsMemory()], [2]),
            }).ToList(),
            definition);
        var options = new EmbedTokensOptions { Pooling = EmbeddingPooling.Sum, UnknownCountColumnName = "Unknown" };

        Check(Context, Context.LanguageModeling.Embed(Vectors, options), data, WrongType());

        IDataView embedded = Context.LanguageModeling.Embed(Vectors, options).Fit(data).Transform(data);
        CollectionAssert.AreEqual(Vectors["b"].ToArray(), embedded.GetColumn<float[]>("Embedding").ElementAt(1));
        CollectionAssert.AreEqual(new[] { 2, 3 }, embedded.GetColumn<int>("Unknown").Take(2).ToArray());
    }

    [TestMethod]
    public void Fit_IdsThatTellNoWords_SaysWhatToSet()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.LanguageModeling.Embed("Embedding", "Tokens", Vectors).Fit(SparseIds()));

        StringAssert.Contains(e.Message, "set Vocabulary");
    }

    private sealed class SparseTextRow
    {
        public VBuffer<ReadOnlyMemory<char>> Tokens { get; set; }
    }
}
