using FreshProcess;
using LanguageModeling.Conformance;
using Microsoft.ML;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class LanguageModelTransformerTests
{
    private static readonly MLContext Context = TestData.Context;

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(7, 2)]
    [DataRow(64, 3)]
    [DataRow(1000, 2)]
    public void Conformance_DenseIds_Keeps(int batch, int threads)
        => EstimatorConformance.CheckAlsoInChains(
            Context,
            Context.LanguageModeling.Score(new SuffixModel(60), new LanguageModelScoringOptions { TextColumnName = "Text", BatchSize = batch, NumberOfThreads = threads, WithRanks = true }),
            TestData.Tokens(asKeys: false),
            TestData.WrongType(),
            TestData.NoColumns());

    [TestMethod]
    public void Conformance_SparseIds_Keeps()
        => EstimatorConformance.CheckAlsoInChains(Context, Context.LanguageModeling.Score(new SuffixModel(7)), TestData.SparseIds(), TestData.WrongType());

    [TestMethod]
    public void Conformance_SparseKeys_Keeps()
        => EstimatorConformance.CheckAlsoInChains(Context, Context.LanguageModeling.Score(new SuffixModel(7)), TestData.SparseKeys(), TestData.WrongType());
}
