using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.Scoring;

[TestClass]
public sealed class TextLanguageModelScoringTests
{
    private static readonly TextLanguageModel Model = new(TableModel.Bigrams(), TableModel.BigramCodec());

    // Tokens of a byte-pair kind: " a" and "a" are different, "ab" is one token. P is uniform: 3 bits a token.
    private static readonly PieceCodec Pieces = new("a", "b", " a", " b", "ab", " ", "<s>", " ab a");
    private static readonly TextLanguageModel PieceModel = new(
        new TableModel(8, new() { BeginningOfSequence = 6 }, _ => [.125, .125, .125, .125, .125, .125, .125, .125]), Pieces);

    [TestMethod]
    public void Score_Text_CountsBytes()
    {
        // "a 你": P(a|s) P(unk|a) P(/s|unk) = 2^-1 2^-4 2^-3; 1 + 1 + 3 bytes.
        SequenceScore score = Model.Score("a 你");
        Assert.AreEqual(8, score.BitsPerToken * 3, 1e-12);
        Assert.AreEqual(5, score.ByteCount);
        Assert.AreEqual(8 / 5.0, score.BitsPerByte!.Value, 1e-12);
        Assert.AreEqual(1, score.UnknownCount);
    }

    [TestMethod]
    public void Score_EmptyText_ScoresTheEnd()
    {
        SequenceScore score = Model.Score("");
        Assert.AreEqual(1, score.TokenCount);
        Assert.AreEqual(8, score.Perplexity, 1e-12); // P(/s|s) = 1/8
        Assert.AreEqual(0, score.ByteCount);
        Assert.IsNull(score.BitsPerByte);
    }

    [TestMethod]
    [DataRow("\uD83D a \uDE00")]
    [DataRow("\0\r\n\uFEFF👍")]
    public void Score_OddText_DoesNotFail(string text)
    {
        foreach (string splitter in (string[])["whitespace", "words", "characters", "cjk"])
        {
            var model = new TextLanguageModel(TableModel.Bigrams(), TableModel.BigramCodec(TextSplitter.Parse(splitter)));
            Assert.IsFalse(double.IsNaN(model.Score(text).Perplexity));
            Assert.IsFalse(double.IsNaN(model.ScoreRolling(text).Perplexity));
            Assert.IsTrue(model.ScoreWords(text).All(word => word.SurprisalBits > 0));
            Assert.IsFalse(double.IsNaN(model.ScoreContinuation(text, text).LogProbability));
        }
    }

    [TestMethod]
    public void Score_LineOfOneMegabyte_ScoresAll()
    {
        SequenceScore score = Model.Score(string.Concat(Enumerable.Repeat("a b ", 250_000)));
        Assert.AreEqual(500_001, score.TokenCount);
        Assert.AreEqual(1_000_000, score.ByteCount);

        // P(a|s), then b after a and a after b by turns, all 1/2; at last P(/s|b) = 1/8.
        Assert.AreEqual(500_003, -score.LogProbability / Math.Log(2), 1e-3);
    }

    [TestMethod]
    public void ScoreMany_Texts_EqualsScoreOfEach()
    {
        IReadOnlyList<SequenceScore> scores = Model.ScoreMany(["a b", "", "c"]);
        CollectionAssert.AreEqual(
            new[] { Model.Score("a b").LogProbability, Model.Score("").LogProbability, Model.Score("c").LogProbability },
            scores.Select(score => score.LogProbability).ToArray());
        CollectionAssert.AreEqual(new long?[] { 3, 0, 1 }, scores.Select(score => score.ByteCount).ToArray());
    }

