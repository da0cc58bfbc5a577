namespace LanguageModeling.Tests.Learning;

[TestClass]
public sealed class TokenizerTrainingTests
{
    // Sennrich, Haddow and Birch 2016, figure 1, each word a text.
    private static readonly string[] Words = [.. Repeat("low", 5), .. Repeat("lower", 2), .. Repeat("newest", 6), .. Repeat("widest", 3)];

    [TestMethod]
    public void Train_ByteLevelBpe_MergesTheMostFrequentPairsFirst()
    {
        // es and st occur 9 times, and e < s: es, then es-t; lo and ow 7 times: lo, then lo-w; of ne, ew and w-est (6 times) ew, then n-ew, new-est.
        PipelineTokenizer tokenizer = TokenizerTraining.Train(Words, new TokenizerTrainingOptions { VocabularySize = 257 + 7 });

        string[] learned = [.. tokenizer.Vocabulary.Where(token => token.Value >= 257).OrderBy(token => token.Value).Select(token => token.Key)];
        Assert.AreSequenceEqual(["es", "est", "lo", "low", "ew", "new", "newest"], learned);
        Assert.AreEqual(0, tokenizer.Vocabulary["<|endoftext|>"]);
        Assert.AreEqual(1, tokenizer.Vocabulary["!"]); // byte letters in the order of the characters
    }

    [TestMethod]
    public void Train_MinimumFrequency_StopsAtRarerPairs()
    {
        // Pairs that occur 7 times or more: es, est, lo, low.
        PipelineTokenizer tokenizer = TokenizerTraining.Train(Words, new TokenizerTrainingOptions { MinimumFrequency = 7 });

        Assert.AreEqual(257 + 4, tokenizer.VocabularySize);
    }

    [TestMethod]
    public void Train_MaximumTokenLength_MakesNoLongerTokens()
    {
        PipelineTokenizer tokenizer = TokenizerTraining.Train(Words, new TokenizerTrainingOptions { MaximumTokenLength = 3, MinimumFrequency = 1 });

        Assert.AreEqual(3, tokenizer.Vocabulary.Where(token => token.Value > 0).Max(token => token.Key.Length));
        Assert.IsTrue(tokenizer.Vocabulary.ContainsKey("est"));
    }

    [TestMethod]
    public void Train_WordPiece_ContinuesWordsWithTheMark()
    {
        // ##e-##s and ##s-##t 9 times: the smaller ids are those of the smaller characters.
        PipelineTokenizer tokenizer = TokenizerTraining.Train(
            Words, new TokenizerTrainingOptions { Algorithm = TokenizerAlgorithm.WordPiece, VocabularySize = 5 + 10 + 8 + 2 });

        // 10 characters d e i l n o r s t w, 8 of which continue words (not l and n): d e i o r s t w.
        string[] learned = [.. tokenizer.Vocabulary.Where(token => token.Value >= 23).OrderBy(token => token.Value).Select(token => token.Key)];
        Assert.AreSequenceEqual(["##es", "##est"], learned);
        Assert.AreSequenceEqual(["[CLS]", "w", "##i", "##d", "##est", "[SEP]"], tokenizer.Encode("widest").Ids.Select(id => tokenizer.GetToken(id)!));
        Assert.AreEqual("widest", tokenizer.Decode(tokenizer.Encode("widest").Ids));
    }

    [TestMethod]
    public void Train_Words_TakesTheMostFrequent()
    {
        PipelineTokenizer tokenizer = TokenizerTraining.Train(
            ["b a, a", "c b a"], new TokenizerTrainingOptions { Algorithm = TokenizerAlgorithm.Words, VocabularySize = 5, MinimumFrequency = 1 });

        Assert.AreSequenceEqual(["<unk>", "<s>", "</s>", "a", "b"], tokenizer.Vocabulary.OrderBy(token => token.Value).Select(token => token.Key));
        Assert.AreSequenceEqual([3, 0, 4], tokenizer.Encode("a c b").Ids);
    }

    [TestMethod]
    public void Train_CharacterBpe_SpellsRareCharactersInBytes()
    {
        PipelineTokenizer tokenizer = TokenizerTraining.Train(
            [.. Repeat("aab", 99), "aé"],
            new TokenizerTrainingOptions { Algorithm = TokenizerAlgorithm.CharacterBpe, CharacterCoverage = 0.99, VocabularySize = 300 });

        Assert.IsFalse(tokenizer.Vocabulary.ContainsKey("é"));
        Assert.AreSequenceEqual(["▁aab", "▁a", "<0xC3>", "<0xA9>"], tokenizer.Encode("aab aé").Ids.Select(id => tokenizer.GetToken(id)!));
        Assert.AreEqual("aab aé", tokenizer.Decode(tokenizer.Encode("aab aé").Ids));
    }

    [TestMethod]
    [DataRow(TokenizerAlgorithm.ByteLevelBpe)]
    [DataRow(TokenizerAlgorithm.CharacterBpe)]
    [DataRow(TokenizerAlgorithm.Unigram)]
    public void Train_AnyText_ComesBack(TokenizerAlgorithm algorithm)
    {
        PipelineTokenizer tokenizer = TokenizerTraining.Train(
            ["the cat sat on the mat", "the dog 🐕 ran", "猫坐在垫子上", "a\tb\r\nc"],
            new TokenizerTrainingOptions { Algorithm = algorithm, VocabularySize = 320, MinimumFrequency = 1, CharacterCoverage = 0.9 });

        foreach (string text in (string[])["the cat", "猫和狗 🐈", "x\ty\nz", "don't", "two  spaces", "ends with one "])
        {
            Assert.AreEqual(text, tokenizer.Decode(tokenizer.Encode(text).Ids));
        }
    }

