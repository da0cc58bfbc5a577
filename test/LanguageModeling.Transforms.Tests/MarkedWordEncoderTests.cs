using System.Text;
using System.Text.Json;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>Encoding the words of a marked text one by one gives what encoding the whole text gives.</summary>
[TestClass]
public class MarkedWordEncoderTests
{
    private static readonly string Goldens = Path.Combine(AppContext.BaseDirectory, "Goldens");

    // What maps of characters change or move, next to spaces and within words; symbols of the models; what they do not know.
    private static readonly string[] Pieces =
    [
        " ", " ", " ", "  ", "   ", "\t", "\n", "\u00A0", "\u3000", "\u200B", "\u0000", "\uFFFD", "a", "the", "quick", "ing", "Hello", "hell", "world", "É", "e\u0301", "\u0301", "ﬁ", "½", "Ａ", "x",
        "你好", "好好", "好", "世", "ア", "한", "😀", "𝐀", "▁", "▁▁", "12", "123", "1", ".", ",", "<s>", "<sep>", "<0x41>", "<unk>", "ing▁", "Z", "ß", "\uD800", "\uDC00",
    ];

    [TestMethod]
    [DataRow("unigram", true)]
    [DataRow("unigram-bytes", false)] // has the symbol "ing▁"
    [DataRow("bpe", true)]
    [DataRow("bpe-bytes", true)]
    [DataRow("bpe-suffix", false)]
    [DataRow("char", true)]
    [DataRow("word", false)]
    public void TryEncode_SentencePiece_GivesWhatThePlainWayGives(string name, bool worksWordByWord)
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Goldens, "SentencePiece", name + ".model"));

        Assert.AreEqual(worksWordByWord, tokenizer.Pipeline.Model.WorksWordByWord);
        Check(tokenizer, name, worksWordByWord ? 100 : 0);
    }

    [TestMethod]
    public void TryEncode_LlamaAndItsLike_GivesWhatThePlainWayGives()
    {
        TokenizerPipeline llama = ReadGolden("model-bpe-llama");
        var replace = new ReplaceNormalization(new TextReplacement(TextPattern.Create(" ", isExpression: false), "▁"));
        TokenizerPipeline bare = llama with { Normalization = null };
        (string Name, TokenizerPipeline Pipeline)[] kinds =
        [
            ("Llama", llama),
            ("Gemma", llama with { Normalization = replace, Splitting = new PatternSplitting(TextPattern.Create(" ", isExpression: false), SplitBehavior.MergedWithPrevious, invert: false) }),
            ("replace", llama with { Normalization = replace }),
            ("always", bare with { Splitting = new MetaspaceSplitting("▁", PrependScheme.Always, split: false) }),
            ("first", bare with { Splitting = new MetaspaceSplitting("▁", PrependScheme.First, split: false) }),
            ("never", bare with { Splitting = new MetaspaceSplitting("▁", PrependScheme.Never, split: false) }),
            ("normalized tokens", llama with { AddedTokens = [.. llama.AddedTokens.Select(token => token with { Normalized = true })] }),
            ("unknown", llama with { Model = new BpeModel(llama.Model.Tokens, MergesOf(llama), ((BpeModel)llama.Model).Settings with { ByteFallback = false }, "") }),
        ];
        foreach ((string name, TokenizerPipeline pipeline) in kinds)
        {
            Check(new PipelineTokenizer(pipeline), name, atLeast: 100);
        }
    }

    [TestMethod]
    [DataRow("a", "▁b", "", "", false)]  // joins words
    [DataRow("▁", "▁", "", "", true)]
    [DataRow("▁", "b", "", "##", false)]
    [DataRow("▁", "b", "##", "", false)]
    public void WorksWordByWord_OfBpe_NeedsMergesWithinWords(string left, string right, string prefix, string suffix, bool expected)
    {
        string[] all = ["a", "b", "▁", "▁b", "a▁b", "▁▁", "##"];
        string merged = left + (prefix.Length > 0 ? "" : right);
        var tokens = new TokenTable(all.Append(merged).Distinct().Select((token, id) => (token, id)).ToDictionary(entry => entry.token, entry => entry.id), "");
        (string, string)[] merges = prefix.Length > 0 || suffix.Length > 0 ? [] : [(left, right)];

        Assert.AreEqual(expected, new BpeModel(tokens, merges, new BpeSettings { ContinuingPrefix = prefix, EndOfWordSuffix = suffix }, "").WorksWordByWord);
        Assert.IsFalse(new BpeModel(tokens, merges, new BpeSettings { IgnoreMerges = true }, "").WorksWordByWord);
    }

    [TestMethod]
    public void WorksWordByWord_MarkUnknown_IsFalse()
    {
        // Unknown words would be one unknown token together.
        SentencePieceEntry[] pieces = [new("<unk>", 0, PieceKind.Unknown), new("a", -1, PieceKind.Normal), new("▁a", -1, PieceKind.Normal)];

        Assert.IsFalse(SentencePieceBytes.Load(PieceAlgorithm.Unigram, pieces).Pipeline.Model.WorksWordByWord);
        Assert.IsTrue(SentencePieceBytes.Load(PieceAlgorithm.Unigram, [.. pieces, new("▁", -2, PieceKind.Normal)]).Pipeline.Model.WorksWordByWord);
    }

    [TestMethod]
    [DataRow(1f)]
    [DataRow(0.25f)]
    [DataRow(1e-3f)]
    [DataRow(1e-5f)]
    public void TryEncode_UnigramOfNearlyEqualSpellings_RoundsAsTheWholeText(float grain)
    {
        // Scores are few multiples of a small number and something near it: many spellings are equal but for roundings, which depend on the text before.
        var random = new Random(7);
        string[] texts = [.. Enumerable.Range(0, 400).Select(_ => (random.Next(4) == 0 ? "▁" : "") + RandomWord(random, 1 + random.Next(4))).Distinct()];
        SentencePieceEntry[] pieces =
        [
            new("<unk>", 0, PieceKind.Unknown), new("▁", -3, PieceKind.Normal),
            .. texts.Where(text => text != "▁").Select(text => new SentencePieceEntry(
                text, -3 - (random.Next(5) * grain) - (random.Next(3) * 1e-7f), random.Next(60) == 0 && !text.StartsWith('▁') ? PieceKind.UserDefined : PieceKind.Normal)),
        ];
        PipelineTokenizer tokenizer = SentencePieceBytes.Load(PieceAlgorithm.Unigram, pieces);
        var plain = new PipelineEncoder(tokenizer.Pipeline, tokenizer.Added, fast: null);
        Assert.IsTrue(tokenizer.Pipeline.Model.WorksWordByWord);
        string[] words = [.. Enumerable.Range(0, 300).Select(_ => RandomWord(random, 1 + random.Next(9)))];
        for (int length = 10; length <= 30_000; length *= 5)
        {
            string text = string.Join(' ', Enumerable.Range(0, length).Select(_ => words[random.Next(words.Length)]));
            int[] expected = [.. plain.Encode(text).Select(item => item.Id)];
            for (int again = 0; again < 2; again++)
            {
                CollectionAssert.AreEqual(expected, tokenizer.EncodeToIds(text).ToArray());
            }
        }
    }

    private static string RandomWord(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "abcdz"[random.Next(5)]));

    private static void Check(PipelineTokenizer tokenizer, string name, int atLeast)
    {
        var plain = new PipelineEncoder(tokenizer.Pipeline, tokenizer.Added, fast: null);
        FastEncoder? fast = FastEncoder.Create(tokenizer.Pipeline, tokenizer.Added);
        Assert.AreEqual(atLeast > 0, fast is MarkedWordEncoder, name);
        var random = new Random(3);
        int done = 0;
        for (int i = 0; i < 1000 && fast is not null; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(25)).Select(_ => Pieces[random.Next(Pieces.Length - (i % 2 == 0 ? 2 : 0))]));
            List<EncodedItem> items = [];
            var sink = new ItemSink(items, tokenizer.Pipeline.Model.Tokens, 0);
            if (fast.TryEncode(text, ref sink))
            {
                CollectionAssert.AreEqual(plain.Encode(text), items, $"{name}: {JsonSerializer.Serialize(text)}");
                done++;
            }
        }

        Assert.IsGreaterThanOrEqualTo(atLeast, done, name);
    }

    private static TokenizerPipeline ReadGolden(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, "Tokenizers", name + ".json")));
        return new PipelineTokenizer(new TokenizerSource(
            new Dictionary<string, byte[]> { ["tokenizer.json"] = Encoding.UTF8.GetBytes(golden.RootElement.GetProperty("tokenizer").GetRawText()) },
            "tokenizer.json",
            new TokenizerLoadOptions(),
            "")).Pipeline;
    }

    private static List<(string, string)> MergesOf(TokenizerPipeline pipeline)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            pipeline.Model.Write(writer);
        }

        using JsonDocument model = JsonDocument.Parse(stream.ToArray());
        return [.. model.RootElement.GetProperty("merges").EnumerateArray().Select(merge => (merge[0].GetString()!, merge[1].GetString()!))];
    }
}