    [TestMethod]
    // Context and continuation, then the tokens of each.
    [DataRow("a", " b", "a", " b")]
    [DataRow("a ", "b", "a", " b")]          // the space goes with b
    [DataRow("a ", " b", "a, ", " b")]       // no token lies across the border
    [DataRow("a", "b", "a", "b")]            // "ab" is one token: encoded one by one
    [DataRow("", "ab", "", "ab")]
    [DataRow("ab", "", "ab", "")]
    [DataRow(" ", "b", "", " b")]
    [DataRow("ab a", " ab ab", "ab, a", " ab a|b")] // one token goes beyond words, but not over the border
    [DataRow(" ab", " a", " a|b", " a")]     // " ab a" is one token: encoded one by one
    public void ScoreContinuation_Border_DividesTheTokens(string context, string continuation, string before, string after)
    {
        // The context is seen by the model: it notes the longest.
        int longest = 0;
        var model = new TextLanguageModel(
            new TableModel(8, SpecialTokens.None, ids =>
            {
                longest = Math.Max(longest, ids.Length);
                return [.125, .125, .125, .125, .125, .125, .125, .125];
            }),
            Pieces);

        ContinuationScore score = model.ScoreContinuation(context, continuation);

        string[] expected = after.Split('|', StringSplitOptions.RemoveEmptyEntries);
        int contextCount = before.Split([',', '|'], StringSplitOptions.RemoveEmptyEntries).Length;
        CollectionAssert.AreEqual(expected, score.Score.Tokens.Select(Pieces.GetToken).ToArray());
        Assert.AreEqual(expected.Length == 0 ? 0 : contextCount + expected.Length - 1, longest);
        Assert.AreEqual(continuation.Length, score.Score.ByteCount);
    }

    [TestMethod]
    public void ScoreContinuation_WordsWithoutSpaceBetween_AreTwoWords()
    {
        // P(b|a) = 1/2, with or without the space.
        Assert.AreEqual(-Math.Log(2), Model.ScoreContinuation("c a", "b").LogProbability, 1e-12);
        Assert.AreEqual(-Math.Log(2), Model.ScoreContinuation("c a ", "b").LogProbability, 1e-12);
        Assert.AreEqual(-Math.Log(2), Model.ScoreContinuation("c a", " b").LogProbability, 1e-12);
    }

