using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm tokenize</c>, and reading text in general.</summary>
[TestClass]
public sealed class TokenizeTests
{
    [TestMethod]
    [DataRow("whitespace", "Don't  stop, 世界 🙂!", "Don't stop, 世界 🙂!")]
    [DataRow("words", "Don't  stop, 世界 🙂!", "Don't stop , 世界 🙂 !")]
    [DataRow("cjk", "Don't  stop, 世界 🙂!", "Don't stop , 世 界 🙂 !")]
    [DataRow("characters", "a 世🙂", "a ▁ 世 🙂")]
    public void Tokenize_Splitter_SeparatesTokensBySpaces(string splitter, string line, string expected)
    {
        LmResult result = Lm.RunWithText(line + "\n", "tokenize", "--splitter", splitter).Succeeds();

        Assert.AreEqual(expected + "\n", result.Output);
    }

    [TestMethod]
    public void Tokenize_Dictionary_FindsItsWords()
    {
        string segmented = TestFiles.Write("segmented.txt", "研究 生命 的 起源\n研究 生命\n研究生\n"), words = TestFiles.PathOf("words.txt");

        Assert.AreEqual("5 words\n", Lm.Run("tokenizer", "dictionary", "--segmented", segmented, "-o", words).Succeeds().Output);

        Assert.AreEqual("研究 生命 的 起源\n", Lm.RunWithText("研究生命的起源\n", "tokenize", "--splitter", "unigram", "--dictionary", words).Succeeds().Output);
        Assert.AreEqual("研究生 命\n", Lm.RunWithText("研究生命\n", "tokenize", "--splitter", "forward-matching", "--dictionary", words).Succeeds().Output);
        StringAssert.Contains(Lm.RunWithText("x\n", "tokenize", "--splitter", "unigram").Error, "needs --dictionary");
    }

    [TestMethod]
    public void NgramTrain_Dictionary_IsPartOfTheModel()
    {
        string words = TestFiles.Write("few-words.txt", "研究 2\n生命 1\n"), text = TestFiles.Write("chinese.txt", "研究生命\n研究\n"), model = TestFiles.PathOf("chinese.lm");

        Lm.Run("ngram", "train", text, "--order", "2", "--smoothing", "witten-bell", "--tokenizer", "backward-matching", "--dictionary", words, "-o", model).Succeeds();

        Assert.AreEqual("研究 生命 <unk>\n", Lm.RunWithText("研究生命的\n", "tokenize", "--model", model).Succeeds().Output);
    }

    [TestMethod]
    public void Prepare_AllOptions_PrintsASentenceALine()
        => Assert.AreEqual(
            "see <url>.\nit has _num_ fish!\n",
            Lm.RunWithText(
                "See http://x.org/1. It has 12 ﬁsh!\n", "prepare", "--sentences", "--lowercase", "--normalize", "nfkc", "--numbers", "_num_", "--urls", "<url>").Succeeds().Output);

    [TestMethod]
    public void Tokenize_File_GivesALineForEachLine()
    {
        string file = TestFiles.Write("three-lines.txt", "a b\n\nc");

        Assert.AreEqual("a b\n\nc\n", Lm.Run("tokenize", file).Succeeds().Output);
        Assert.AreEqual("a b\n\nc\n", Lm.RunWithText("a b\n\nc", "tokenize", "-").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_Model_UsesItsRuleAndItsIds()
    {
        string model = TestFiles.PathOf("model.arpa");

        Assert.AreEqual("the <unk> cat\n", Lm.RunWithText("the zebra cat\n", "tokenize", "--model", model).Succeeds().Output);
        Assert.AreEqual("3 0 4\n", Lm.RunWithText("the zebra cat\n", "tokenize", "--model", model, "--ids").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_Json_GivesTextTokensAndIds()
    {
        LmResult result = Lm.RunWithText("the 世界 🙂\n", "tokenize", "--model", TestFiles.PathOf("model.lm"), "--json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        CollectionAssert.AreEqual(new[] { "text", "tokens", "ids" }, line.EnumerateObject().Select(p => p.Name).ToArray());
        Assert.AreEqual("the 世界 🙂", line.GetProperty("text").GetString());
        CollectionAssert.AreEqual(new[] { "the", "世界", "<unk>" }, line.GetProperty("tokens").EnumerateArray().Select(e => e.GetString()).ToArray());
        Assert.AreEqual(3, line.GetProperty("ids").GetArrayLength());
    }

    [TestMethod]
    public void Tokenize_ByteOrderMarkAndCrLf_AreNoTokens()
    {
        LmResult result = Lm.RunWithInput([0xEF, 0xBB, 0xBF, .. "a b\r\nc\r\n"u8], "tokenize", "--splitter", "characters").Succeeds();

        Assert.AreEqual("a ▁ b\nc\n", result.Output);
    }

    [TestMethod]
    public void Tokenize_Nul_SeparatesAsInLmplz()
    {
        Assert.AreEqual("a b\n", Lm.RunWithText("a\0b\n", "tokenize", "--splitter", "whitespace").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_LongLine_IsReadWhole()
    {
        string line = string.Join(' ', Enumerable.Repeat("word", 200_000)); // 1 MB

        Assert.AreEqual(line + "\n", Lm.RunWithText(line, "tokenize").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_InvalidUtf8_NamesTheByteAndTheOption()
    {
        byte[] bytes = [.. "good\nab"u8, 0xFF, .. "c\n"u8];

        LmResult result = Lm.RunWithInput(bytes, "tokenize");

        result.Fails(1, "line 2", "byte offset 7", "0xFF", "--replace-invalid");
        Assert.AreEqual("good\n", result.Output);
    }

    [TestMethod]
    public void Tokenize_ReplaceInvalid_PutsTheReplacementCharacter()
    {
        byte[] bytes = [.. "ab"u8, 0xFF, .. "c\n"u8];

        Assert.AreEqual("ab\uFFFDc\n", Lm.RunWithInput(bytes, "tokenize", "--splitter", "whitespace", "--replace-invalid").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_Utf16_IsRecognised()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("text\n")];

        Lm.RunWithInput(bytes, "tokenize").Fails(1, "UTF-16");
    }

    [TestMethod]
    public void Tokenize_Output_HasNoByteOrderMark()
    {
        Assert.AreEqual("世\n", Lm.RunWithText("世\n", "tokenize").Succeeds().Output);
    }
}
