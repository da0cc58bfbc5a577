using System.Text;
using System.Text.Json;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>Files that nobody vouches for: every damage is named, nothing is skipped, nothing else is thrown.</summary>
[TestClass]
public class TokenizerFileErrorTests
{
    private const string Model = """{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":[["a","b"]]}""";

    [TestMethod]
    [DataRow("normalizer")]
    [DataRow("pre_tokenizer")]
    [DataRow("post_processor")]
    [DataRow("decoder")]
    public void Load_UnknownComponent_IsRefusedByName(string part)
    {
        string json = $$"""{"version":"1.0","{{part}}":{"type":"Magic"},"model":{{Model}}}""";

        NotSupportedException e = Assert.ThrowsExactly<NotSupportedException>(() => Create(json));

        StringAssert.Contains(e.Message, $"tokenizer.json, {part}");
        StringAssert.Contains(e.Message, "\"Magic\"");
    }

    [TestMethod]
    [DataRow("""{"type":"Magic","vocab":{}}""", "the model \"Magic\" is not known")]
    [DataRow("""{"type":"BPE","dropout":0.1,"vocab":{"a":0},"merges":[]}""", "left out at random")]
    public void Load_UnknownModel_IsRefusedByName(string model, string message)
        => StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => Create($$"""{"model":{{model}}}""")).Message, message);

    [TestMethod]
    [DataRow("""{"type":"BPE","vocab":{"a":0,"a":1},"merges":[]}""", "the token \"a\" is there twice, with ids 0 and 1")]
    [DataRow("""{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}""", "the tokens \"a\" and \"b\" both have id 0")]
    [DataRow("""{"type":"BPE","vocab":{"a":-1},"merges":[]}""", "expected a whole number from 0 to 16777215 but found -1")]
    [DataRow("""{"type":"BPE","vocab":{"a":4000000000},"merges":[]}""", "but found 4000000000")]
    [DataRow("""{"type":"BPE","vocab":{"a":0,"b":1},"merges":[["a","b"]]}""", "merge 0 of \"a\" and \"b\" cannot be: \"ab\" is not in the vocabulary")]
    [DataRow("""{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b","a b"]}""", "merge 1 of \"a\" and \"b\" cannot be: it is there already")]
    [DataRow("""{"type":"BPE","continuing_subword_prefix":"##","vocab":{"a":0,"##":1},"merges":[["a","##"]]}""", "it makes \"a\", one of the two tokens itself")]
    [DataRow("""{"type":"BPE","vocab":{"a":0},"merges":["a"]}""", "expected two tokens with a space between them")]
    [DataRow("""{"type":"Unigram","unk_id":3,"vocab":[["a",0]]}""", "the unknown piece has id 3, but there are 1 pieces")]
    [DataRow("""{"type":"Unigram","unk_id":0,"vocab":[["a",0],["a",-1]]}""", "the piece \"a\" is there twice")]
    [DataRow("""{"type":"WordLevel","vocab":[1],"unk_token":"u"}""", "expected an object but found [1]")]
    [DataRow("null", "expected a model but found null")]
    public void Load_ContradictoryModel_SaysWhere(string model, string message)
        => StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Create($$"""{"model":{{model}}}""")).Message, message);

    [TestMethod]
    [DataRow("", "expected JSON")]
    [DataRow("""{"model":{"type":"BPE","vocab":{"a":0""", "cut short")]
    [DataRow("[]", "expected an object")]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 3\n", "Git LFS pointer")]
    public void Load_NoTokenizerJson_SaysWhatItIs(string content, string message)
        => StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Create(content)).Message, message);

    [TestMethod]
    [DataRow("vocab.txt", "a\nb\na\n", "line 3: the token \"a\" is there already, on line 1")]
    [DataRow("x.tiktoken", "aA== 0\n?? 1\n", "line 2: expected base64")]
    [DataRow("x.tiktoken", "aA== 0\naA== 1\n", "line 2: the token \"aA==\" is there already")]
    [DataRow("x.tiktoken", "aA== 0\nZQ== 0\n", "both have id 0")]
    [DataRow("x.tiktoken", "aA== 99999999\n", "Ids go from 0 to 16777215")]
    [DataRow("x.tiktoken", "aA== 0\nZQ== 1\n", "the vocabulary lacks 254 of the 256 bytes (in hexadecimal: 00, 01, 02, 03, 04, 05, 06, 07, …)")]
    [DataRow("x.tiktoken", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "LFS")]
    [DataRow("vocab.json", "h 0", "expected a JSON object")]
    [DataRow("vocab.json", "{\"h\":0", "expected a JSON object")]
    public void Load_WrongFile_SaysWhereAndWhatWasExpected(string name, string content, string told)
    {
        using var files = new TokenizerFixture();
        string path = files.Write(name, content);
        files.Write("merges.txt", "h e\n");

        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => TokenizerLoader.Load(path));

        StringAssert.Contains(e.Message, told);
        StringAssert.Contains(e.Message, path);
    }

    [TestMethod]
    public void Load_TiktokenThatLacksAByte_NamesIt()
    {
        using var files = new TokenizerFixture();
        string path = files.Write("x.tiktoken", TokenizerFixture.Tiktoken("h", "e", "he").Replace("/w== 256\n", "", StringComparison.Ordinal));

        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => TokenizerLoader.Load(path));

        StringAssert.Contains(e.Message, $"{path}: the vocabulary lacks 1 of the 256 bytes (in hexadecimal: FF), so");
        StringAssert.Contains(e.Message, "get it again");
    }

    [TestMethod]
    public void Load_UnknownPattern_IsRefusedByName()
    {
        string json = $$"""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"\\R"},"behavior":"Isolated","invert":false},"model":{{Model}}}""";

        NotSupportedException e = Assert.ThrowsExactly<NotSupportedException>(() => Create(json));

        StringAssert.Contains(e.Message, "\\R");
    }

    [TestMethod]
    public void FindMatches_CatastrophicExpression_EndsInAnError()
    {
        var expression = new TokenizerExpression("^(\\w+\\s?)+$", TimeSpan.FromMilliseconds(50));

        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => expression.FindMatches(new string('a', 60) + "!"));

        StringAssert.Contains(e.Message, "took more than 0.05 s");
    }

    [TestMethod]
    public void Load_NothingThere_SaysWhatToGive()
    {
        string folder = Directory.CreateTempSubdirectory("LanguageModeling").FullName;
        try
        {
            StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => TokenizerLoader.Load(folder)).Message, "expected tokenizer.json");
            string merges = Path.Combine(folder, "merges.txt"), odd = Path.Combine(folder, "odd.bin");
            File.WriteAllText(merges, "a b\n");
            File.WriteAllText(odd, "x");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TokenizerLoader.Load(merges)).Message, "merges alone");
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => TokenizerLoader.Load(odd)).Message, "told by its name");
            string vocabulary = Path.Combine(folder, "vocab.json");
            File.WriteAllText(vocabulary, """{"a":0}""");
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => TokenizerLoader.Load(vocabulary)).Message, "lacks some of the 256 bytes");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Load_MergesThatEndWords_IsRefused()
    {
        using var files = new TokenizerFixture();
        IEnumerable<string> tokens = Enumerable.Range(0, 256).Select(b => ByteAlphabet.Spell((byte)b).ToString()).Append("a</w>");
        string path = files.Write("vocab.json", JsonSerializer.Serialize(tokens.Index().ToDictionary(entry => entry.Item, entry => entry.Index)));
        files.Write("merges.txt", "");

        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => TokenizerLoader.Load(path)).Message, "\"</w>\" at their end");
    }

    [TestMethod]
    public void Load_FolderThatRenumbersPieces_IsRefused()
    {
        using var files = new TokenizerFixture();
        string model = files.PathOf("sentencepiece.bpe.model");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Goldens", "SentencePiece", "unigram.model"), model);
        files.Write("tokenizer_config.json", """{"tokenizer_class":"XLMRobertaTokenizer"}""");

        StringAssert.Contains(
            Assert.ThrowsExactly<NotSupportedException>(() => TokenizerLoader.Load(Path.GetDirectoryName(model)!)).Message,
            "of the kind XLMRobertaTokenizer, which gives pieces other ids");
    }

    [TestMethod]
    public void Load_VocabularyText_IsBert()
    {
        string folder = Directory.CreateTempSubdirectory("LanguageModeling").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhel\n##lo\nworld\n");
            File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"do_lower_case":true,"pad_token":"[PAD]","unk_token":{"content":"[UNK]"}}""");

            PipelineTokenizer tokenizer = TokenizerLoader.Load(folder);

            CollectionAssert.AreEqual(new[] { 2, 5, 6, 7, 4, 1, 3 }, tokenizer.Encode("Hello WORLD [MASK] x").Ids.ToArray());
            Assert.AreEqual(new SpecialTokens { Unknown = 1, Padding = 0 }, tokenizer.SpecialTokens);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Load_DamagedFiles_ThrowNothingButWhatIsPromised()
    {
        string goldens = Path.Combine(AppContext.BaseDirectory, "Goldens");
        var files = new List<(string Name, byte[] Content)>();
        foreach (string name in (string[])["model-bpe-llama", "model-unigram-bytes", "model-wordpiece-bertprocessing", "normalizer-bert", "pretokenizer-split-isolated", "added-tokens"])
        {
            using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(goldens, "Tokenizers", name + ".json")));
            files.Add(("tokenizer.json", Encoding.UTF8.GetBytes(golden.RootElement.GetProperty("tokenizer").GetRawText())));
        }

        files.AddRange(((string[])["bpe", "unigram-bytes", "char"]).Select(name => (name + ".model", File.ReadAllBytes(Path.Combine(goldens, "SentencePiece", name + ".model")))));
        files.Add(("x.tiktoken", Encoding.UTF8.GetBytes(TokenizerFixture.Tiktoken("h", "e", "he"))));
        var random = new Random(4);
        foreach ((string name, byte[] content) in files)
        {
            for (int i = 0; i < 60; i++)
            {
                TryDamaged(name, Damage(content, random));
            }
        }
    }

    private static byte[] Damage(byte[] content, Random random)
    {
        byte[] damaged = [.. content];
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            int at = random.Next(damaged.Length);
            damaged[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)"{}[]\",:0123456789.-eE\\ \n"[random.Next(24)],
                _ => damaged[random.Next(damaged.Length)],
            };
        }

        return random.Next(6) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
    }

    private static void TryDamaged(string name, byte[] content)
    {
        try
        {
            PipelineTokenizer tokenizer = new(new TokenizerSource(new Dictionary<string, byte[]> { [name] = content }, name, new TokenizerLoadOptions(), ""));
            TextEncoding encoding = tokenizer.Encode("Hello 世界 <s>[MASK] \uD800 aaa", options: new TextEncodingOptions());
            tokenizer.Decode([.. encoding.Ids], skipSpecialTokens: false);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            Assert.IsGreaterThan(20, e.Message.Length);
        }
    }

    private static PipelineTokenizer Create(string json)
        => new(new TokenizerSource(new Dictionary<string, byte[]> { ["tokenizer.json"] = Encoding.UTF8.GetBytes(json) }, "tokenizer.json", new TokenizerLoadOptions(), ""));
}