    [TestMethod]
    public void RankChoices_Texts_RanksThreeWays()
    {
        // After a: " c" 2^-2, 2 bytes; " b a b" 2^-3, 3 tokens, 6 bytes; " zz" (unknown) 2^-4, 3 bytes.
        IReadOnlyList<ChoiceScore> ranked = Model.RankChoices("a", [" zz", " b a b", " c"]);

        CollectionAssert.AreEqual(new[] { " c", " b a b", " zz" }, ranked.Select(choice => choice.Text).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1, 0 }, ranked.Select(choice => choice.Index).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, ranked.Select(choice => choice.Rank).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0, 2 }, ranked.Select(choice => choice.RankPerToken).ToArray()); // -2, -1, -4 bits
        CollectionAssert.AreEqual(new int?[] { 1, 0, 2 }, ranked.Select(choice => choice.RankPerByte).ToArray()); // -1, -1/2, -4/3 bits
        Assert.AreEqual(-0.5 * Math.Log(2), ranked[1].LogProbabilityPerByte!.Value, 1e-12);
        Assert.AreEqual(1, ranked[2].UnknownCount);
    }

    [TestMethod]
    public void RankChoices_EmptyChoice_IsNamed()
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => Model.RankChoices("a", ["b", " "])).Message, "Choice 2 of 2 has no tokens");

    [TestMethod]
    public void ScoreRolling_LongText_ScoresEachTokenOnce()
    {
        var model = new TextLanguageModel(TableModel.Bigrams(maximumContextLength: 3), TableModel.BigramCodec());
        string text = string.Concat(Enumerable.Repeat("a b c ", 10));
        SequenceScore score = model.ScoreRolling(text);
        Assert.AreEqual(31, score.TokenCount);
        Assert.AreEqual(Model.Score(text).LogProbability, score.LogProbability, 1e-12);
        Assert.AreEqual(60, score.ByteCount);
        Assert.ThrowsExactly<InvalidOperationException>(() => model.Score(text));
    }

    [TestMethod]
    public void ScoreWords_WordTokens_GivesBitsOfEach()
    {
        // P(a|s) = 2^-1, P(b|a) = 2^-1, P(unk|b) = 2^-2
        CollectionAssert.AreEqual(
            new WordSurprisal[] { new("a", 0, 1, 1, 1, 0), new("b", 3, 1, 1, 1, 0), new("你", 5, 1, 2, 1, 1) },
            Rounded(Model.ScoreWords("a  b 你 ")));
    }

    [TestMethod]
    [DataRow("ab b", "ab:1 b:1")]          // ab| b
    [DataRow("bab ba", "bab:2 ba:2")]      // b|ab| b|a
    [DataRow("b  b", "b:1 b:2")]           // b| | b: the space counts to the word after it
    [DataRow("b b ", "b:1 b:2")]           // and at the end to the last word
    [DataRow(" b", "b:1")]
    [DataRow("b ab a", "b:1 ab a:1")]      // b| ab a: one token covers two words
    [DataRow("b ab ab", "b:1 ab:1 ab:1")]  // b| ab a|b: the last word has what begins in it
    [DataRow("  ", "")]
    [DataRow("", "")]
    public void ScoreWords_Pieces_AreSummed(string text, string expected)
    {
        IReadOnlyList<WordSurprisal> words = PieceModel.ScoreWords(text, TextSplitter.Whitespace);

        Assert.AreEqual(expected, string.Join(' ', words.Select(word => $"{word.Word}:{word.TokenCount}")));
        foreach (WordSurprisal word in words)
        {
            Assert.AreEqual(3 * word.TokenCount, word.SurprisalBits, 1e-12);
            Assert.AreEqual(word.Word, text.Substring(word.Start, word.Length));
        }
    }

    [TestMethod]
    public void ScoreWords_SurprisalsOfAllWords_AddUpToTheScore()
    {
        const string text = "a b c, a 你b👍 c a";
        SequenceScore score = Model.Score(text, new() { AddEndOfSequence = false });
        foreach (TextSplitter words in (TextSplitter[])[TextSplitter.Whitespace, TextSplitter.Words, TextSplitter.Cjk, TextSplitter.Characters])
        {
            IReadOnlyList<WordSurprisal> surprisals = Model.ScoreWords(text, words);
            Assert.AreEqual(-score.LogProbability / Math.Log(2), surprisals.Sum(word => word.SurprisalBits), 1e-9);
            Assert.AreEqual(score.TokenCount, surprisals.Sum(word => word.TokenCount));
            Assert.AreEqual(score.UnknownCount, surprisals.Sum(word => word.UnknownCount));
        }
    }

    [TestMethod]
    public void ScoreWords_TextThatSpellsTheBeginning_SkipsIt()
    {
        // The codec of pieces gives <s>, which is context; the word that it stands in has no score of its own.
        IReadOnlyList<WordSurprisal> words = PieceModel.ScoreWords("<s> b", TextSplitter.Whitespace);
        Assert.AreEqual("<s>:0 b:1", string.Join(' ', words.Select(word => $"{word.Word}:{word.TokenCount}")));
    }

    [TestMethod]
    public void ScoreWords_LongerThanTheContext_Rolls()
    {
        var model = new TextLanguageModel(TableModel.Bigrams(maximumContextLength: 2), TableModel.BigramCodec());
        Assert.AreEqual(30, model.ScoreWords(string.Concat(Enumerable.Repeat("a b c ", 10))).Count);
    }

    [TestMethod]
    public void Score_SixteenThreads_GiveTheScoresOfOne()
    {
        var model = new TextLanguageModel(TableModel.Bigrams(), new VocabularyCodec(TableModel.BigramCodec().Vocabulary, TextSplitter.Cjk, lowercase: true));
        string[] texts = [.. Enumerable.Range(0, 320).Select(i => $"A {i} b, 你{(i % 3 == 0 ? "C" : "👍")} a{new string('b', i % 2)}")];
        double[] expected = [.. texts.Select(text => model.Score(text).LogProbability)];
        double[] actual = new double[texts.Length];

        Thread[] threads = [.. Enumerable.Range(0, 16).Select(first => new Thread(() =>
        {
            for (int i = first; i < texts.Length; i += 16)
            {
                actual[i] = model.Score(texts[i]).LogProbability;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        CollectionAssert.AreEqual(expected, actual);
    }

    private static WordSurprisal[] Rounded(IReadOnlyList<WordSurprisal> words)
        => [.. words.Select(word => word with { SurprisalBits = Math.Round(word.SurprisalBits, 9) })];
}
