using System.Buffers;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Offline.Tests;

/// <summary>The base class for third parties, splitters and normalizers, WordPiece and tiktoken.</summary>
[TestClass]
public sealed class TokenizerTests
{
    [TestMethod]
    public void Subclass_InheritsIdsCountsAndIndices()
    {
        var tokenizer = new CharTokenizer();

        CollectionAssert.AreEqual(new[] { 97, 98 }, tokenizer.EncodeToIds("ab").ToArray());
        CollectionAssert.AreEqual(new[] { 97, 98 }, tokenizer.EncodeToIds("ab".AsSpan()).ToArray());
        Assert.AreEqual(2, tokenizer.CountTokens("ab"));
        Assert.AreEqual(2, tokenizer.GetIndexByTokenCount("abc", 2, out _, out int count));
        Assert.AreEqual(2, count);
        Assert.AreEqual(1, tokenizer.GetIndexByTokenCountFromEnd("abc", 2, out _, out count));
        Assert.AreEqual(2, count);
        CollectionAssert.AreEqual(new[] { 97 }, tokenizer.EncodeToIds("ab", 1, out _, out int consumed).ToArray());
        Assert.AreEqual(1, consumed);
        Assert.IsNull(tokenizer.PreTokenizer);
        Assert.IsNull(tokenizer.Normalizer);
    }

    [TestMethod]
    public void Subclass_Settings_SayWhatWasAsked()
    {
        var tokenizer = new CharTokenizer();
        tokenizer.EncodeToIds("ab", considerPreTokenization: false);
        EncodeSettings settings = tokenizer.Seen;

        Assert.IsFalse(settings.ConsiderPreTokenization);
        Assert.IsTrue(settings.ConsiderNormalization);
        Assert.AreEqual(int.MaxValue, settings.MaxTokenCount);
        Assert.AreEqual(int.MaxValue, new EncodeSettings().MaxTokenCount);
    }

    [TestMethod]
    public void Subclass_DecodeToString_GrowsItsBuffer()
    {
        var tokenizer = new CharTokenizer();
        string text = new('x', 5000);

        Assert.AreEqual(text, tokenizer.Decode(tokenizer.EncodeToIds(text)));
        Assert.AreEqual(text, tokenizer.Decode(Enumerable.Repeat((int)'x', 5000)));
        Assert.AreEqual("", tokenizer.Decode([]));
        Assert.ThrowsExactly<ArgumentNullException>(() => tokenizer.Decode(null!));
        Assert.ThrowsExactly<InvalidOperationException>(() => tokenizer.Decode([-1]));
    }

    [TestMethod]
    public void PreTokenizers_GiveOffsetsAndLengths()
    {
        CollectionAssert.AreEqual(new[] { (1, 2), (4, 3) }, PreTokenizer.CreateWhiteSpace().PreTokenize(" ab c,d").ToArray());
        CollectionAssert.AreEqual(new[] { (0, 2), (2, 2), (5, 1) }, PreTokenizer.CreateWordOrNonWord().PreTokenize("ab,. c").ToArray());
        CollectionAssert.AreEqual(new[] { (0, 2), (2, 1), (3, 1), (5, 1) }, PreTokenizer.CreateWordOrPunctuation().PreTokenize("ab,. c").ToArray());
    }

    [TestMethod]
    public void RobertaPreTokenizer_SplitsLikeGpt2()
    {
        string text = "we'll see  12 a!? \n";
        string[] pieces = [.. RobertaPreTokenizer.Instance.PreTokenize(text).Select(s => text.Substring(s.Offset, s.Length))];

        CollectionAssert.AreEqual(new[] { "we", "'ll", " see", " ", " 12", " a", "!?", " \n" }, pieces);
    }

    [TestMethod]
    public void RegexPreTokenizer_CutsSpecialTokensOutFirst()
    {
        var splitter = new RegexPreTokenizer(new Regex("[a-z]+"), new Dictionary<string, int> { ["bc"] = 1 });

        CollectionAssert.AreEqual(new[] { (0, 1), (1, 2), (3, 1) }, splitter.PreTokenize("abcd").ToArray());
        Assert.IsEmpty(splitter.PreTokenize(""));
        Assert.ThrowsExactly<ArgumentNullException>(() => new RegexPreTokenizer(null!, null));
    }

    [TestMethod]
    public void Normalizers_ChangeTheCase()
    {
        Assert.AreEqual("äi", LowerCaseNormalizer.Instance.Normalize("ÄI"));
        Assert.AreEqual("ÄI", UpperCaseNormalizer.Instance.Normalize("äi".AsSpan()));
    }

