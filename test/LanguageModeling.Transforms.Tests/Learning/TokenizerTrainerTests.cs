using LanguageModeling.Conformance;
using Microsoft.ML;
using Microsoft.ML.Data;
using static LanguageModeling.Conformance.EstimatorConformance;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests.Learning;

[TestClass]
public sealed class TokenizerTrainerTests
{
    [TestMethod]
    [ConformanceOf(typeof(TokenizerTrainer))]
    [DataRow(TokenizerAlgorithm.ByteLevelBpe, false)]
    [DataRow(TokenizerAlgorithm.CharacterBpe, true)]
    [DataRow(TokenizerAlgorithm.WordPiece, false)]
    [DataRow(TokenizerAlgorithm.Unigram, false)]
    [DataRow(TokenizerAlgorithm.Words, true)]
    public void Tokenizer_AnyAlgorithm_Conforms(TokenizerAlgorithm algorithm, bool asKeys)
        => CheckAlsoInChains(Context, Context.LanguageModeling.Trainers.Tokenizer(Options(algorithm, asKeys)), Texts(), WrongType(), NoColumns());

    [TestMethod]
    public void Fit_Column_EncodesWithTheTrainedTokenizer()
    {
        IDataView data = Texts("low low", "lower lower");
        TokenizerTrainer trainer = Context.LanguageModeling.Trainers.Tokenizer(vocabularySize: 260);

        EncodeTokensTransformer fitted = trainer.Fit(data);

        PipelineTokenizer tokenizer = trainer.Train(data);
        int[][] rows = [.. fitted.Transform(data).GetColumn<int[]>("Tokens")];
        Assert.AreSequenceEqual(tokenizer.Encode("low low").Ids, rows[0]);
        Assert.AreEqual("lower lower", fitted.Codec.Decode(rows[1]));
    }

    [TestMethod]
    public void Fit_NoText_NamesTheColumn()
    {
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => Context.LanguageModeling.Trainers.Tokenizer().Fit(Texts("", "")));

        Assert.AreEqual("Column 'Text': The 2 texts have no words to learn from. Give text.", error.Message);
    }

    [TestMethod]
    public void Tokenizer_EncodingNamesATokenizer_IsRefused()
    {
        var options = new TokenizerTrainer.Options { Encoding = new EncodeTokensOptions { Codec = LetterCodec() } };

        Assert.StartsWith(
            "The tokenizer is to be trained, but Encoding names one.",
            Assert.ThrowsExactly<ArgumentException>(() => Context.LanguageModeling.Trainers.Tokenizer(options)).Message);
    }

    private static TokenizerTrainer.Options Options(TokenizerAlgorithm algorithm, bool asKeys) => new()
    {
        Training = new TokenizerTrainingOptions { Algorithm = algorithm, VocabularySize = 400, MinimumFrequency = 1 },
        Encoding = new EncodeTokensOptions { InputColumnName = "Text", OffsetsColumnName = "Offsets", AsKeys = asKeys },
    };
}
