using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm tokenizer train</c>.</summary>
[TestClass]
public sealed class TokenizerTrainTests
{
    [TestMethod]
    [DataRow("bpe", "BPE")]
    [DataRow("character-bpe", "BPE")]
    [DataRow("wordpiece", "WordPiece")]
    [DataRow("unigram", "Unigram")]
    [DataRow("words", "WordLevel")]
    public void Train_AnyAlgorithm_WritesTokenizerJson(string algorithm, string type)
    {
        string path = TestFiles.PathOf($"{algorithm}.json");

        LmResult result = Lm.Run("tokenizer", "train", algorithm, TestFiles.Text, "--vocab-size", "300", "-o", path).Succeeds();

        JsonElement model = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("model");
        Assert.AreEqual(type, model.GetProperty("type").GetString());
        int tokens = type == "Unigram" ? model.GetProperty("vocab").GetArrayLength() : model.GetProperty("vocab").EnumerateObject().Count();
        Assert.AreEqual($"{tokens} tokens\n", result.Output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void Train_Options_ReachTheTrainer()
    {
        string path = TestFiles.PathOf("options.json");

        Lm.RunWithText("Low LOW low é\n", "tokenizer", "train", "character-bpe", "-", "-o", path, "--vocab-size", "11", "--min-frequency", "3", "--special", "<a>",
            "--special", "<b>", "--unknown", "<?>", "--alphabet", "xy", "--limit-alphabet", "6", "--no-byte-fallback", "--lowercase", "--normalize", "nfkc").Succeeds();

        // Special tokens; x, y and the 4 most frequent characters; pairs that occur 3 times, the smaller ids first: l-o, ▁-lo.
        string[] expected = ["<?>", "<a>", "<b>", "l", "o", "w", "x", "y", "▁", "lo", "▁lo"];
        JsonElement root = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        Assert.AreSequenceEqual(expected, root.GetProperty("model").GetProperty("vocab").EnumerateObject().Select(token => token.Name));
        Assert.AreEqual("Sequence", root.GetProperty("normalizer").GetProperty("type").GetString());
    }

    [TestMethod]
    public void Train_TooSmallAVocabulary_NamesTheOption()
        => Lm.Run("tokenizer", "train", "bpe", TestFiles.Text, "--vocab-size", "100", "-o", TestFiles.PathOf("small.json"))
            .Fails(2, "--vocab-size is 100, but special tokens, bytes and characters alone are 257. Raise --vocab-size");

    [TestMethod]
    public void Train_OutputThatCannotBeWritten_IsRefusedBeforeTheTextIsRead()
        => Lm.Run("tokenizer", "train", "bpe", "nowhere.txt", "-o", Path.Combine(TestFiles.PathOf("no-such-folder"), "x.json")).Fails(1, "no-such-folder does not exist");

    [TestMethod]
    public void Train_UnknownAlgorithm_IsBadUsage()
        => Lm.Run("tokenizer", "train", "magic", TestFiles.Text, "-o", TestFiles.PathOf("magic.json")).Fails(2, "magic");

    [TestMethod]
    public void Train_NoFile_SaysSo()
        => Lm.Run("tokenizer", "train", "bpe", "nowhere.txt", "-o", TestFiles.PathOf("nowhere.json")).Fails(1, "nowhere.txt does not exist.");
}
