using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class TokenizerCodecTests
{
    [TestMethod]
    public void Encode_LoadedTokenizer_TellsIdsAndParts()
    {
        using var files = new TokenizerFixture();

        IReadOnlyList<TextToken> tokens = new TokenizerCodec(files.ReadTiktoken()).Encode("hello hello");

        CollectionAssert.AreEqual(new[] { new TextToken(8, 0, 5), new TextToken(9, 5, 6) }, tokens.ToArray());
    }

    [TestMethod]
    public void GetToken_ByteLevel_SpellsAsTheVocabularyDoes()
    {
        using var files = new TokenizerFixture();

        Assert.AreEqual("Ġhello", new TokenizerCodec(files.ReadTiktoken()).GetToken(9));
    }

    [TestMethod]
    public void SaveAndLoad_SpecialTokensAndSize_AreKept()
    {
        using var files = new TokenizerFixture();
        var codec = new TokenizerCodec(files.ReadTiktoken(), new SpecialTokens { EndOfSequence = 4 }, 300);
        using var stream = new MemoryStream();
        codec.Save(stream);
        stream.WriteByte(7); // what follows is not touched
        stream.Position = 0;

        TokenizerCodec loaded = TokenizerCodec.Load(stream);

        Assert.AreEqual(codec.SpecialTokens, loaded.SpecialTokens);
        Assert.AreEqual(300, loaded.VocabularySize);
        Assert.AreEqual(7, stream.ReadByte());
        Assert.AreEqual("hello", loaded.Decode([8, 4]));
    }

    [TestMethod]
    public void Save_TokenizerThatCannotBeSaved_NamesItAndTheCure()
    {
        var codec = new TokenizerCodec(new CharTokenizer(), vocabularySize: 65536);

        var e = Assert.ThrowsExactly<NotSupportedException>(() => codec.Save(new MemoryStream()));

        StringAssert.Contains(e.Message, nameof(CharTokenizer));
        StringAssert.Contains(e.Message, nameof(TokenizerLoader));
    }

    [TestMethod]
    public void VocabularySize_TokenizerDoesNotTell_SaysWhatToGive()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => new TokenizerCodec(new CharTokenizer()).VocabularySize);

        StringAssert.Contains(e.Message, "vocabularySize");
    }

    [TestMethod]
    public void Constructor_SpecialIdOutside_IsRefused()
    {
        using var files = new TokenizerFixture();

        Assert.ThrowsExactly<ArgumentException>(() => new TokenizerCodec(files.ReadTiktoken(), new SpecialTokens { Unknown = 261 }));
    }

    [TestMethod]
    public void VocabularyTokenizer_EncodeAndDecode_AreTheCodecs()
    {
        var tokenizer = new VocabularyTokenizer(TestData.LetterCodec());

        CollectionAssert.AreEqual(new[] { 3, 4, 0 }, tokenizer.EncodeToIds("a b z").ToArray());
        Assert.AreEqual("a b", tokenizer.Decode([1, 3, 4, 2]));
        Assert.AreEqual(2, tokenizer.CountTokens("c d"));
        CollectionAssert.AreEqual(new[] { 3 }, tokenizer.EncodeToIds("a b", 1, out _, out int consumed).ToArray());
        Assert.AreEqual(1, consumed);
    }

    [TestMethod]
    public void VocabularyTokenizer_DecodeIntoSmallBuffer_WritesWhatFits()
    {
        var tokenizer = new VocabularyTokenizer(TestData.LetterCodec());
        Span<char> room = stackalloc char[4];

        OperationStatus status = tokenizer.Decode([3, 4, 5], room, out int ids, out int written);

        Assert.AreEqual(OperationStatus.DestinationTooSmall, status);
        Assert.AreEqual(2, ids);
        Assert.AreEqual("a b", room[..written].ToString());
    }
}
