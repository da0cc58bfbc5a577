namespace LanguageModeling.Tests.Text;

[TestClass]
public sealed class VocabularyTests
{
    private static readonly SpecialTokens Unknown0 = new() { Unknown = 0 };

    [TestMethod]
    public void GetId_KnownTokens_GivesPositions()
    {
        var vocabulary = new Vocabulary(["<unk>", "a", "你", "👍", "\0"], Unknown0, [4, 3, 2, 1, 0]);

        Assert.AreEqual(5, vocabulary.Count);
        for (int id = 0; id < 5; id++)
        {
            Assert.AreEqual(id, vocabulary.GetId(vocabulary[id]));
            Assert.IsTrue(vocabulary.TryGetId(vocabulary.Tokens[id], out int found) && found == id);
        }

        CollectionAssert.AreEqual(new long[] { 4, 3, 2, 1, 0 }, vocabulary.Counts!.ToArray());
    }

    [TestMethod]
    [DataRow("b")]
    [DataRow("A")]
    [DataRow("")]
    [DataRow("\uD83D")]
    public void GetId_OtherToken_GivesUnknown(string token)
    {
        var vocabulary = new Vocabulary(["<unk>", "a", "👍"], Unknown0);

        Assert.AreEqual(0, vocabulary.GetId(token));
        Assert.IsFalse(vocabulary.TryGetId(token, out int id));
        Assert.AreEqual(-1, id);
    }

    [TestMethod]
    public void GetId_OtherTokenWithoutUnknown_NamesTheToken()
    {
        var vocabulary = new Vocabulary(["a", "b"], SpecialTokens.None);
        var error = Assert.ThrowsExactly<KeyNotFoundException>(() => vocabulary.GetId("zebra"));
        Assert.AreEqual(
            "\"zebra\" is not an ordinary token of the vocabulary of 2 tokens, which has no unknown token to stand for it. "
            + "Use a vocabulary with an unknown token, or text without this token.",
            error.Message);
    }

