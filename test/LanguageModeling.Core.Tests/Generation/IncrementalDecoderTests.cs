using System.Text;
using LanguageModeling.Generation;
using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class IncrementalDecoderTests
{
    [TestMethod]
    public void Add_BytesOfAnEmoji_GivesNothingUntilItIsWhole()
    {
        IncrementalDecoder decoder = new(new ByteCodec(), []);

        string[] pieces = [.. "a😀é"u8.ToArray().Select(b => decoder.Add(b))]; // 61, F0 9F 98 80, C3 A9

        CollectionAssert.AreEqual(new[] { "a", "", "", "", "😀", "", "é" }, pieces);
        Assert.AreEqual("", decoder.Finish());
    }

    [TestMethod]
    public void Finish_IncompleteCharacter_IsGivenOutAsReplacement()
    {
        IncrementalDecoder decoder = new(new ByteCodec(), []);

        Assert.AreEqual("", decoder.Add(0xF0) + decoder.Add(0x9F));
        Assert.AreEqual("\uFFFD", decoder.Finish());
        Assert.AreEqual("", decoder.Finish());
    }

    [TestMethod]
    public void Add_InvalidBytes_HoldsBackNoMoreThanThreeReplacements()
    {
        IncrementalDecoder decoder = new(new ByteCodec(), []);

        // 0xFF never begins a character, but nothing is known of how a codec decodes, so three wait.
        string[] pieces = [.. Enumerable.Repeat(0xFF, 5).Select(decoder.Add)];

        CollectionAssert.AreEqual(new[] { "", "", "", "\uFFFD", "\uFFFD" }, pieces);
        Assert.AreEqual("\uFFFD\uFFFD\uFFFD", decoder.Finish());
    }

    [TestMethod]
    public void Add_RunOfByteTokens_GivesWholeCharactersOnly()
    {
        IncrementalDecoder decoder = new(new ByteRunCodec(), []);

        // 語 E8 AA 9E, 😀 F0 9F 98 80: half of the second character makes a U+FFFD of each byte of the first, too.
        string[] pieces = [.. "語😀語"u8.ToArray().Select(b => decoder.Add(b))];

        CollectionAssert.AreEqual(new[] { "", "", "語", "", "", "", "😀", "", "", "語" }, pieces);
    }

    [TestMethod]
    public void Add_RunOfByteTokensThatStaysInvalid_WaitsForThreeOfThemOnly()
    {
        IncrementalDecoder decoder = new(new ByteRunCodec(), [.. "語"u8.ToArray().Select(b => (int)b)]);

        string[] pieces = [.. Enumerable.Repeat(0xFF, 4).Select(decoder.Add)];

        CollectionAssert.AreEqual(new[] { "", "", "" }, pieces[..3]);
        Assert.IsGreaterThan(0, pieces[3].Length);
    }

    [TestMethod]
    public void Finish_RunOfByteTokensIsCutShort_GivesReplacementsForItsLastBytesOnly()
    {
        IncrementalDecoder decoder = new(new ByteRunCodec(), []);

        string text = string.Concat("語"u8.ToArray().Select(b => decoder.Add(b))) + decoder.Add(0xE8) + decoder.Add(0xAA);

        Assert.AreEqual("語", text);
        Assert.AreEqual("\uFFFD\uFFFD", decoder.Finish());
        Assert.AreEqual("", decoder.Finish());
    }

    [TestMethod]
    public void Add_LongRunOfByteTokens_IsForgottenCharacterByCharacter()
    {
        // 3 bytes each, which neither 256 nor 512 is a multiple of.
        byte[] prompt = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ខ", 300)));
        string text = string.Concat(Enumerable.Repeat("ម", 600));
        IncrementalDecoder decoder = new(new ByteRunCodec(), [.. prompt.Select(b => (int)b)]);

        string decoded = string.Concat(Encoding.UTF8.GetBytes(text).Select(b => decoder.Add(b)));

        Assert.AreEqual(text, decoded + decoder.Finish());
    }

    [TestMethod]
    public void Add_PromptEndsWithinAnEmoji_GivesItWhole()
    {
        IncrementalDecoder decoder = new(new ByteCodec(), [0x61, 0xF0, 0x9F]); // a😀, cut short

        Assert.AreEqual("", decoder.Add(0x98));
        Assert.AreEqual("😀", decoder.Add(0x80));
        Assert.AreEqual("b", decoder.Add('b'));
    }

    [TestMethod]
    public void Add_HalfSurrogatePair_WaitsForTheOtherHalf()
    {
        IncrementalDecoder decoder = new(new PieceCodec("x\uD83D", "\uDE00y"), []);

        Assert.AreEqual("x", decoder.Add(0));
        Assert.AreEqual("😀y", decoder.Add(1));
    }

    [TestMethod]
    public void Add_Words_AreJoinedToThePrompt()
    {
        WordCodec codec = new("the", "cat", ",", "sat", ".");
        IncrementalDecoder decoder = new(codec, [0, 1]);

        Assert.IsFalse(decoder.EndsInSpace);
        CollectionAssert.AreEqual(new[] { ",", " the", " cat", " sat", "." }, new[] { 2, 0, 1, 3, 4 }.Select(decoder.Add).ToArray());
    }

    [TestMethod]
    public void Add_AfterAnEmptyPrompt_BeginsWithoutSpace()
    {
        WordCodec codec = new("<s>", "cat", "sat") { SpecialTokens = new SpecialTokens { BeginningOfSequence = 0 } };
        IncrementalDecoder decoder = new(codec, [0]);

        CollectionAssert.AreEqual(new[] { "cat", " sat" }, new[] { 1, 2 }.Select(decoder.Add).ToArray());
    }

    [TestMethod]
    public void Add_RandomBytesOfText_GivesTheWholeDecoding()
    {
        Xoshiro256 random = new(8);
        string[] characters = ["a", "é", "語", "😀", " ", "👩‍🚀", "\u0301"];
        for (int round = 0; round < 100; round++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 30).Select(_ => characters[(int)(random.NextDouble() * 7)])));
            int damaged = (int)(random.NextDouble() * bytes.Length);
            bytes[damaged] = round % 2 == 0 ? bytes[damaged] : (byte)random.Next();
            AssertWhole(new ByteCodec(), [.. bytes.Select(b => (int)b)], 0);
        }
    }

    [TestMethod]
    public void Add_RandomWords_GivesTheWholeDecoding()
    {
        Xoshiro256 random = new(9);
        WordCodec codec = new("<s>", "a", "be", ",", ".", "</s>") { SpecialTokens = new SpecialTokens { BeginningOfSequence = 0, EndOfSequence = 5 } };
        for (int round = 0; round < 100; round++)
        {
            AssertWhole(codec, [.. Enumerable.Range(0, 30).Select(_ => (int)(random.NextDouble() * 6))], (int)(random.NextDouble() * 10));
        }
    }

    [TestMethod]
    [DataRow("words")]
    [DataRow("cjk")]
    [DataRow("characters")]
    [DataRow("whitespace")]
    public void Add_VocabularyCodec_GivesTheWholeDecodingQuotesIncluded(string splitter)
    {
        Xoshiro256 random = new(10);
        const string Source = "He said: \"it's 3.14 (or so), isn't it?\" - 'No', £5 #tag; 語言 模型。「好」 😀👩‍🚀 a/b well-known é";
        VocabularyCodec codec = CodecOf(splitter, Source);
        int size = codec.VocabularySize;
        for (int round = 0; round < 30; round++)
        {
            AssertWhole(codec, [.. Enumerable.Range(0, 150).Select(_ => (int)(random.NextDouble() * size))], (int)(random.NextDouble() * 100));
        }

        AssertWhole(codec, [.. codec.Encode(Source).Select(token => token.Id)], 5);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(700)]
    public void Add_LongerThanTheWindow_GivesTheWholeDecoding(int promptLength)
    {
        Xoshiro256 random = new(11);
        WordCodec words = new("<s>", "a", "be", ",", ".", "</s>") { SpecialTokens = new SpecialTokens { BeginningOfSequence = 0, EndOfSequence = 5 } };
        AssertWhole(words, [.. Enumerable.Range(0, 2000).Select(_ => (int)(random.NextDouble() * 6))], promptLength);
        AssertWhole(new ByteCodec(), [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x😀語é", 150))).Select(b => (int)b)], promptLength);
        AssertWhole(new ByteCodec(), [.. Enumerable.Repeat(0xFF, 1500)], promptLength); // never complete
    }

    private static VocabularyCodec CodecOf(string splitterName, string text)
    {
        TextSplitter splitter = TextSplitter.Parse(splitterName);
        List<TextPart> parts = [];
        splitter.Split(text, parts);
        VocabularyBuilder builder = new();
        parts.ForEach(part => builder.Add(splitter.GetToken(text, part)));
        return new VocabularyCodec(builder.Build(), splitter);
    }

    /// <summary>Prompt and pieces together are the decoding of all ids, and no piece before the last ends inside a character.</summary>
    private static void AssertWhole(ITextCodec codec, int[] ids, int promptLength)
    {
        IncrementalDecoder decoder = new(codec, ids.AsSpan(0, promptLength));
        StringBuilder text = new(codec.Decode(ids.AsSpan(0, promptLength)));
        foreach (int id in ids.AsSpan(promptLength))
        {
            string piece = decoder.Add(id);
            Assert.IsFalse(piece.Length > 0 && char.IsHighSurrogate(piece[^1]));
            text.Append(piece);
        }

        Assert.AreEqual(codec.Decode(ids), text.Append(decoder.Finish()).ToString());
    }
}