    [TestMethod]
    public void EncodedToken_Equality_IsByValue()
    {
        Assert.IsTrue(new EncodedToken(1, "a", new Range(0, 1)).Equals(new EncodedToken(1, "a", new Range(0, 1))));
        Assert.IsFalse(new EncodedToken(1, "a", new Range(0, 1)).Equals(new EncodedToken(1, "a", new Range(0, 2))));
    }

    [TestMethod]
    public void WordPiece_TakesTheLongestPieces()
    {
        using var stream = new MemoryStream("[UNK]\nun\n##able\n##a\n.\nably"u8.ToArray());
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Create(stream);

        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens("unable uno ably .", out _);

        CollectionAssert.AreEqual(new[] { 1, 2, 0, 5, 4 }, tokens.Select(t => t.Id).ToArray());
        CollectionAssert.AreEqual(
            new[] { new Range(0, 2), new(2, 6), new(7, 10), new(11, 15), new(16, 17) }, tokens.Select(t => t.Offset).ToArray());
        Assert.AreEqual("unable [UNK] ably.", tokenizer.Decode([1, 2, 0, 5, 4]));
        Assert.AreEqual(0, tokenizer.UnknownTokenId);
    }

    [TestMethod]
    public void WordPiece_WithoutUnknownToken_IsRefused()
    {
        using var stream = new MemoryStream("a\nb"u8.ToArray());

        Assert.ThrowsExactly<ArgumentException>(() => WordPieceTokenizer.Create(stream));
    }

    [TestMethod]
    public void Tiktoken_MergesBytesByRank()
    {
        // C3, A9, a, b, "bé" cut in half: b C3.
        TiktokenTokenizer tokenizer = Tiktoken("ww== 0\nqQ== 1\nYQ== 2\nYg== 3\nYsM= 4\n", new Dictionary<string, int> { ["<s>"] = 9 });

        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens("abé", out _);

        CollectionAssert.AreEqual(new[] { 2, 4, 1 }, tokens.Select(t => t.Id).ToArray());
        CollectionAssert.AreEqual(new[] { "a", "bé", "é" }, tokens.Select(t => t.Value).ToArray()); // both halves name the character they share
        CollectionAssert.AreEqual(new[] { new Range(0, 1), new(1, 3), new(2, 3) }, tokens.Select(t => t.Offset).ToArray());
        Assert.AreEqual("abé<s>", tokenizer.Decode([2, 4, 1, 9]));
        CollectionAssert.AreEqual(new[] { 9, 2, 9 }, tokenizer.EncodeToIds("<s>a<s>").ToArray());
    }

    [TestMethod]
    public void Tiktoken_Limit_KeepsCharactersWhole()
    {
        TiktokenTokenizer tokenizer = Tiktoken("ww== 0\nqQ== 1\nYQ== 2\nYg== 3\nYsM= 4\n", null);

        CollectionAssert.AreEqual(new[] { 2 }, tokenizer.EncodeToIds("abé", 2, out _, out int consumed).ToArray());
        Assert.AreEqual(1, consumed);
        Assert.AreEqual(OperationStatus.NeedMoreData, tokenizer.Decode([2, 4], new char[9], out int ids, out int chars));
        Assert.AreEqual((1, 1), (ids, chars));
    }

    [TestMethod]
    public void Tiktoken_BadFile_IsRefused()
    {
        InvalidOperationException e = Assert.ThrowsExactly<InvalidOperationException>(() => Tiktoken("YQ== x", null));

        StringAssert.StartsWith(e.Message, "Failed to load from BPE vocab file stream");
        Assert.ThrowsExactly<KeyNotFoundException>(() => Tiktoken("YQ== 0", null).EncodeToIds("b"));
    }

    private static TiktokenTokenizer Tiktoken(string file, Dictionary<string, int>? special)
    {
        using var stream = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(file));
        return TiktokenTokenizer.Create(stream, new RegexPreTokenizer(new Regex(@"\w+"), special), null, special);
    }

    /// <summary>What a third party writes: the two abstract members alone.</summary>
    private sealed class CharTokenizer : Tokenizer
    {
        public EncodeSettings Seen { get; private set; }

        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        {
            idsConsumed = charsWritten = 0;
            foreach (int id in ids)
            {
                if (id < 0)
                {
                    return OperationStatus.InvalidData;
                }

                if (charsWritten == destination.Length)
                {
                    return OperationStatus.DestinationTooSmall;
                }

                destination[charsWritten++] = (char)id;
                idsConsumed++;
            }

            return OperationStatus.Done;
        }

        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            Seen = settings;
            var tokens = new List<EncodedToken>();
            for (int i = 0; i < textSpan.Length && i < settings.MaxTokenCount; i++)
            {
                tokens.Add(new EncodedToken(textSpan[i], textSpan[i].ToString(), new Range(i, i + 1)));
            }

            return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = tokens.Count };
        }
    }
}
