namespace LanguageModeling.Tests.Text;

/// <summary>Chinese words: matching, the most probable words, learning; on sentences that tell the methods apart.</summary>
[TestClass]
public sealed class LexiconTests
{
    private static readonly Lexicon Dictionary = new(new Dictionary<string, long>
    {
        ["研究"] = 100,
        ["研究生"] = 60,
        ["生命"] = 80,
        ["命"] = 5,
        ["起源"] = 40,
        ["的"] = 500,
        ["北京"] = 100,
        ["大学"] = 90,
        ["大学生"] = 50,
        ["北京大学"] = 30,
        ["生"] = 20,
        ["前来"] = 20,
        ["应聘"] = 10,
        ["卡拉OK"] = 3,
        ["喜欢"] = 30,
        ["我们"] = 200,
        ["人工智能"] = 40,
        ["人工"] = 10,
        ["中华人民共和国"] = 9,
        ["中华"] = 10,
        ["人民"] = 50,
    });

    [TestMethod]
    [DataRow("研究生命的起源", "研究生 命 的 起源", "研究 生命 的 起源", "研究 生命 的 起源")]
    [DataRow("北京大学生前来应聘", "北京大学 生 前来 应聘", "北京 大学生 前来 应聘", "北京 大学生 前来 应聘")] // 30 * 20 < 100 * 50
    [DataRow("我们喜欢卡拉OK，人工智能AI在2024年！", "我们 喜欢 卡拉OK ， 人工智能 AI 在 2024 年 ！", "我们 喜欢 卡拉OK ， 人工智能 AI 在 2024 年 ！", "我们 喜欢 卡拉OK ， 人工智能 AI 在 2024 年 ！")]
    [DataRow("中华人民共", "中华 人民 共", "中华 人民 共", "中华 人民 共")] // a beginning of a word is none
    [DataRow("研究 生命 don't 卡拉 OK", "研究 生命 don't 卡 拉 OK", "研究 生命 don't 卡 拉 OK", "研究 生命 don't 卡 拉 OK")] // nothing is joined across spaces
    [DataRow("𠮷野家の人民", "𠮷 野 家 の 人民", "𠮷 野 家 の 人民", "𠮷 野 家 の 人民")]
    [DataRow("", "", "", "")]
    public void Split_EachMethod_FindsItsWords(string text, string forward, string backward, string unigram)
    {
        Assert.AreEqual(forward, Split(Dictionary.ForwardMatching, text));
        Assert.AreEqual(backward, Split(Dictionary.BackwardMatching, text));
        Assert.AreEqual(unigram, Split(Dictionary.MostProbable, text));
    }

    [TestMethod]
    public void Split_Unigram_IsTheBestOfAllSplits()
    {
        var random = new Random(1);
        string[] characters = ["研", "究", "生", "命", "北", "京", "大", "学", "的"];
        for (int i = 0; i < 300; i++)
        {
            string text = string.Concat(Enumerable.Range(0, 1 + random.Next(9)).Select(_ => characters[random.Next(characters.Length)]));

            Assert.AreEqual(Enumerate(text).Max(LogProbability), LogProbability(Split(Dictionary.MostProbable, text).Split(' ')), 1e-9, text);
        }

        static double LogProbability(string[] words) => words.Sum(word => Math.Log((double)Dictionary.Words.GetValueOrDefault(word, 1) / Dictionary.Words.Values.Sum()));
    }

    [TestMethod]
    public void Join_Words_WritesNoSpacesBetweenThem()
        => Assert.AreEqual("我们喜欢AI人工智能！", Dictionary.MostProbable.Join(["我们", "喜欢", "AI", "人工智能", "！"]));

    [TestMethod]
    public void Count_SegmentedText_CountsWords()
    {
        Lexicon dictionary = Lexicon.Count(["研究 生命  的 起源", "研究\t生命"], minimumCount: 2);

        Assert.AreEqual("研究 2, 生命 2", string.Join(", ", dictionary.Words.Select(word => $"{word.Key} {word.Value}")));
    }

