using System.Text;
using System.Text.Json;
using LanguageModeling.Tokenizers;

namespace LanguageModeling.Tests;

/// <summary>Encoding word by word gives what encoding the whole text gives.</summary>
[TestClass]
public class WordwiseEncoderTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Goldens", "Tokenizers");

    // Besides the words of the goldens: what normalization changes or moves, next to spaces and within words.
    private static readonly string[] Pieces =
    [
        " ", " ", "  ", "\t", "\n", "\r\n", "\u00A0", "\u3000", "\u2028", "\u200B", "\u0000", "\u0007", "\uFFFD", "a", "Hello", "don't", "É", "e\u0301", "\u0301", "\u0327", "\u1161",
        "\u1100", "İ", "Σ", "ﬁ", "½", "²", "你好", "好", "ア", "한국", "😀", "👨\u200D👩", "▁", "12", "3.14", ",", "...", "-", "_", "<", "[", "\uD800", "\uDC00",
    ];

    [TestMethod]
    [DataRow("model-unigram")]
    [DataRow("model-wordlevel")]
    [DataRow("model-wordpiece-bertprocessing")]
    [DataRow("model-wordpiece-roberta")]
    [DataRow("normalizer-bert")]
    [DataRow("normalizer-bert-cased")]
    [DataRow("normalizer-lowercase")]
    [DataRow("normalizer-nfc")]
    [DataRow("normalizer-nfd")]
    [DataRow("normalizer-nfkc")]
    [DataRow("normalizer-nfkd")]
    [DataRow("normalizer-nmt")]
    [DataRow("normalizer-precompiled")]
    [DataRow("normalizer-prepend")]
    [DataRow("normalizer-replace-delete")]
    [DataRow("normalizer-replace-regex")]
    [DataRow("normalizer-replace-string")]
    [DataRow("normalizer-sequence")]
    [DataRow("normalizer-strip")]
    [DataRow("normalizer-strip-accents")]
    [DataRow("normalizer-strip-left")]
    [DataRow("pretokenizer-bert")]
    [DataRow("pretokenizer-metaspace")]
    [DataRow("pretokenizer-metaspace-never")]
    [DataRow("pretokenizer-whitespace")]
    [DataRow("pretokenizer-whitespace-split")]
    public void TryEncode_RandomTexts_GivesWhatThePlainWayGives(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        string[] pieces = [.. Pieces, .. golden.RootElement.GetProperty("cases").EnumerateArray().Select(item => JsonText.Read(item.GetProperty("text"))).Where(text => text.Length < 40)];
        TokenizerPipeline pipeline = new PipelineTokenizer(new TokenizerSource(
            new Dictionary<string, byte[]> { ["tokenizer.json"] = Encoding.UTF8.GetBytes(golden.RootElement.GetProperty("tokenizer").GetRawText()) },
            "tokenizer.json",
            new TokenizerLoadOptions(),
            "")).Pipeline;
        SplittingStep[] splittings = pipeline.Splitting is { } own ? [own] : [new BertSplitting(), new MetaspaceSplitting("▁", PrependScheme.First, split: true)];
        foreach (SplittingStep splitting in splittings)
        {
            Check(new PipelineTokenizer(pipeline with { Splitting = splitting }), pieces, name);

            // Tokens that are looked for in the normalized text, and in the source only.
            AddedToken[] added = [.. pipeline.AddedTokens, new AddedToken("hello") { Normalized = true }, new AddedToken("don") { Normalized = false }];
            Check(new PipelineTokenizer(pipeline with { Splitting = splitting, AddedTokens = added }), [.. pieces, "hello", "DON"], name);
        }
    }

    [TestMethod]
    [DataRow("normalizer-prepend")]
    [DataRow("normalizer-strip")]
    [DataRow("normalizer-replace-regex")]
    public void WorksWordByWord_StepsThatLookAtWholeTexts_IsFalse(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        NormalizationStep step = NormalizationReader.Read(JsonPart.Parse(Encoding.UTF8.GetBytes(golden.RootElement.GetProperty("tokenizer").GetProperty("normalizer").GetRawText()), name))!;

        Assert.IsFalse(step.WorksWordByWord);
    }

    private static void Check(PipelineTokenizer tokenizer, string[] pieces, string name)
    {
        var plain = new PipelineEncoder(tokenizer.Pipeline, tokenizer.Added, fast: null);
        FastEncoder? fast = FastEncoder.Create(tokenizer.Pipeline, tokenizer.Added);
        var random = new Random(1);
        int done = 0;
        Assert.IsNotNull(fast, name);
        for (int i = 0; i < 500; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
            List<EncodedItem> items = [];
            var sink = new ItemSink(items, tokenizer.Pipeline.Model.Tokens, 0);
            if (fast.TryEncode(text, ref sink))
            {
                CollectionAssert.AreEqual(plain.Encode(text), items, $"{name}: {JsonSerializer.Serialize(text)}");
                done++;
            }
        }

        Assert.IsGreaterThan(100, done);
    }
}
