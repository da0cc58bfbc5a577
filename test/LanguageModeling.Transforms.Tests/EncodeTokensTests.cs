using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EncodeTokensTests
{
    private static readonly MLContext Context = TestData.Context;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Conformance_FittedVocabulary_Keeps(bool asKeys)
        => EstimatorConformance.CheckAlsoInChains(
            Context,
            Context.Transforms.Text.EncodeTokens("Tokens", "Text", asKeys: asKeys),
            TestData.Texts(),
            TestData.WrongType(),
            TestData.NoColumns());

    [TestMethod]
    public void Conformance_AllOptions_Keeps()
        => EstimatorConformance.CheckAlsoInChains(
            Context,
            Context.Transforms.Text.EncodeTokens(new EncodeTokensOptions
            {
                OutputColumnName = "Text",
                OffsetsColumnName = "Offsets",
                Splitter = TextSplitter.Cjk,
                Lowercase = true,
                Vocabulary = new VocabularyOptions { MinimumCount = 2, MaximumSize = 12 },
                AddBeginningOfSequence = true,
                AddEndOfSequence = true,
                MaximumTokens = 6,
            }),
            TestData.Texts(),
            TestData.WrongType());

    [TestMethod]
    public void Transform_FittedVocabulary_NumbersWordsInOrderOfAppearance()
    {
        (int[] ids, int[] offsets) = Encode("b a b.", new EncodeTokensOptions { InputColumnName = "Text", OffsetsColumnName = "Offsets" });

        // <unk> 0, <s> 1, </s> 2, b 3, a 4, . 5
        CollectionAssert.AreEqual(new[] { 3, 4, 3, 5 }, ids);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 1, 4, 1, 5, 1 }, offsets);
    }

    private static (int[] Ids, int[] Offsets) Encode(string text, EncodeTokensOptions options)
    {
        IDataView data = Context.Data.LoadFromEnumerable<TextRow>([new() { Text = text }]);
        IDataView encoded = Context.Transforms.Text.EncodeTokens(options).Fit(data).Transform(data);
        EncodedRow row = Context.Data.CreateEnumerable<EncodedRow>(encoded, reuseRowObject: false, ignoreMissingColumns: true).Single();
        return (row.Tokens, row.Offsets);
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class EncodedRow
    {
        public int[] Tokens { get; set; } = [];

        public int[] Offsets { get; set; } = [];
    }
}