    [TestMethod]
    public void Learn_OneRound_GivesTheExpectedCounts()
    {
        // 甲 4, 乙 4, 甲乙 4 to begin with: P = 1/3 each. 甲乙 : 甲 乙 = 1/3 : 1/9, so 甲乙 is expected 4 * 3/4 times, 甲 and 乙 4 * 1/4 times.
        Lexicon dictionary = Lexicon.Learn(["甲乙", "甲乙，", "甲乙", "x甲乙"], new WordLearningOptions { MinimumCount = 1, Iterations = 1 });

        Assert.AreEqual("乙 1, 甲 1, 甲乙 3", string.Join(", ", dictionary.Words.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => $"{word.Key} {word.Value}")));
    }

    [TestMethod]
    public void Learn_ChineseText_FindsWords()
    {
        string[] texts =
        [
            "今天天气很好，我们去公园散步。", "明天天气不好，我们在学校看书。", "公园里的花很好看。", "学校里的图书馆很大。", "昨天我们在图书馆看书。", "今天他去学校，明天他去公园。",
            "我们喜欢散步，也喜欢看书。", "天气好的时候，他喜欢去公园。", "图书馆里的书很多，我喜欢。", "昨天天气好，今天天气不好。", "他在公园，我们在图书馆。", "散步的时候我们看花。",
        ];

        Lexicon pairs = Lexicon.Learn(texts, new WordLearningOptions { MaximumCharacters = 2 });
        Lexicon triples = Lexicon.Learn(texts, new WordLearningOptions { MinimumCount = 3, MaximumCharacters = 3 });

        Assert.AreEqual("今天 我们 去 学校 看书 。", Split(pairs.MostProbable, "今天我们去学校看书。"));
        Assert.AreEqual("我们 喜欢 图书馆", Split(triples.MostProbable, "我们喜欢图书馆"));
    }

    [TestMethod]
    public void SaveAndLoad_DictionaryAndCodec_SplitAlike()
    {
        using var stream = new MemoryStream();
        Dictionary.Save(stream);
        new VocabularyCodec(new Vocabulary(["研究", "生命"], new SpecialTokens()), Dictionary.MostProbable).Save(stream);
        stream.Position = 0;

        Lexicon loaded = Lexicon.Load(stream);
        VocabularyCodec codec = VocabularyCodec.Load(stream);

        Assert.AreEqual(Dictionary.MostProbable, loaded.MostProbable);
        Assert.AreEqual(Dictionary.MostProbable, codec.Splitter);
        Assert.AreNotEqual(loaded.ForwardMatching, loaded.MostProbable);
        CollectionAssert.AreEqual(new TextToken[] { new(0, 0, 2), new(1, 2, 2) }, codec.Encode("研究生命").ToArray());
    }

    [TestMethod]
    public void WriteAndRead_Lexicon_IsTheSame()
    {
        string path = Path.GetTempFileName();
        try
        {
            Dictionary.Write(path);
            Assert.AreEqual(Dictionary.MostProbable, Lexicon.Read(path).MostProbable);
            File.WriteAllText(path, "\uFEFF研究 100 vn\r\n\n生命\n研究 5\n");
            Assert.AreEqual("研究 105, 生命 1", string.Join(", ", Lexicon.Read(path).Words.Select(word => $"{word.Key} {word.Value}")));
            File.WriteAllText(path, "研究 100\n生命 n\n");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Lexicon.Read(path)).Message, "line 2: expected a count after the word \"生命\" but found \"n\"");
            File.WriteAllText(path, "\n");
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Lexicon.Read(path)).Message, "expected a word a line");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    [DataRow("", 1L)]
    [DataRow("两 个", 1L)]
    [DataRow("词", -1L)]
    public void Constructor_WrongWord_IsRefused(string word, long count)
        => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Lexicon([KeyValuePair.Create(word, count)])).Message, "Leave it out");

    [TestMethod]
    public void Load_CutShort_ThrowsInvalidData()
    {
        using var stream = new MemoryStream();
        Dictionary.Save(stream);

        Assert.ThrowsExactly<InvalidDataException>(() => Lexicon.Load(new MemoryStream(stream.ToArray()[..^9])));
    }

    private static string Split(TextSplitter splitter, string text)
    {
        var parts = new List<TextPart>();
        splitter.Split(text, parts);
        return string.Join(' ', parts.Select(part => splitter.GetToken(text, part)));
    }

    private static IEnumerable<string[]> Enumerate(string text)
        => text.Length == 0 ? [[]] : Enumerable.Range(1, text.Length)
            .Where(length => length == 1 || Dictionary.Words.ContainsKey(text[..length]))
            .SelectMany(length => Enumerate(text[length..]).Select(rest => (string[])[text[..length], .. rest]));
}
