using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class DecodeTokensTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Transform_EncodedColumn_JoinsAsItsSplitterDoes(bool asKeys)
    {
        IDataView data = Texts("the cat, sat.");
        var pipeline = Context.Transforms.Text.EncodeTokens("Tokens", "Text", asKeys: asKeys).Append(Context.Transforms.Text.DecodeTokens("Back", "Tokens"));

        Assert.AreEqual("the cat, sat.", pipeline.Fit(data).Transform(data).GetColumn<string>("Back").Single());
    }

    [TestMethod]
    public void Transform_SparseIds_CountsLeftOutSlotsAsIdZero()
    {
        IDataView data = SparseIds(2); // row 1 is sparse: slot 1 holds 4, slot 4 holds 2
        var codec = new VocabularyCodec(new Vocabulary(["o", "a", "b", "c", "d", "e", "f"], SpecialTokens.None), TextSplitter.Words);
        IDataView decoded = Context.Transforms.Text.DecodeTokens(new DecodeTokensOptions { InputColumnName = "Tokens", Codec = codec }).Fit(data).Transform(data);

        Assert.AreEqual("o d o o b o", decoded.GetColumn<string>("Text").ElementAt(1));
    }

    [TestMethod]
    public void Transform_IdOutsideTheVocabulary_NamesColumnRowSlotAndValue()
    {
        IDataView data = SparseIds(7); // row 6 begins with id 6
        var codec = new VocabularyCodec(new Vocabulary(["o", "a", "b", "c", "d", "e"], SpecialTokens.None), TextSplitter.Words);
        IDataView decoded = Context.Transforms.Text.DecodeTokens(new DecodeTokensOptions { InputColumnName = "Tokens", Codec = codec }).Fit(data).Transform(data);

        var e = Assert.ThrowsExactly<InvalidDataException>(() => decoded.GetColumn<string>("Text").ToArray());

        StringAssert.Contains(e.Message, "'Tokens', row ");
        StringAssert.Contains(e.Message, "holds token id 6, but there are 6 tokens");
    }

    [TestMethod]
    public void Transform_MissingKeyWithoutUnknownToken_NamesColumnAndRow()
    {
        IDataView data = SparseKeys(3);
        var codec = new VocabularyCodec(new Vocabulary(["o", "a", "b", "c", "d", "e", "f"], SpecialTokens.None), TextSplitter.Words);
        IDataView decoded = Context.Transforms.Text.DecodeTokens(new DecodeTokensOptions { InputColumnName = "Tokens", Codec = codec }).Fit(data).Transform(data);

        var e = Assert.ThrowsExactly<InvalidDataException>(() => decoded.GetColumn<string>("Text").ToArray());

        StringAssert.Contains(e.Message, "'Tokens', row 0: slot 0 holds a missing key");
    }

    [TestMethod]
    public void Fit_ColumnThatTellsNoVocabulary_SaysWhatToSet()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Context.Transforms.Text.DecodeTokens("Text", "Tokens").Fit(SparseIds()));

        StringAssert.Contains(e.Message, "set Tokenizer or Codec");
    }
}
