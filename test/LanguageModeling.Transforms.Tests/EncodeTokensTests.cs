using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class EncodeTokensTests
{
    [TestMethod]
    public void Fit_Lexicon_SplitsByItAndTellsTheNextStep()
    {
        var dictionary = new Lexicon([KeyValuePair.Create("研究", 100L), KeyValuePair.Create("研究生", 60L), KeyValuePair.Create("生命", 80L)]);
        var pipeline = Context.Transforms.Text.EncodeTokens(new EncodeTokensOptions { InputColumnName = "Text", Splitter = dictionary.MostProbable })
            .Append(Context.Transforms.Text.DecodeTokens("Back", "Tokens"));
        IDataView data = Texts("研究生命，研究生");
        using var stream = new MemoryStream();
        Context.Model.Save(pipeline.Fit(data), data.Schema, stream);
        stream.Position = 0;

        IDataView encoded = new MLContext(1).Model.Load(stream, out _).Transform(data);

        // <unk> <s> </s> 研究 生命 ， 研究生
        CollectionAssert.AreEqual(new[] { 3, 4, 5, 6 }, encoded.GetColumn<VBuffer<int>>("Tokens").Single().DenseValues().ToArray());
        Assert.AreEqual("研究生命，研究生", encoded.GetColumn<string>("Back").Single());
        TokenColumn column = TokenColumn.Find(((IHostEnvironment)Context).Register("Test"), encoded.Schema, "Tokens");
        Assert.AreEqual(dictionary.MostProbable, column.GetSplitter()!.Value.Splitter);
    }

    [TestMethod]
    public void Transform_FittedVocabulary_NumbersWordsInOrderOfAppearance()
    {
        EncodedRow row = Encode("b a b.", new EncodeTokensOptions { InputColumnName = "Text", OffsetsColumnName = "Offsets" });

        // <unk> 0, <s> 1, </s> 2, b 3, a 4, . 5
        CollectionAssert.AreEqual(new[] { 3, 4, 3, 5 }, row.Tokens);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 1, 4, 1, 5, 1 }, row.Offsets);
    }

    [TestMethod]
    public void Transform_Truncation_KeepsBeginningAndEnd()
    {
        EncodedRow row = Encode("a b c d", new EncodeTokensOptions
        {
            InputColumnName = "Text",
            OffsetsColumnName = "Offsets",
            AddBeginningOfSequence = true,
            AddEndOfSequence = true,
            MaximumTokens = 4,
        });

        CollectionAssert.AreEqual(new[] { 1, 3, 4, 2 }, row.Tokens);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 1, 2, 1, 3, 0 }, row.Offsets);
    }

    [TestMethod]
    public void Transform_RareWordsAndLowercase_FollowTheVocabularyOptions()
    {
        EncodedRow row = Encode("A a b", new EncodeTokensOptions
        {
            InputColumnName = "Text",
            Lowercase = true,
            Vocabulary = new VocabularyOptions { MinimumCount = 2 },
        });

        CollectionAssert.AreEqual(new[] { 3, 3, 0 }, row.Tokens);
    }

    [TestMethod]
    public void Transform_AsKeys_BuiltInTransformsGiveTheWordsBack()
    {
        IDataView data = Texts("the cat", "猫 🐈");
        var pipeline = Context.Transforms.Text.EncodeTokens("Tokens", "Text", asKeys: true).Append(Context.Transforms.Conversion.MapKeyToValue("Words", "Tokens"));

        string[][] words = [.. pipeline.Fit(data).Transform(data).GetColumn<string[]>("Words")];

        CollectionAssert.AreEqual(new[] { "the", "cat" }, words[0]);
        CollectionAssert.AreEqual(new[] { "猫", "🐈" }, words[1]);
    }

    [TestMethod]
    public void Transform_CharactersOfAnyText_DecodeToTheText()
    {
        string[] texts = ["", "猫坐在垫子上。", "a 👨‍👩‍👧 🐈!", "nul\0byte", "한국어 é"];
        IDataView data = Texts(texts);
        var pipeline = Context.Transforms.Text
            .EncodeTokens(new EncodeTokensOptions { InputColumnName = "Text", Splitter = TextSplitter.Characters })
            .Append(Context.Transforms.Text.DecodeTokens("Back", "Tokens"));

        string[] back = [.. pipeline.Fit(data).Transform(data).GetColumn<string>("Back")];

        CollectionAssert.AreEqual(texts, back);
    }

    [TestMethod]
    public void Schema_FittedVocabulary_TellsTokensSpecialTokensAndSplitter()
    {
        IDataView data = Texts("b a");
        DataViewSchema.Annotations annotations = Context.Transforms.Text.EncodeTokens("Tokens", "Text").Fit(data).Transform(data).Schema["Tokens"].Annotations;
        VBuffer<ReadOnlyMemory<char>> tokens = default;
        VBuffer<int> special = default;
        ReadOnlyMemory<char> splitter = default;

        annotations.GetValue("Tokens", ref tokens);
        annotations.GetValue("SpecialTokens", ref special);
        annotations.GetValue("Splitter", ref splitter);

        CollectionAssert.AreEqual(new[] { "<unk>", "<s>", "</s>", "b", "a" }, tokens.DenseValues().Select(t => t.ToString()).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2, -1 }, special.DenseValues().ToArray());
        Assert.AreEqual("words", splitter.ToString());
    }

    [TestMethod]
    public void Transform_NoUnknownToken_NamesColumnRowAndToken()
    {
        var estimator = Context.Transforms.Text.EncodeTokens(new EncodeTokensOptions
        {
            InputColumnName = "Text",
            Vocabulary = new VocabularyOptions { UnknownToken = null },
        });
        IDataView encoded = estimator.Fit(Texts("a b")).Transform(Texts("a", "a zebra"));

        var e = Assert.ThrowsExactly<InvalidDataException>(() => encoded.GetColumn<int[]>("Tokens").ToArray());

        StringAssert.Contains(e.Message, "'Text'");
        StringAssert.Contains(e.Message, "row 1");
        StringAssert.Contains(e.Message, "zebra");
    }

    [TestMethod]
    public void Fit_NoTokensAtAll_SaysSo()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Context.Transforms.Text.EncodeTokens("Tokens", "Text").Fit(Texts("", " ")));

        StringAssert.Contains(e.Message, "no tokens in 2 rows");
    }

    [TestMethod]
    public void Fit_Cancelled_Stops()
    {
        var options = new EncodeTokensOptions { InputColumnName = "Text", CancellationToken = new CancellationToken(canceled: true) };

        Assert.ThrowsExactly<OperationCanceledException>(() => Context.Transforms.Text.EncodeTokens(options).Fit(Texts("a")));
    }

    [TestMethod]
    public void Options_ThatCannotBe_AreRefusedAtOnce()
    {
        Refused<ArgumentException>(new EncodeTokensOptions { Tokenizer = new CharTokenizer(), Codec = LetterCodec() }, "Set one of them");
        Refused<ArgumentException>(new EncodeTokensOptions { Tokenizer = new CharTokenizer(), AsKeys = true }, "vocabularySize");
        Refused<ArgumentException>(new EncodeTokensOptions { Tokenizer = new CharTokenizer(), AddEndOfSequence = true }, "end sequences");
        Refused<ArgumentException>(new EncodeTokensOptions { OffsetsColumnName = "Tokens" }, "different names");
        Refused<ArgumentOutOfRangeException>(new EncodeTokensOptions { AddEndOfSequence = true, AddBeginningOfSequence = true, MaximumTokens = 1 }, "MaximumTokens");
        Refused<ArgumentException>(
            new EncodeTokensOptions { AddBeginningOfSequence = true, Vocabulary = new VocabularyOptions { BeginningOfSequenceToken = null } }, "begin sequences");
    }

    [TestMethod]
    public void Transform_ForeignTokenizer_WorksButIsNotSaved()
    {
        IDataView data = Texts("ab");
        ITransformer transformer = Context.Transforms.Text.EncodeTokens("Tokens", "Text", new CharTokenizer()).Fit(data);

        CollectionAssert.AreEqual(new[] { (int)'a', 'b' }, transformer.Transform(data).GetColumn<int[]>("Tokens").Single());
        var stream = new MemoryStream();
        var e = Assert.ThrowsExactly<NotSupportedException>(() => Context.Model.Save(transformer, data.Schema, stream));
        StringAssert.Contains(e.Message, nameof(CharTokenizer));
        StringAssert.Contains(e.Message, nameof(TokenizerLoader));
    }

    private static void Refused<T>(EncodeTokensOptions options, string told)
        where T : Exception
        => StringAssert.Contains(Assert.ThrowsExactly<T>(() => Context.Transforms.Text.EncodeTokens(options)).Message, told);

    private static EncodedRow Encode(string text, EncodeTokensOptions options)
    {
        IDataView data = Texts(text);
        IDataView encoded = Context.Transforms.Text.EncodeTokens(options).Fit(data).Transform(data);
        return Context.Data.CreateEnumerable<EncodedRow>(encoded, reuseRowObject: false, ignoreMissingColumns: true).Single();
    }

    private sealed class EncodedRow
    {
        public int[] Tokens { get; set; } = [];

        public int[] Offsets { get; set; } = [];
    }
}
