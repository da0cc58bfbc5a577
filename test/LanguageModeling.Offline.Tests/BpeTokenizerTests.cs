using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Offline.Tests;

/// <summary>Byte pair encoding with vocabularies small enough to work by hand.</summary>
[TestClass]
public sealed class BpeTokenizerTests
{
    // Merges in order of rank: b c, a b. So "abc" is a, bc: the pair (b, c) comes first although (a, b) is further left.
    private static readonly Dictionary<string, int> Vocabulary = new() { ["a"] = 0, ["b"] = 1, ["c"] = 2, ["bc"] = 3, ["ab"] = 4, ["?"] = 5 };
    private static readonly string[] Merges = ["b c", "a b"];

    [TestMethod]
    public void Encode_Merges_LowestRankFirst()
    {
        BpeTokenizer tokenizer = Create();

        CollectionAssert.AreEqual(new[] { 0, 3 }, tokenizer.EncodeToIds("abc").ToArray());
        CollectionAssert.AreEqual(new[] { 4, 4, 0 }, tokenizer.EncodeToIds("ababa").ToArray());
        Assert.AreEqual(3, tokenizer.CountTokens("ababa"));
    }

    [TestMethod]
    public void Encode_Tokens_HaveValuesAndOffsets()
    {
        IReadOnlyList<EncodedToken> tokens = Create().EncodeToTokens("ab  bca", out string? normalized);

        Assert.IsNull(normalized);
        CollectionAssert.AreEqual(
            new EncodedToken[] { new(4, "ab", new Range(0, 2)), new(3, "bc", new Range(4, 6)), new(0, "a", new Range(6, 7)) }, tokens.ToArray());
    }

    [TestMethod]
    public void Encode_UnknownCharacter_IsDroppedWithoutUnknownToken()
        => CollectionAssert.AreEqual(new[] { 4 }, Create().EncodeToIds("axb").ToArray()); // a and b are neighbours then

    [TestMethod]
    [DataRow(false, new[] { 0, 5, 5, 1 })]
    [DataRow(true, new[] { 0, 5, 1 })]
    public void Encode_UnknownCharacters_BecomeTheUnknownToken(bool fuse, int[] expected)
    {
        BpeTokenizer tokenizer = Create(o => (o.UnknownToken, o.FuseUnknownTokens) = ("?", fuse));

        CollectionAssert.AreEqual(expected, tokenizer.EncodeToIds("axyb").ToArray());
        Assert.AreEqual(new Range(1, fuse ? 3 : 2), tokenizer.EncodeToTokens("axyb", out _)[1].Offset);
    }

    [TestMethod]
    public void Encode_Normalizer_ShowsItsText()
    {
        IReadOnlyList<EncodedToken> tokens = Create(o => o.Normalizer = LowerCaseNormalizer.Instance).EncodeToTokens("AB", out string? normalized);

        Assert.AreEqual("ab", normalized);
        Assert.AreEqual(4, tokens.Single().Id);
    }

    [TestMethod]
    public void Encode_PrefixAndSuffix_MarkThePlaceInTheWord()
    {
        Dictionary<string, int> vocabulary = new() { ["a"] = 0, ["##b"] = 1, ["##b</w>"] = 2, ["a</w>"] = 3, ["ab</w>"] = 4 };
        BpeTokenizer tokenizer = BpeTokenizer.Create(
            new BpeOptions(vocabulary) { Merges = ["a ##b</w>"], ContinuingSubwordPrefix = "##", EndOfWordSuffix = "</w>" });

        int[] ids = [.. tokenizer.EncodeToIds("ab a abb")];

        CollectionAssert.AreEqual(new[] { 4, 3, 0, 1, 2 }, ids);
        Assert.AreEqual("ab a abb", tokenizer.Decode(ids));
    }

    [TestMethod]
    public void Encode_SpecialToken_IsTakenWhole()
    {
        Dictionary<string, int> special = new() { ["<s>"] = 50 };
        BpeTokenizer tokenizer = Create(o => (o.SpecialTokens, o.PreTokenizer) = (special, PreTokenizer.CreateWhiteSpace(special)));

        CollectionAssert.AreEqual(new[] { 50, 4, 50 }, tokenizer.EncodeToIds("<s>ab<s>").ToArray());
        Assert.AreEqual("<s>ab<s>", tokenizer.Decode([50, 4, 50]));
        Assert.AreEqual("ab", tokenizer.Decode([50, 4, 50], considerSpecialTokens: false));
    }

    [TestMethod]
    public void Encode_BeginningAndEnd_AreAddedToTextThatIsNotEmpty()
    {
        BpeTokenizer tokenizer = Create(o => (o.BeginningOfSentenceToken, o.EndOfSentenceToken) = ("?", "c"));

        CollectionAssert.AreEqual(new[] { 5, 4, 2 }, tokenizer.EncodeToIds("ab").ToArray());
        Assert.IsEmpty(tokenizer.EncodeToIds(""));
        Assert.AreEqual(3, tokenizer.CountTokens("ab"));
    }

