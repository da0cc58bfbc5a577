namespace LanguageModeling.Tests;

/// <summary><c>lm tokenize --tokenizer</c>: files of other libraries.</summary>
[TestClass]
public class TokenizerFileTests
{
    // Bytes are spelled by their letters in GPT-2's alphabet: ids 0 to 255; "he" 256, "hell" of he + ll (257) 258.
    private static string Folder => TestFiles.PathOf("bytes");

    [ClassInitialize]
    public static void Create(TestContext context)
    {
        Directory.CreateDirectory(Folder);
        string letters = string.Concat(Enumerable.Range(0, 256).Select(b => char.ConvertFromUtf32(LetterOf(b))));
        IEnumerable<string> tokens = [.. letters.Select(letter => letter.ToString()), "he", "ll", "hell", "<|end|>"];
        File.WriteAllText(
            Path.Combine(Folder, "vocab.json"),
            "{" + string.Join(',', tokens.Select((token, id) => $"{System.Text.Json.JsonSerializer.Serialize(token)}:{id}")) + "}");
        File.WriteAllText(Path.Combine(Folder, "merges.txt"), "#version: 0.2\nh e\nl l\nhe ll\n");
        File.WriteAllText(Path.Combine(Folder, "special_tokens_map.json"), """{"eos_token":"<|end|>"}""");
    }

    [TestMethod]
    public void Tokenize_Folder_PrintsTokens()
        => Assert.AreEqual("hell o Ġ hell\n", Lm.RunWithText("hello hell\n", "tokenize", "--tokenizer", Folder).Succeeds().Output);

    [TestMethod]
    public void Tokenize_Ids_PrintsIds()
        => Assert.AreEqual("258 111 32 259\n", Lm.RunWithText("hello <|end|>\n", "tokenize", "--tokenizer", Folder, "--ids").Succeeds().Output);

    [TestMethod]
    public void Tokenize_Offsets_PrintsWhereTokensAre()
        => Assert.AreEqual("Ġ@0:1 hell@1:5 o@5:6\n", Lm.RunWithText(" hello\n", "tokenize", "--tokenizer", Folder, "--offsets").Succeeds().Output);

    [TestMethod]
    public void Tokenize_Json_ReadsStringsAndWritesArrays()
    {
        string[] arguments = ["tokenize", "--tokenizer", Folder, "--json"];
        Assert.AreEqual("[258,10]\n", Lm.RunWithText("\"hell\\n\"\n", [.. arguments, "--ids"]).Succeeds().Output);
        Assert.AreEqual("[\"hell\",\"Ċ\"]\n", Lm.RunWithText("\"hell\\n\"\n", arguments).Succeeds().Output);
        Assert.AreEqual("[[258,0,4],[10,4,5]]\n", Lm.RunWithText("\"hell\\n\"\n", [.. arguments, "--ids", "--offsets"]).Succeeds().Output);

        // An unpaired surrogate is U+FFFD in UTF-8: EF BF BD.
        Assert.AreEqual("[239,191,189]\n", Lm.RunWithText("\"\\udc00\"\n", [.. arguments, "--ids"]).Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_Decode_IsTheInverse()
    {
        Assert.AreEqual("hello <|end|>\n", Lm.RunWithText("258 111 32 259\n", "tokenize", "--tokenizer", Folder, "--decode").Succeeds().Output);
        Assert.AreEqual("\"hell\\n\"\n", Lm.RunWithText("[258,10]\n", "tokenize", "--tokenizer", Folder, "--decode", "--json").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_BadInput_NamesTheLine()
    {
        Lm.RunWithText("\"a\"\nb\n", "tokenize", "--tokenizer", Folder, "--json").Fails(1, "Line 2: expected JSON");
        Lm.RunWithText("1 x\n", "tokenize", "--tokenizer", Folder, "--decode").Fails(1, "Line 1: expected ids");
        Lm.RunWithText("999\n", "tokenize", "--tokenizer", Folder, "--decode").Fails(1, "no token of id 999");
        Lm.RunWithText("a\n", "tokenize", "--tokenizer", TestFiles.PathOf("nothing")).Fails(1, "There is no file or folder");
    }

    [TestMethod]
    [DataRow("--decode")]
    [DataRow("--offsets")]
    [DataRow("--no-special-tokens")]
    [DataRow("--pattern", "gpt2")]
    public void Tokenize_OptionOfTokenizers_NeedsOne(params string[] options)
        => Lm.Run(["tokenize", .. options]).Fails(2, "needs --tokenizer");

    [TestMethod]
    public void Tokenize_Tiktoken_TakesItsPatternFromTheOption()
    {
        string path = TestFiles.PathOf("digits.tiktoken");
        File.WriteAllLines(path, Enumerable.Range(0, 256).Select(b => $"{Convert.ToBase64String([(byte)b])} {b}").Append("MDEyMw== 256")); // 0123

        // GPT-2 splits after all digits, cl100k after three.
        Assert.AreEqual("256\n", Lm.RunWithText("0123\n", "tokenize", "--tokenizer", path, "--ids").Succeeds().Output);
        Assert.AreEqual("48 49 50 51\n", Lm.RunWithText("0123\n", "tokenize", "--tokenizer", path, "--ids", "--pattern", "cl100k").Succeeds().Output);
    }

    [TestMethod]
    public void Tokenize_TiktokenThatLacksBytes_IsRefused()
    {
        string path = TestFiles.PathOf("letters.tiktoken");
        File.WriteAllLines(path, Enumerable.Range(0, 128).Select(b => $"{Convert.ToBase64String([(byte)b])} {b}"));

        Lm.RunWithText("é\n", "tokenize", "--tokenizer", path).Fails(1, "lacks 128 of the 256 bytes (in hexadecimal: 80, 81, 82,");
    }

    private static int LetterOf(int value)
        => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? value
            : 256 + Enumerable.Range(0, value).Count(b => b is not ((>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF)));
}
