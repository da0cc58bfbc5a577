namespace LanguageModeling.Tests.Text;

[TestClass]
public sealed class VocabularyCodecTests
{
    [TestMethod]
    public void Encode_Words_GivesIdsAndOffsets()
    {
        VocabularyCodec codec = Codec(TextSplitter.Words, "don't", "stop", "!");

        CollectionAssert.AreEqual(
            new TextToken[] { new(3, 1, 5), new(0, 7, 3), new(4, 11, 4), new(5, 15, 1) }, codec.Encode(" don't now stop!").ToArray());
        Assert.AreEqual("don't <unk> stop!", codec.Decode([1, 3, 0, 4, 5, 2]));
        Assert.AreEqual("stop", codec.GetToken(4));
    }

    [TestMethod]
    public void Encode_Characters_GivesTextBack()
    {
        VocabularyCodec codec = Codec(TextSplitter.Characters, "▁", "你", "👍", "\0");
        int[] ids = Ids(codec, "你 👍\0\n");

        CollectionAssert.AreEqual(new[] { 4, 3, 5, 6, 3 }, ids);
        Assert.AreEqual("你 👍\0 ", codec.Decode(ids));
    }

    [TestMethod]
    public void Encode_Lowercase_LooksUpLowerCase()
    {
        Vocabulary vocabulary = Codec(TextSplitter.Words, "ärger", "ok").Vocabulary;
        CollectionAssert.AreEqual(new[] { 3, 4, 0 }, Ids(new VocabularyCodec(vocabulary, TextSplitter.Words, lowercase: true), "ÄRGER Ok 𐐀"));
        CollectionAssert.AreEqual(new[] { 0, 0 }, Ids(new VocabularyCodec(vocabulary, TextSplitter.Words), "ÄRGER Ok"));
    }

    [TestMethod]
    public void Encode_SpelledSpecialTokens_AreUnknown()
    {
        VocabularyCodec codec = Codec(TextSplitter.Whitespace, "a");
        CollectionAssert.AreEqual(new[] { 3, 0, 0, 0, 3 }, Ids(codec, "a <s> </s> <unk> a"));
    }

    [TestMethod]
    public void Encode_UnknownTokenWithoutUnknown_NamesTheToken()
    {
        var codec = new VocabularyCodec(new Vocabulary(["a", "</s>"], new() { EndOfSequence = 1 }), TextSplitter.Whitespace);
        StringAssert.StartsWith(Assert.ThrowsExactly<KeyNotFoundException>(() => codec.Encode("a b")).Message, "\"b\" is not an ordinary token");
        StringAssert.StartsWith(Assert.ThrowsExactly<KeyNotFoundException>(() => codec.Encode("</s>")).Message, "\"</s>\" is not an ordinary token");
    }

    [TestMethod]
    public void Encode_EmptyText_GivesNothing() => Assert.AreEqual(0, Codec(TextSplitter.Words).Encode("").Count);

    [TestMethod]
    public void Encode_HalfSurrogatePair_IsReplacementCharacter()
    {
        VocabularyCodec codec = Codec(TextSplitter.Words, "\uFFFD");
        CollectionAssert.AreEqual(new[] { 3 }, Ids(codec, "\uD83D"));
    }

    [TestMethod]
    public void Decode_IdOutside_SaysTheRange()
        => StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Codec(TextSplitter.Words).Decode([3])).Message, "from 0 to 2");

    [TestMethod]
    public void Load_Saved_GivesTheSame()
    {
        var codec = new VocabularyCodec(Codec(TextSplitter.Cjk, "你", "👍", "don't").Vocabulary, TextSplitter.Cjk, lowercase: true);
        using var stream = new MemoryStream();
        codec.Save(stream);
        stream.Position = 0;

        VocabularyCodec loaded = VocabularyCodec.Load(stream);

        Assert.AreSame(TextSplitter.Cjk, loaded.Splitter);
        Assert.IsTrue(loaded.Lowercase);
        Assert.AreEqual(codec.SpecialTokens, loaded.SpecialTokens);
        CollectionAssert.AreEqual(codec.Vocabulary.Tokens.ToArray(), loaded.Vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(codec.Vocabulary.Counts!.ToArray(), loaded.Vocabulary.Counts!.ToArray());
    }

    private static VocabularyCodec Codec(TextSplitter splitter, params string[] tokens)
    {
        var builder = new VocabularyBuilder();
        foreach (string token in tokens)
        {
            builder.Add(token);
        }

        return new VocabularyCodec(builder.Build(), splitter);
    }

    private static int[] Ids(VocabularyCodec codec, string text) => [.. codec.Encode(text).Select(token => token.Id)];
}
