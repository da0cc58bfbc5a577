using Microsoft.ML;

namespace LanguageModeling.Tests;

[TestClass]
public sealed class FileTokenizerTests
{
    [TestMethod]
    public void Encode_EachFormat_GivesTheIdsOfItsFiles()
    {
        using var files = new TokenizerFixture();

        CollectionAssert.AreEqual(new[] { 8, 9 }, files.ReadTiktoken().EncodeToIds("hello hello").ToArray());
        CollectionAssert.AreEqual(new[] { 8, 9 }, files.ReadByteLevelBpe().EncodeToIds("hello hello").ToArray());
        CollectionAssert.AreEqual(new[] { 8, 7 }, files.ReadBpe().EncodeToIds("hello hell").ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, files.ReadWordPiece().EncodeToIds("Hello world!").ToArray());
    }

    [TestMethod]
    public void Decode_BytesFormats_GivesTheTextBack()
    {
        using var files = new TokenizerFixture();

        Assert.AreEqual("hello hell", files.ReadTiktoken().Decode([8, 4, 7]));
        Assert.AreEqual("hello hello", files.ReadByteLevelBpe().Decode([8, 9]));
    }

    [TestMethod]
    public void SaveAndLoad_EachFormat_EncodesAlike()
    {
        using var files = new TokenizerFixture();
        foreach (FileTokenizer tokenizer in new[] { files.ReadTiktoken(), files.ReadByteLevelBpe(), files.ReadBpe(), files.ReadWordPiece() })
        {
            using var stream = new MemoryStream();
            tokenizer.Save(stream);
            stream.Position = 0;

            FileTokenizer loaded = FileTokenizer.Load(stream);

            Assert.AreEqual(tokenizer.Format, loaded.Format);
            CollectionAssert.AreEqual(tokenizer.EncodeToIds("hello hell").ToArray(), loaded.EncodeToIds("hello hell").ToArray(), tokenizer.Format.ToString());
            CollectionAssert.AreEqual(tokenizer.Vocabulary.ToArray(), loaded.Vocabulary.ToArray());
            Assert.AreEqual(tokenizer.SpecialTokens, loaded.SpecialTokens);
        }
    }

    [TestMethod]
    public void SpecialTokens_NamedInOptions_HaveTheirIds()
    {
        using var files = new TokenizerFixture();
        var options = new FileTokenizerOptions { EndOfSequenceToken = "<|end|>", SpecialTokens = new Dictionary<string, int> { ["<|end|>"] = 10 } };

        FileTokenizer tokenizer = files.ReadTiktoken(options);

        Assert.AreEqual(10, tokenizer.SpecialTokens.EndOfSequence);
        CollectionAssert.AreEqual(new[] { 8, 10 }, tokenizer.EncodeToIds("hello<|end|>").ToArray());
        Assert.AreEqual(11, new TokenizerCodec(tokenizer).VocabularySize);
    }

    [TestMethod]
    public void Vocabulary_TokensOfBytes_AreSpelledApart()
    {
        using var files = new TokenizerFixture();

        CollectionAssert.AreEquivalent(files.ReadByteLevelBpe().Vocabulary.ToArray(), files.ReadTiktoken().Vocabulary.ToArray());
    }

    [TestMethod]
    public void EncodeToIds_TokenLimit_StopsThere()
    {
        using var files = new TokenizerFixture();

        IReadOnlyList<int> ids = files.ReadTiktoken().EncodeToIds("hello hello", 1, out _, out int consumed);

        CollectionAssert.AreEqual(new[] { 8 }, ids.ToArray());
        Assert.AreEqual(5, consumed);
    }

    [TestMethod]
    [DataRow(TokenizerFormat.ByteLevelBpe, "h 0", "JSON")]
    [DataRow(TokenizerFormat.WordPiece, "a\nb\na\n", "line 3")]
    [DataRow(TokenizerFormat.Tiktoken, "aA== 0\n?? 1\n", "line 2")]
    [DataRow(TokenizerFormat.Tiktoken, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "LFS")]
    public void Read_WrongFile_SaysWhereAndWhatWasExpected(TokenizerFormat format, string content, string told)
    {
        using var files = new TokenizerFixture();
        string path = files.Write("wrong", content);
        string? merges = format == TokenizerFormat.ByteLevelBpe ? path : null;

        var e = Assert.ThrowsExactly<InvalidDataException>(() => FileTokenizer.Read(format, path, merges));

        StringAssert.Contains(e.Message, told);
        StringAssert.Contains(e.Message, path);
    }

    [TestMethod]
    public void Read_MergesMissingOrTooMuch_SaysSo()
    {
        using var files = new TokenizerFixture();
        string path = files.Write("v", "x");

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FileTokenizer.Read(TokenizerFormat.Bpe, path)).Message, "merges.txt");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => FileTokenizer.Read(TokenizerFormat.Tiktoken, path, path)).Message, "one file only");
    }

    [TestMethod]
    public void Read_TokenThatFilesLack_SaysSo()
    {
        using var files = new TokenizerFixture();

        var e = Assert.ThrowsExactly<ArgumentException>(() => files.ReadTiktoken(new FileTokenizerOptions { EndOfSequenceToken = "<end>" }));

        StringAssert.Contains(e.Message, "<end>");
    }

    [TestMethod]
    public void Load_CutShort_ThrowsInvalidData()
    {
        using var files = new TokenizerFixture();
        using var stream = new MemoryStream();
        files.ReadTiktoken().Save(stream);

        Assert.ThrowsExactly<InvalidDataException>(() => FileTokenizer.Load(new MemoryStream(stream.ToArray()[..^5])));
    }
}