    [TestMethod]
    [DataRow(TokenizerAlgorithm.ByteLevelBpe)]
    [DataRow(TokenizerAlgorithm.Unigram)]
    [DataRow(TokenizerAlgorithm.WordPiece)]
    public void Train_Twice_GivesTheSame(TokenizerAlgorithm algorithm)
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"text {i * 7919 % 1000} of {i % 13} and {i % 7}")];
        var options = new TokenizerTrainingOptions { Algorithm = algorithm, VocabularySize = 400 };

        Assert.AreSequenceEqual(
            TokenizerTraining.Train(texts, options).Vocabulary.OrderBy(token => token.Value),
            TokenizerTraining.Train(texts, options).Vocabulary.OrderBy(token => token.Value));
    }

    [TestMethod]
    public void Train_SpecialTokens_ComeFirstAndAreTakenWhole()
    {
        PipelineTokenizer tokenizer = TokenizerTraining.Train(
            Words,
            new TokenizerTrainingOptions { Algorithm = TokenizerAlgorithm.Unigram, SpecialTokens = ["<|user|>", "<|end|>"], UnknownToken = "<?>", VocabularySize = 300 });

        Assert.AreEqual(0, tokenizer.Vocabulary["<?>"]);
        Assert.AreEqual(1, tokenizer.Vocabulary["<|user|>"]);
        Assert.AreEqual(0, tokenizer.SpecialTokens.Unknown);
        Assert.AreEqual(2, tokenizer.Encode("low<|end|>").Ids[^1]);
    }

    [TestMethod]
    public void Train_Progress_IsTold()
    {
        var seen = new List<string>();

        TokenizerTraining.Train(Words, new TokenizerTrainingOptions { Progress = new Recorder(seen) });

        Assert.AreEqual("Reading", seen[0]);
        Assert.AreEqual("Learning", seen[^1]);
    }

    [TestMethod]
    [DataRow(TokenizerAlgorithm.ByteLevelBpe)]
    [DataRow(TokenizerAlgorithm.Unigram)]
    public void Train_Cancelled_Stops(TokenizerAlgorithm algorithm)
        => Assert.ThrowsExactly<OperationCanceledException>(
            () => TokenizerTraining.Train(Words, new TokenizerTrainingOptions { Algorithm = algorithm, CancellationToken = new CancellationToken(true) }));

    [TestMethod]
    public void Train_NoText_IsRefused()
    {
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => TokenizerTraining.Train(["", ""]));

        Assert.AreEqual("The 2 texts have no words to learn from. Give text.", error.Message);
    }

    [TestMethod]
    [DataRow(TokenizerAlgorithm.ByteLevelBpe, 257)]
    [DataRow(TokenizerAlgorithm.CharacterBpe, 3 + 256 + 11)]
    [DataRow(TokenizerAlgorithm.Unigram, 3 + 256 + 11)]
    public void Train_VocabularyTooSmall_NamesSizeAndCure(TokenizerAlgorithm algorithm, int least)
    {
        var options = new TokenizerTrainingOptions { Algorithm = algorithm, VocabularySize = least - 1 };

        string message = Assert.ThrowsExactly<ArgumentException>(() => TokenizerTraining.Train(Words, options)).Message;

        Assert.AreEqual(
            $"VocabularySize is {least - 1}, but special tokens, bytes and characters alone are {least}. Raise VocabularySize, or lower CharacterCoverage or AlphabetLimit.",
            message);
        Assert.AreEqual(least, TokenizerTraining.Train(Words, options with { VocabularySize = least }).VocabularySize);
    }

    [TestMethod]
    public void Train_OptionsOutOfRange_AreRefused()
    {
        Refuse(new TokenizerTrainingOptions { VocabularySize = 0 }, "VocabularySize must be from 1 to 16777216.");
        Refuse(new TokenizerTrainingOptions { MinimumFrequency = 0 }, "MinimumFrequency must be at least 1.");
        Refuse(new TokenizerTrainingOptions { AlphabetLimit = 0 }, "AlphabetLimit must be at least 1.");
        Refuse(new TokenizerTrainingOptions { CharacterCoverage = 0 }, "CharacterCoverage must be above 0 and at most 1.");
        Refuse(new TokenizerTrainingOptions { MaximumTokenLength = 300 }, "MaximumTokenLength must be from 1 to 256.");
        Refuse(new TokenizerTrainingOptions { SeedSize = 0 }, "SeedSize must be at least 1.");
        Refuse(new TokenizerTrainingOptions { ShrinkingFactor = 1 }, "ShrinkingFactor must be between 0 and 1.");
        Refuse(new TokenizerTrainingOptions { Algorithm = (TokenizerAlgorithm)9 }, "Algorithm is none of the known ones.");
        Refuse(new TokenizerTrainingOptions { SpecialTokens = ["a", "a"] }, "The special token \"a\" is there twice. Give each once.");
    }

    private static void Refuse(TokenizerTrainingOptions options, string message)
        => Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => TokenizerTraining.Train(Words, options)).Message);

    private static IEnumerable<string> Repeat(string word, int times) => Enumerable.Repeat(word, times);

    private sealed class Recorder(List<string> seen) : IProgress<TokenizerTrainingProgress>
    {
        public void Report(TokenizerTrainingProgress value) => seen.Add(value.Phase);
    }
}
