using System.Text;
using System.Text.Json;
using LanguageModeling.Tokenizers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Tokenizers;
using static LanguageModeling.Tests.TestData;

namespace LanguageModeling.Tests;

/// <summary>Batches, streams of text, saving, and the members that a tokenizer inherits.</summary>
[TestClass]
public class PipelineTokenizerTests
{
    private static readonly string Goldens = Path.Combine(AppContext.BaseDirectory, "Goldens");

    [TestMethod]
    public void EncodeBatch_TruncationAndPadding_GiveWhatTheReferenceGives()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, "batches.json")));
        PipelineTokenizer tokenizer = Create(golden.RootElement.GetProperty("tokenizer").GetRawText());
        foreach (JsonElement expected in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            int length = expected.GetProperty("maxLength").GetInt32();
            var side = Enum.Parse<TokenSide>(expected.GetProperty("side").GetString()!);
            var options = new TextEncodingOptions
            {
                Truncation = length == 0 ? null : new TokenTruncation
                {
                    MaxLength = length,
                    Stride = expected.GetProperty("stride").GetInt32(),
                    Side = side,
                    Strategy = Enum.Parse<TokenTruncationStrategy>(expected.GetProperty("strategy").GetString()!),
                },
                Padding = new TokenPadding { Side = side, Length = length == 9 ? 12 : null, MultipleOf = length == 8 ? 5 : null },
            };
            string first = expected.GetProperty("a").GetString()!;
            string? second = expected.GetProperty("b").GetString();
            string place = $"{expected.GetRawText()[..60]} {first} | {second}";
            if (expected.TryGetProperty("error", out _))
            {
                Assert.ThrowsExactly<ArgumentException>(() => tokenizer.Encode(first, second, options), place);
                continue;
            }

            Check(expected, tokenizer.Encode(first, second, options), place);
        }
    }

    [TestMethod]
    public void Encode_OverflowWindows_CoverTheTextAndOverlapByTheStride()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-wordpiece-bertprocessing"));
        var options = new TextEncodingOptions { Truncation = new TokenTruncation { MaxLength = 5, Stride = 1 } };

        TextEncoding encoding = tokenizer.Encode("a b c d e f", options: options);

        // Each window is [CLS] + 3 tokens + [SEP]: abc, cde, ef.
        string[] windows = [string.Join(' ', encoding.Tokens), .. encoding.Overflow.Select(window => string.Join(' ', window.Tokens))];
        CollectionAssert.AreEqual(new[] { "[CLS] a b c [SEP]", "[CLS] c d e [SEP]", "[CLS] e f [SEP]" }, windows);
    }

    [TestMethod]
    public void EncodeBatch_TextsOfDifferentLength_GiveOneLength()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-wordpiece-bertprocessing"));

        IReadOnlyList<TextEncoding> batch = tokenizer.EncodeBatch(["a", "a b"], new TextEncodingOptions { Padding = new TokenPadding { Side = TokenSide.Left } });

        Assert.AreEqual("[PAD] [CLS] a [SEP]", string.Join(' ', batch[0].Tokens));
        Assert.AreEqual("0 1 1 1", string.Join(' ', batch[0].AttentionMask));
        Assert.AreEqual("1 1 1 1", string.Join(' ', batch[1].AttentionMask));
    }

    [TestMethod]
    public void Encode_NoRoom_SaysSo()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-wordpiece-bertprocessing"));

        ArgumentException none = Assert.ThrowsExactly<ArgumentException>(
            () => tokenizer.Encode("a", options: new TextEncodingOptions { Truncation = new TokenTruncation { MaxLength = 1 } }));
        ArgumentException stride = Assert.ThrowsExactly<ArgumentException>(
            () => tokenizer.Encode("a b c d", options: new TextEncodingOptions { Truncation = new TokenTruncation { MaxLength = 4, Stride = 2 } }));

        StringAssert.Contains(none.Message, "adds 2 special tokens");
        StringAssert.Contains(stride.Message, "stride");
    }

    [TestMethod]
    [DataRow("model-bpe-bytelevel")]
    [DataRow("model-bpe-llama")]
    [DataRow("model-bpe-suffix")]
    [DataRow("model-unigram-bytes")]
    [DataRow("model-wordpiece-bertprocessing")]
    public void CreateStreamingDecoder_IdById_GivesTheDecodedText(string name)
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer(name));
        foreach (string text in (string[])["Hello world, 你好 😀 the end", "a", "  two  spaces ", "x\uFFFDy", "naïve façade e\u0301"])
        {
            int[] ids = [.. tokenizer.Encode(text).Ids];
            StreamingDecoder stream = tokenizer.CreateStreamingDecoder();
            var parts = new List<string>();
            foreach (int id in ids)
            {
                parts.Add(stream.Append(id));
            }

            parts.Add(stream.Complete());
            Assert.AreEqual(tokenizer.Decode(ids, skipSpecialTokens: true), string.Concat(parts), $"{name}: {text}");
            Assert.IsFalse(parts.SkipLast(1).Any(part => part.Contains('\uFFFD', StringComparison.Ordinal) && !text.Contains('\uFFFD', StringComparison.Ordinal)), name);
        }
    }

    [TestMethod]
    public void CreateStreamingDecoder_HalfACharacter_Waits()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-bpe-bytelevel"));
        int[] ids = [.. tokenizer.Encode("好").Ids]; // E5 A5 BD
        StreamingDecoder stream = tokenizer.CreateStreamingDecoder();

        CollectionAssert.AreEqual(new[] { "", "", "好" }, ids.Select(stream.Append).ToArray());
        Assert.AreEqual("", stream.Append(ids[0]));
        Assert.AreEqual("\uFFFD", stream.Complete());
    }

    [TestMethod]
    public void CreateStreamingDecoder_LongRunOfIdsWithoutText_CostsAsMuchForEach()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-unigram-bytes"));
        int[] words = [.. tokenizer.Encode("Hello world", options: new TextEncodingOptions { AddSpecialTokens = false }).Ids];
        StreamingDecoder stream = tokenizer.CreateStreamingDecoder();
        string text = stream.Append(words[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 20_000; i++)
        {
            text += stream.Append(tokenizer.VocabularySize); // no id of it
        }

        // Decoding all that wait, each time, would come to 20,000 times 80 kB on average.
        Assert.IsLessThan(200_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        text += string.Concat(words[1..].Select(stream.Append)) + stream.Complete();
        Assert.AreEqual(tokenizer.Decode(words, skipSpecialTokens: true), text);
    }

    [TestMethod]
    public void CreateStreamingDecoder_LongRunOfBytesOfNoCharacter_GivesThemBeforeTheEnd()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-bpe-bytelevel"));
        int half = tokenizer.Encode("好", options: new TextEncodingOptions { AddSpecialTokens = false }).Ids[^1]; // BD
        int[] ids = [.. Enumerable.Repeat(half, 500)];
        StreamingDecoder stream = tokenizer.CreateStreamingDecoder();

        string text = string.Concat(ids.Select(stream.Append));

        Assert.IsGreaterThan(400, text.Length);
        Assert.AreEqual(tokenizer.Decode(ids, skipSpecialTokens: true), text + stream.Complete());
    }

    [TestMethod]
    public void EncodeTokens_LoadedTokenizer_IsSavedWithThePipeline()
    {
        PipelineTokenizer tokenizer = Create(GoldenTokenizer("model-bpe-bytelevel"));
        var mlContext = new MLContext(1);
        IDataView data = mlContext.Data.LoadFromEnumerable([new TextRow { Text = "Hello world 你好 <s>" }]);
        ITransformer fitted = mlContext.Transforms.Text.EncodeTokens("Tokens", "Text", tokenizer).Fit(data);
        using var stream = new MemoryStream();
        mlContext.Model.Save(fitted, data.Schema, stream);
        stream.Position = 0;

        ITransformer loaded = new MLContext(1).Model.Load(stream, out _);

        int[] expected = [.. tokenizer.Encode("Hello world 你好 <s>", options: new TextEncodingOptions { AddSpecialTokens = false }).Ids];
        VBuffer<int> ids = loaded.Transform(data).GetColumn<VBuffer<int>>("Tokens").Single();
        CollectionAssert.AreEqual(expected, ids.DenseValues().ToArray());
    }

    [TestMethod]
    public void Save_ThenLoad_GivesTheSameTokenizer()
    {
        PipelineTokenizer tokenizer = TokenizerLoader.Load(Path.Combine(Goldens, "SentencePiece", "unigram-bytes.model"));
        using var stream = new MemoryStream();
        tokenizer.Save(stream);
        stream.Position = 0;

        PipelineTokenizer loaded = PipelineTokenizer.Load(stream);

        Assert.AreEqual(tokenizer.SpecialTokens, loaded.SpecialTokens);
        CollectionAssert.AreEqual(tokenizer.Encode("reading 好好").Ids.ToArray(), loaded.Encode("reading 好好").Ids.ToArray());
    }

    [TestMethod]
    public void Load_CutShort_ThrowsInvalidData()
    {
        using var files = new TokenizerFixture();
        using var stream = new MemoryStream();
        files.ReadTiktoken().Save(stream);

        Assert.ThrowsExactly<InvalidDataException>(() => PipelineTokenizer.Load(new MemoryStream(stream.ToArray()[..^5])));
    }

    [TestMethod]
    public void Load_Tiktoken_EncodesAndDecodes()
    {
        using var files = new TokenizerFixture();
        PipelineTokenizer tokenizer = files.ReadTiktoken();

        CollectionAssert.AreEqual(new[] { 8, 9 }, tokenizer.EncodeToIds("hello hello").ToArray());
        Assert.AreEqual("hello hell", tokenizer.Decode([8, 4, 7]));
        Assert.AreEqual(9, tokenizer.Vocabulary["Ġhello"]);
    }

    [TestMethod]
    public void InheritedMembers_GiveIdsTokensAndText()
    {
        Tokenizer tokenizer = Create(GoldenTokenizer("model-wordpiece-bertprocessing"));

        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens("hello world", out _);

        CollectionAssert.AreEqual(new[] { "[CLS]", "hello", "world", "[SEP]" }, tokens.Select(token => token.Value).ToArray());
        Assert.AreEqual(new Range(6, 11), tokens[2].Offset);
        Assert.AreEqual(4, tokenizer.CountTokens("hello world"));
        Assert.AreEqual("hello world", tokenizer.Decode(tokenizer.EncodeToIds("hello world")));
        Assert.HasCount(2, tokenizer.EncodeToIds("hello world", 2, out _, out int consumed));
        Assert.AreEqual(5, consumed);
    }

    private static void Check(JsonElement expected, TextEncoding encoding, string place)
    {
        Assert.AreEqual(Numbers("ids"), string.Join(' ', encoding.Ids), place);
        Assert.AreEqual(Numbers("types"), string.Join(' ', encoding.TypeIds), place);
        Assert.AreEqual(Numbers("mask"), string.Join(' ', encoding.AttentionMask), place);
        Assert.AreEqual(Numbers("special"), string.Join(' ', encoding.SpecialTokensMask), place);

        string Numbers(string name) => string.Join(' ', expected.GetProperty(name).EnumerateArray().Select(number => number.GetInt32()));
    }

    private static string GoldenTokenizer(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Goldens, "Tokenizers", name + ".json")));
        return golden.RootElement.GetProperty("tokenizer").GetRawText();
    }

    private static PipelineTokenizer Create(string json)
        => new(new TokenizerSource(new Dictionary<string, byte[]> { ["tokenizer.json"] = Encoding.UTF8.GetBytes(json) }, "tokenizer.json", new TokenizerLoadOptions(), ""));
}
