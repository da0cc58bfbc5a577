using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LanguageModeling.Tests;

/// <summary>What tokens add to a text, byte by byte, for constrained generation.</summary>
[TestClass]
public sealed class TokenBytesTests
{
    // "é" is C3 A9, spelled Ã and © in GPT-2's alphabet.
    private const string ByteLevel = """
        {"model":{"type":"BPE","vocab":{"a":0,"b":1,"Ġ":2,"Ã":3,"©":4,"Ġa":5,"Ã©":6,"<end>":7},"merges":["Ġ a","Ã ©"]},
         "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
         "decoder":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
         "added_tokens":[{"id":7,"content":"<end>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}]}
        """;

    private const string Metaspace = """
        {"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["▁",-1],["a",-2],["▁a",-1.5],["b",-2],["▁bé",-3],["<0xC3>",-9],["<0xA9>",-9]],"byte_fallback":true},
         "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
         "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}}
        """;

    private const string WordPiece = """
        {"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"a":1,"##b":2,"c":3}},
         "pre_tokenizer":{"type":"Whitespace"},"decoder":{"type":"WordPiece","prefix":"##","cleanup":CLEANUP}}
        """;

    [TestMethod]
    [DataRow(ByteLevel, 7)]
    [DataRow(Metaspace, 8)]
    public void GetTokenBytes_OneAfterAnother_AreTheText(string json, int size)
    {
        ITextCodec codec = Load(json);
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            int[] ids = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(json == ByteLevel ? 0 : 1, size))];
            byte[] bytes = [.. ids.SelectMany((id, place) => codec.GetTokenBytes(id, isFirst: place == 0)!.Value.ToArray())];
            string text = codec.Decode(ids);
            if (!text.Contains('\uFFFD'))
            {
                Assert.AreEqual(text, Encoding.UTF8.GetString(bytes), string.Join(' ', ids));
            }
        }

        Assert.IsTrue(codec.GetTokenBytes(json == ByteLevel ? 3 : 6, isFirst: false)!.Value.Span.SequenceEqual((byte[])[0xC3])); // half of é
    }

    [TestMethod]
    public void GetTokenBytes_SpecialToken_GivesNoText() => Assert.IsTrue(Load(ByteLevel).GetTokenBytes(7, isFirst: false)!.Value.IsEmpty);

    [TestMethod]
    public void GetTokenBytes_WordPieces_TakeASpaceUnlessTheyContinue()
    {
        ITextCodec codec = Load(WordPiece.Replace("CLEANUP", "false", StringComparison.Ordinal));

        Assert.AreEqual(" c", Text(codec, 3, isFirst: false));
        Assert.AreEqual("c", Text(codec, 3, isFirst: true));
        Assert.AreEqual("b", Text(codec, 2, isFirst: false));
    }

    [TestMethod]
    public void GetTokenBytes_CleanUpChangesWhatStandsBefore_CannotTell()
        => Assert.IsNull(Load(WordPiece.Replace("CLEANUP", "true", StringComparison.Ordinal)).GetTokenBytes(1, isFirst: false));

    [TestMethod]
    public void GetTokenBytes_TokenizersOfMicrosoft_AreDecoded()
    {
        using var fixture = new TokenizerFixture();
        var codec = new TokenizerCodec(Microsoft.ML.Tokenizers.BpeTokenizer.Create(
            fixture.Write("vocab.json", """{"h":0,"e":1,"he":2}"""), fixture.Write("merges.txt", "h e\n")));

        Assert.AreEqual("he", Text(codec, 2, isFirst: false));
    }

    [TestMethod]
    public void Generate_JsonWithByteLevelTokens_AlwaysParses()
    {
        // Every byte a token, as in GPT-2's vocabulary, and a few merges of JSON.
        string[] letters = [.. Enumerable.Range(0, 256).Select(value => LetterOf((byte)value))];
        string[] merged = ["{\"", "\":", "true", "Ġ1"];
        var vocabulary = new JsonObject();
        foreach (string token in (IEnumerable<string>)[.. letters, .. merged])
        {
            vocabulary[token] = vocabulary.Count;
        }

        ITextCodec codec = Load($$$"""{"model":{"type":"BPE","vocab":{{{vocabulary.ToJsonString()}}},"merges":[]},"decoder":{"type":"ByteLevel"}}""");
        var model = new TextLanguageModel(new UniformModel(codec.VocabularySize), codec);
        for (ulong seed = 0; seed < 20; seed++)
        {
            GenerationResult result = model.Generate("", new GenerationOptions { Constraint = GenerationConstraint.Json, Seed = seed, MaximumTokens = 30 });

            JsonDocument.Parse(result.Text).Dispose();
        }
    }

    private static string Text(ITextCodec codec, int id, bool isFirst) => Encoding.UTF8.GetString(codec.GetTokenBytes(id, isFirst)!.Value.Span);

    private static string LetterOf(byte value)
    {
        bool isPrintable = value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174;
        return isPrintable ? ((char)value).ToString() : ((char)(256 + Enumerable.Range(0, value).Count(b => b is not ((>= 33 and <= 126) or (>= 161 and <= 172) or >= 174)))).ToString();
    }

    private static TokenizerCodec Load(string json)
    {
        using var fixture = new TokenizerFixture();
        return new TokenizerCodec(TokenizerLoader.Load(fixture.Write("tokenizer.json", json)));
    }
}
