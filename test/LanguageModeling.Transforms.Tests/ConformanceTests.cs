using FreshProcess;
using LanguageModeling.Conformance;
using Microsoft.ML;
using static LanguageModeling.Conformance.EstimatorConformance;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class ConformanceTests
{
    [TestMethod]
    public void Coverage_EveryComponent_HasAConformanceTest()
        => ConformanceCoverage.Check(typeof(RowTransformer).Assembly, typeof(ConformanceTests).Assembly);

    [TestMethod]
    [ConformanceOf(typeof(EncodeTokensEstimator))]
    [DataRow(false)]
    [DataRow(true)]
    public void EncodeTokens_FittedVocabulary_Conforms(bool asKeys)
        => CheckAlsoInChains(Context, Context.Transforms.Text.EncodeTokens("Tokens", "Text", asKeys: asKeys), Texts(), WrongType(), NoColumns());

    [TestMethod]
    public void EncodeTokens_AllOptions_Conforms()
        => Check(
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
            Texts(),
            WrongType());

    [TestMethod]
    public void EncodeTokens_VocabularyTokenizer_Conforms()
        => Check(Context, Context.Transforms.Text.EncodeTokens("Tokens", "Text", new VocabularyTokenizer(LetterCodec())), Texts(), WrongType());

    [TestMethod]
    [ConformanceOf(typeof(PrepareTextEstimator))]
    public void PrepareText_AllOptions_Conforms()
        => CheckAlsoInChains(
            Context,
            Context.Transforms.Text.PrepareText("Prepared", "Text", new TextPreparationOptions
            {
                Normalization = System.Text.NormalizationForm.FormKC,
                Lowercase = true,
                NumberToken = "<num>",
                UrlToken = "<url>",
                EmailToken = "<email>",
            }),
            Texts("See HTTP://x.org, 12", "", "１"),
            WrongType(),
            NoColumns());

    [TestMethod]
    public void EncodeTokens_Lexicon_Conforms()
    {
        var dictionary = new Lexicon([KeyValuePair.Create("研究", 2L), KeyValuePair.Create("生命", 1L)]);

        Check(Context, Context.Transforms.Text.EncodeTokens(new EncodeTokensOptions { InputColumnName = "Text", Splitter = dictionary.MostProbable }), Texts("研究生命", "的 研究", ""), WrongType());
    }

    [TestMethod]
    public void EncodeTokens_LoadedTokenizer_Conforms()
    {
        using var files = new TokenizerFixture();

        Check(Context, Context.Transforms.Text.EncodeTokens("Tokens", "Text", files.ReadTiktoken(), asKeys: true), Texts("hello hello", "hell", ""), WrongType());
    }

    [TestMethod]
    [ConformanceOf(typeof(DecodeTokensEstimator))]
    [DataRow(false)]
    [DataRow(true)]
    public void DecodeTokens_EncodedColumn_Conforms(bool asKeys)
        => CheckAlsoInChains(Context, Context.Transforms.Text.DecodeTokens("Back", "Tokens"), EncodedTexts(asKeys), WrongType(), NoColumns());

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void DecodeTokens_SparseColumn_Conforms(bool asKeys)
        => Check(
            Context,
            Context.Transforms.Text.DecodeTokens("Tokens", tokenizer: new VocabularyTokenizer(LetterCodec())),
            asKeys ? SparseKeys() : SparseIds(),
            WrongType());

    [TestMethod]
    [ConformanceOf(typeof(TokenWindowsEstimator))]
    [DataRow(TokenWindowRows.Window, TokenWindowEnds.Keep, false)]
    [DataRow(TokenWindowRows.Window, TokenWindowEnds.Drop, true)]
    [DataRow(TokenWindowRows.Window, TokenWindowEnds.Pad, true)]
    [DataRow(TokenWindowRows.Prediction, TokenWindowEnds.Keep, true)]
    [DataRow(TokenWindowRows.Prediction, TokenWindowEnds.Drop, false)]
    public void TokenWindows_EncodedColumn_Conforms(TokenWindowRows rows, TokenWindowEnds ends, bool asKeys)
        => Check(
            Context,
            Context.Transforms.Text.TokenWindows(new TokenWindowsOptions { Rows = rows, Ends = ends, Length = 3, TargetColumnName = "Next" }),
            EncodedTexts(asKeys, 33),
            WrongType(),
            NoColumns());

    [TestMethod]
    public void TokenWindows_InChains_Conforms()
        => CheckAlsoInChains(Context, Context.Transforms.Text.TokenWindows("Tokens", length: 3), EncodedTexts(asKeys: false, 22), WrongType());

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TokenWindows_SparseColumnAtRandom_Conforms(bool asKeys)
        => Check(
            Context,
            Context.Transforms.Text.TokenWindows(new TokenWindowsOptions { Length = 4, RandomCount = 3, TargetColumnName = "Next" }),
            asKeys ? SparseKeys() : SparseIds(),
            WrongType());

    [TestMethod]
    [ConformanceOf(typeof(LanguageModelScoringEstimator))]
    [DataRow(1, 1)]
    [DataRow(7, 2)]
    [DataRow(1000, 3)]
    public void Score_Ids_Conforms(int batch, int threads)
        => Check(
            Context,
            Context.LanguageModeling.Score(
                new SuffixModel(60),
                new LanguageModelScoringOptions { TextColumnName = "Text", BatchSize = batch, NumberOfThreads = threads, WithRanks = true, OutputColumnPrefix = "Model." }),
            EncodedTexts(asKeys: false),
            WrongType(),
            NoColumns());

    [TestMethod]
    public void Score_KeysInChains_Conforms()
        => CheckAlsoInChains(Context, Context.LanguageModeling.Score(new SuffixModel(60)), EncodedTexts(asKeys: true), WrongType());

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Score_SparseColumn_Conforms(bool asKeys)
        => Check(Context, Context.LanguageModeling.Score(new SuffixModel(7)), asKeys ? SparseKeys() : SparseIds(), WrongType());

    [TestMethod]
    [ConformanceOf(typeof(GenerateTextEstimator))]
    public void Generate_Prompts_Conforms()
        => CheckAlsoInChains(
            Context,
            Context.LanguageModeling.Generate(
                new TextLanguageModel(new SuffixModel(7), LetterCodec()),
                new GenerateTextOptions { NumberOfThreads = 3, Generation = new GenerationOptions { MaximumTokens = 4 } }),
            Texts(22),
            WrongType(),
            NoColumns());
}
