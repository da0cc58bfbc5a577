using System.Text.Json;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests.Learning;

/// <summary>Compares with Hugging Face's library; Goldens/training/make_goldens.js made the goldens.</summary>
[TestClass]
public sealed class TrainingGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Goldens", "training");

    [TestMethod]
    public void Train_ByteLevelBpe_FindsTheMergesOfTheReferenceTrainer()
    {
        string[] expected = [.. Read("goldens.json").GetProperty("merges").EnumerateArray().Select(merge => merge.GetString()!)];

        PipelineTokenizer tokenizer = TokenizerTraining.TrainFromFiles(
            [Path.Combine(Folder, "text.txt")],
            new TokenizerTrainingOptions { VocabularySize = 1 + 256 + expected.Length, MinimumFrequency = 1 });

        string[] merges = [.. JsonDocument.Parse(TokenizerJsonWriter.Write(tokenizer.Pipeline)).RootElement.GetProperty("model").GetProperty("merges")
            .EnumerateArray().Select(merge => string.Join(' ', merge.EnumerateArray()))];
        Assert.AreSequenceEqual(expected, merges);
    }

    [TestMethod]
    [DataRow("bpe")]
    [DataRow("bpe-options")]
    [DataRow("character-bpe")]
    [DataRow("character-bpe-unknown")]
    [DataRow("wordpiece")]
    [DataRow("wordpiece-lower")]
    [DataRow("unigram")]
    [DataRow("unigram-unknown")]
    [DataRow("words")]
    public void Train_AnyAlgorithm_EncodesAndDecodesAsTheReferenceDoesWithTheSameFile(string name)
    {
        string[] samples = [.. Read("samples.json").EnumerateArray().Select(sample => sample.GetString()!)];
        PipelineTokenizer trained = TokenizerTraining.TrainFromFiles([Path.Combine(Folder, "text.txt")], Configurations[name]);
        PipelineTokenizer loaded = SaveAndLoad(trained);

        foreach ((int i, JsonElement golden) in Read("goldens.json").GetProperty("ids").GetProperty(name).EnumerateArray().Index())
        {
            int[] expected = [.. golden.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.AreSequenceEqual(expected, trained.Encode(samples[i]).Ids, samples[i]);
            Assert.AreSequenceEqual(expected, loaded.Encode(samples[i]).Ids, samples[i]);
            Assert.AreEqual(golden.GetProperty("text").GetString(), loaded.Decode(expected));
        }
    }

    // The same as configurations.json, which lm reads.
    private static readonly Dictionary<string, TokenizerTrainingOptions> Configurations = new()
    {
        ["bpe"] = new() { VocabularySize = 900 },
        ["bpe-options"] = new()
        {
            VocabularySize = 500,
            MinimumFrequency = 3,
            AddPrefixSpace = true,
            Lowercase = true,
            Normalization = System.Text.NormalizationForm.FormKC,
            MaximumTokenLength = 5,
            SpecialTokens = ["<a>", "<b>"],
        },
        ["character-bpe"] = new() { Algorithm = TokenizerAlgorithm.CharacterBpe, VocabularySize = 800, CharacterCoverage = 0.98 },
        ["character-bpe-unknown"] = new() { Algorithm = TokenizerAlgorithm.CharacterBpe, VocabularySize = 500, AlphabetLimit = 60, ByteFallback = false },
        ["wordpiece"] = new() { Algorithm = TokenizerAlgorithm.WordPiece, VocabularySize = 900 },
        ["wordpiece-lower"] = new() { Algorithm = TokenizerAlgorithm.WordPiece, VocabularySize = 600, Lowercase = true, AlphabetLimit = 100 },
        ["unigram"] = new() { Algorithm = TokenizerAlgorithm.Unigram, VocabularySize = 800, CharacterCoverage = 0.98 },
        ["unigram-unknown"] = new()
        {
            Algorithm = TokenizerAlgorithm.Unigram,
            VocabularySize = 600,
            ByteFallback = false,
            CharacterCoverage = 0.95,
            Normalization = System.Text.NormalizationForm.FormKC,
        },
        ["words"] = new() { Algorithm = TokenizerAlgorithm.Words, VocabularySize = 120 },
    };

    private static PipelineTokenizer SaveAndLoad(PipelineTokenizer tokenizer)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            tokenizer.SaveJson(path);
            return TokenizerLoader.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonElement Read(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name))).RootElement;
}