    [TestMethod]
    public void Indexer_IdOutside_SaysTheRange()
    {
        var vocabulary = new Vocabulary(["a", "b"], SpecialTokens.None);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => vocabulary[2]).Message, "from 0 to 1");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => vocabulary[-1]);
    }

    [TestMethod]
    public void Constructor_LaterChangeOfTheList_ChangesNothing()
    {
        string[] tokens = ["a", "b"];
        var vocabulary = new Vocabulary(tokens, SpecialTokens.None);
        tokens[0] = "c";
        Assert.AreEqual("a", vocabulary[0]);
    }

    [TestMethod]
    public void Constructor_Faults_AreNamed()
    {
        AssertFault("Token 1 is empty", ["a", ""], SpecialTokens.None);
        AssertFault("Token 1 is null", ["a", null!], SpecialTokens.None);
        AssertFault("Token 2, \"a\", is there already as token 0", ["a", "b", "a"], SpecialTokens.None);
        AssertFault("Token 0 holds half a surrogate pair", ["x\uD800"], SpecialTokens.None);
        AssertFault("The unknown token has id 1, outside [0, 1)", ["a"], new() { Unknown = 1 });
        AssertFault("The beginning-of-sequence token has id -1, outside [0, 1)", ["a"], new() { BeginningOfSequence = -1 });
        AssertFault("The end-of-sequence token has id 9", ["a"], new() { EndOfSequence = 9 });
        AssertFault("The padding token has id 2", ["a"], new() { Padding = 2 });
        AssertFault("There are 2 counts for 1 tokens", ["a"], SpecialTokens.None, [1, 2]);
        AssertFault("Token 0, \"a\", has count -1, below 0", ["a"], SpecialTokens.None, [-1]);
    }

    [TestMethod]
    public void Build_Defaults_NumbersAsKenLm()
    {
        var builder = new VocabularyBuilder();
        foreach (string token in (string[])["the", "cat", "the", "<unk>"])
        {
            builder.Add(token);
        }

        Vocabulary vocabulary = builder.Build();

        CollectionAssert.AreEqual(new[] { "<unk>", "<s>", "</s>", "the", "cat" }, vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 0, 0, 2, 1 }, vocabulary.Counts!.ToArray());
        Assert.AreEqual(new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, EndOfSequence = 2 }, vocabulary.SpecialTokens);
    }

    [TestMethod]
    public void Build_MinimumCount_MovesRareCountsToUnknown()
    {
        // a 3, b 1, c 2: b goes.
        Vocabulary vocabulary = Build(new() { MinimumCount = 2, BeginningOfSequenceToken = null, PaddingToken = "<pad>" }, "abcaca");

        CollectionAssert.AreEqual(new[] { "<unk>", "</s>", "<pad>", "a", "c" }, vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 0, 0, 3, 2 }, vocabulary.Counts!.ToArray());
        Assert.AreEqual(new SpecialTokens { Unknown = 0, EndOfSequence = 1, Padding = 2 }, vocabulary.SpecialTokens);
    }

    [TestMethod]
    public void Build_MaximumSize_KeepsFrequentThenFirstSeen()
    {
        // d 1, c 2, a 3, b 2: with <unk> there is room for a and c, which comes before b; the order is that of appearance.
        Vocabulary vocabulary = Build(
            new() { MaximumSize = 3, BeginningOfSequenceToken = null, EndOfSequenceToken = null }, "dcababca");

        CollectionAssert.AreEqual(new[] { "<unk>", "c", "a" }, vocabulary.Tokens.ToArray());
        CollectionAssert.AreEqual(new long[] { 3, 2, 3 }, vocabulary.Counts!.ToArray());
    }

    [TestMethod]
    public void Build_NoUnknown_DropsRareCounts()
    {
        Vocabulary vocabulary = Build(
            new() { MinimumCount = 2, UnknownToken = null, BeginningOfSequenceToken = null, EndOfSequenceToken = null }, "aab");
        CollectionAssert.AreEqual(new[] { "a" }, vocabulary.Tokens.ToArray());
        Assert.AreEqual(SpecialTokens.None, vocabulary.SpecialTokens);
    }

    [TestMethod]
    public void Build_Twice_GivesBoth()
    {
        var builder = new VocabularyBuilder();
        builder.Add("a", 5);
        Assert.AreEqual(4, builder.Build().Count);
        builder.Add("b", 0);
        Assert.AreEqual(4, builder.Build().Count); // b was seen 0 times, less than MinimumCount
        builder.Add("b");
        Assert.AreEqual(5, builder.Build().Count);
    }

    [TestMethod]
    public void Add_HalfSurrogatePair_BecomesReplacementCharacter()
    {
        var builder = new VocabularyBuilder();
        builder.Add("x\uD800");
        builder.Add("x\uDC00");
        Assert.AreEqual("x\uFFFD", builder.Build()[3]);
        Assert.AreEqual(2, builder.Build().Counts![3]);
    }

    [TestMethod]
    public void Add_Faults_AreNamed()
    {
        var builder = new VocabularyBuilder();
        StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => builder.Add("")).Message, "The token is empty. Leave empty tokens out.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => builder.Add("a", -1));
    }

    [TestMethod]
    public void Options_Faults_AreNamed()
    {
        AssertOptionFault("MinimumCount", new() { MinimumCount = -1 });
        AssertOptionFault("leave room for the 3 special tokens", new() { MaximumSize = 2 });
        AssertOptionFault("must be at least 1", new() { MaximumSize = 0, UnknownToken = null, BeginningOfSequenceToken = null, EndOfSequenceToken = null });
        AssertOptionFault("\"<unk>\" is spelled for two special tokens", new() { PaddingToken = "<unk>" });
        AssertOptionFault("Special token \"\" is empty", new() { UnknownToken = "" });
        AssertOptionFault("is empty or not text", new() { UnknownToken = "\uD800" });
    }

    private static Vocabulary Build(VocabularyOptions options, string letters)
    {
        var builder = new VocabularyBuilder(options);
        foreach (char letter in letters)
        {
            builder.Add([letter]);
        }

        return builder.Build();
    }

    private static void AssertFault(string message, string[] tokens, SpecialTokens special, long[]? counts = null)
        => StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => new Vocabulary(tokens, special, counts)).Message, message);

    private static void AssertOptionFault(string message, VocabularyOptions options)
        => StringAssert.Contains(Assert.Throws<ArgumentException>(() => new VocabularyBuilder(options)).Message, message);
}