    [TestMethod]
    public void EncodeToIds_Limit_SaysHowFarItRead()
    {
        BpeTokenizer tokenizer = Create();

        CollectionAssert.AreEqual(new[] { 4, 0 }, tokenizer.EncodeToIds("ab abc", 2, out _, out int consumed).ToArray());
        Assert.AreEqual(4, consumed);
        Assert.AreEqual(4, tokenizer.GetIndexByTokenCount("ab abc", 2, out _, out int count));
        Assert.AreEqual(2, count);
        Assert.AreEqual(4, tokenizer.GetIndexByTokenCountFromEnd("ab abc", 1, out _, out count));
        Assert.AreEqual(1, count);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => tokenizer.EncodeToIds("ab", 0, out _, out _));
    }

    [TestMethod]
    public void ByteLevel_SplitsACharacterIntoItsBytes()
    {
        // é is C3 A9: "Ã" and "©" in the byte alphabet; the space is "Ġ".
        Dictionary<string, int> vocabulary = new() { ["\u00C3"] = 0, ["\u00A9"] = 1, ["\u0120"] = 2, ["a"] = 3, ["a\u00C3"] = 4 };
        BpeTokenizer tokenizer = BpeTokenizer.Create(
            new BpeOptions(vocabulary) { Merges = ["a \u00C3"], ByteLevel = true, PreTokenizer = RobertaPreTokenizer.Instance });

        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens("aé a", out _);

        CollectionAssert.AreEqual(new[] { 4, 1, 2, 3 }, tokens.Select(t => t.Id).ToArray());
        CollectionAssert.AreEqual(new[] { new Range(0, 2), new(1, 2), new(2, 3), new(3, 4) }, tokens.Select(t => t.Offset).ToArray());
        Assert.AreEqual("aé a", tokenizer.Decode(tokens.Select(t => t.Id)));
        Assert.AreEqual("a\uFFFD", tokenizer.Decode([4]));
    }

    [TestMethod]
    public void ByteLevel_DecodeToSpan_KeepsHalvesBack()
    {
        Dictionary<string, int> vocabulary = new() { ["\u00C3"] = 0, ["\u00A9"] = 1, ["a"] = 2 };
        BpeTokenizer tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary) { ByteLevel = true });
        char[] room = new char[4];

        OperationStatus status = tokenizer.Decode([2, 0], room, out int ids, out int chars);
        Assert.AreEqual((OperationStatus.Done, 1, 1), (status, ids, chars));
        status = tokenizer.Decode([2, 0, 1], room, out ids, out chars);
        Assert.AreEqual((OperationStatus.Done, 3, 2), (status, ids, chars));
        Assert.AreEqual("aé", new string(room, 0, chars));
        Assert.AreEqual(OperationStatus.InvalidData, tokenizer.Decode([99], room, out _, out _));
        Assert.AreEqual(OperationStatus.DestinationTooSmall, tokenizer.Decode([2, 2], new char[1], out ids, out chars));
        Assert.AreEqual((1, 1), (ids, chars));
    }

    [TestMethod]
    public void Create_FromStreams_ReadsJsonAndMerges()
    {
        using var vocabulary = new MemoryStream("""{"a":0,"b":1,"ab":2}"""u8.ToArray());
        using var merges = new MemoryStream("#version: 0.2\n\na b\n"u8.ToArray());

        BpeTokenizer tokenizer = BpeTokenizer.Create(vocabulary, merges);

        CollectionAssert.AreEqual(new[] { 2, 0 }, tokenizer.EncodeToIds("aba").ToArray());
        Assert.AreEqual(2, tokenizer.Vocabulary["ab"]);
    }

    [TestMethod]
    public void Create_BadInput_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => BpeTokenizer.Create((BpeOptions)null!));
        Assert.ThrowsExactly<InvalidOperationException>(() => Create(o => o.Merges = ["a z"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => Create(o => o.Merges = ["a"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => Create(o => o.UnknownToken = "nowhere"));
        Assert.ThrowsExactly<InvalidOperationException>(() => BpeTokenizer.Create(new BpeOptions([])));
        Assert.ThrowsExactly<ArgumentException>(() => new BpeOptions("no such file"));
    }

    [TestMethod]
    public void Encode_OfLongText_AgreesWithItsHalves()
    {
        BpeTokenizer tokenizer = Create();
        string line = string.Concat(Enumerable.Repeat("abc ", 20_000));

        Assert.AreEqual(40_000, tokenizer.CountTokens(line));
        Assert.AreEqual(40_000, tokenizer.CountTokens(new StringBuilder(line).Replace(" ", "").ToString(), considerPreTokenization: false));
    }

    private static BpeTokenizer Create(Action<BpeOptions>? change = null)
    {
        var options = new BpeOptions(Vocabulary) { Merges = Merges, PreTokenizer = PreTokenizer.CreateWhiteSpace() };
        change?.Invoke(options);
        return BpeTokenizer.Create(options);
    }
}
