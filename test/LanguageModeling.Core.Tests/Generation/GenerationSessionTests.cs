namespace LanguageModeling.Tests.Generation;

/// <summary>A session changes nothing but the work: every text is the one without it.</summary>
[TestClass]
public sealed class GenerationSessionTests
{
    private static readonly GenerationOptions Short = GenerationOptions.Greedy with { MaximumTokens = 5 };

    [TestMethod]
    public void Generate_PromptsThatGrow_ComputesWhatIsNewOnly()
    {
        TestModel counted = Hashed();
        TextLanguageModel model = new(counted, new ByteCodec());
        using var session = new GenerationSession(model);
        string prompt = "One";
        int computed = 0;
        for (int turn = 0; turn < 4; turn++)
        {
            GenerationResult expected = model.Generate(prompt, Short);
            int before = counted.AppendedTokens;

            GenerationResult result = session.Generate(prompt, Short);

            AssertSame(expected, result);
            int added = counted.AppendedTokens - before;
            Assert.AreEqual(computed, result.ReusedTokenCount);
            Assert.AreEqual(result.PromptTokenCount - computed + 4, added); // nobody asked what comes after the last token
            computed = result.PromptTokenCount + 4;
            CollectionAssert.AreEqual(Codec(prompt + result.Text), session.Tokens.ToArray());
            prompt += result.Text + " more ";
        }
    }

    [TestMethod]
    public void Generate_OtherPrompt_KeepsWhatIsCommon()
    {
        TextLanguageModel model = new(Hashed(), new ByteCodec());
        using var session = new GenerationSession(model);
        session.Generate("one two three", Short);

        GenerationResult other = session.Generate("one two four", Short);
        GenerationResult none = session.Generate("x", Short);

        AssertSame(model.Generate("one two four", Short), other);
        Assert.AreEqual("one two ".Length, other.ReusedTokenCount);
        AssertSame(model.Generate("x", Short), none);
        Assert.AreEqual(0, none.ReusedTokenCount);
    }

    [TestMethod]
    public void Continue_TextBehindTheConversation_IsThatOfTheWhole()
    {
        TextLanguageModel model = new(Hashed(), new ByteCodec());
        using var session = new GenerationSession(model);
        string first = session.Continue("one", Short).Text;

        GenerationResult second = session.Continue(" two", Short);
        GenerationResult third = session.Continue("", Short);

        AssertSame(model.Generate("one" + first + " two", Short), second);
        AssertSame(model.Generate("one" + first + " two" + second.Text, Short), third);
        Assert.AreEqual(third.PromptTokenCount - 1, third.ReusedTokenCount);
    }

    [TestMethod]
    public void Continue_AfterTheEndOfSequence_LeavesItOut()
    {
        TextLanguageModel model = TextGenerationTests.Bytes("ab", "cd");
        using var session = new GenerationSession(model);

        GenerationResult result = session.Generate("ab", Short);

        Assert.AreEqual(FinishReason.EndOfSequence, result.FinishReason);
        CollectionAssert.AreEqual(Codec("abcd"), session.Tokens.ToArray());
    }

    [TestMethod]
    public void Fork_BothGoOn_AreIndependent()
    {
        TextLanguageModel model = new(Hashed(), new ByteCodec());
        using var shared = new GenerationSession(model);
        string first = shared.Generate("shared words", Short).Text;
        using GenerationSession fork = shared.Fork();

        GenerationResult a = shared.Continue(" a", Short);
        GenerationResult b = fork.Continue(" b", Short);

        AssertSame(model.Generate("shared words" + first + " a", Short), a);
        AssertSame(model.Generate("shared words" + first + " b", Short), b);
        Assert.IsGreaterThan(15, b.ReusedTokenCount);
    }

    [TestMethod]
    public async Task ContinueStreamAsync_LeftEarly_GoesOnFromThere()
    {
        TextLanguageModel model = new(Hashed(), new ByteCodec());
        using var session = new GenerationSession(model);
        string text = "";
        await foreach (GeneratedText piece in session.GenerateStreamAsync("go", Short with { MaximumTokens = 50 }))
        {
            text += piece.Text;
            if (text.Length > 3)
            {
                break;
            }
        }

        CollectionAssert.AreEqual(Codec("go" + text), session.Tokens.ToArray());
        string rest = "";
        await foreach (GeneratedText piece in session.ContinueStreamAsync("", Short))
        {
            rest += piece.Text;
        }

        Assert.AreEqual(model.Generate("go" + text, Short).Text, rest);
    }

    [TestMethod]
    public void Generate_SlidingWindow_ReusesTheWindow()
    {
        TestModel limited = Hashed(maximumContextLength: 16);
        TextLanguageModel model = new(limited, new ByteCodec());
        using var session = new GenerationSession(model);
        GenerationOptions options = Short with { Overflow = ContextOverflow.SlidingWindow, MaximumTokens = 38, KeptTokens = 2 };

        GenerationResult result = session.Generate("ab and so on", options);

        AssertSame(model.Generate("ab and so on", options), result);
        Assert.IsLessThanOrEqualTo(17, session.Tokens.Count);
        CollectionAssert.AreEqual(Codec("ab"), session.Tokens.Take(2).ToArray());
        GenerationResult next = session.Continue("", options);
        Assert.IsGreaterThanOrEqualTo(next.PromptTokenCount - 1, next.ReusedTokenCount);
    }

    [TestMethod]
    public void Generate_SlidingWindowAndPromptsThatGrow_IsCutAtTheSamePlaceForLong()
    {
        TextLanguageModel model = new(Hashed(maximumContextLength: 64), new ByteCodec());
        using var session = new GenerationSession(model);
        GenerationOptions options = Short with { Overflow = ContextOverflow.SlidingWindow, KeptTokens = 4 };
        string prompt = "instructions";
        int anew = 0;
        for (int turn = 0; turn < 30; turn++)
        {
            GenerationResult result = session.Generate(prompt, options);
            AssertSame(model.Generate(prompt, options), result);
            anew += result.PromptTokenCount - result.ReusedTokenCount > 6 ? 1 : 0;
            prompt += result.Text;
        }

        Assert.IsLessThan(10, anew); // 150 tokens, of which 30 go at a time
    }

    [TestMethod]
    public void Generate_Cancelled_LeavesASessionThatGoesOn()
    {
        using var source = new CancellationTokenSource();
        TestModel gated = Hashed();
        TextLanguageModel model = new(gated, new ByteCodec());
        using var session = new GenerationSession(model);
        int steps = 0;
        gated.OnAppend = token =>
        {
            if (++steps == 8)
            {
                source.Cancel();
                token.ThrowIfCancellationRequested();
            }
        };

        Assert.Throws<OperationCanceledException>(() => session.Generate("a long prompt", Short, source.Token));
        AssertSame(model.Generate("a long text", Short), session.Generate("a long text", Short));
    }

    [TestMethod]
    public void Generate_SeveralResultsOrBeams_AreRefused()
    {
        using var session = new GenerationSession(TextGenerationTests.Bytes("", "a"));

        Assert.Contains("GenerateMany", Assert.ThrowsExactly<ArgumentException>(() => session.Generate("", new GenerationOptions { ResultCount = 2 })).Message);
        Assert.Contains("GenerateMany", Assert.ThrowsExactly<ArgumentException>(() => session.Generate("", new GenerationOptions { Beams = 2 })).Message);
        Assert.ThrowsExactly<ArgumentNullException>(() => session.Generate(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => session.Continue(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => new GenerationSession(null!));
    }

    private static void AssertSame(GenerationResult expected, GenerationResult actual)
    {
        Assert.AreEqual(expected.Text, actual.Text);
        Assert.AreEqual(expected.FinishReason, actual.FinishReason);
        Assert.AreEqual(expected.PromptTokenCount, actual.PromptTokenCount);
        CollectionAssert.AreEqual(expected.Tokens.Select(token => token.LogProbability).ToArray(), actual.Tokens.Select(token => token.LogProbability).ToArray());
    }

    private static int[] Codec(string text) => [.. new ByteCodec().Encode(text).Select(token => token.Id)];

    /// <summary>Goes on with small letters, each fixed by the whole context.</summary>
    private static TestModel Hashed(int? maximumContextLength = null)
        => new(257, context =>
        {
            ulong hash = 17;
            context.ForEach(id => hash = ((hash + (ulong)id + 1) * 0x9E3779B97F4A7C15) ^ (hash >> 29));
            double[] weights = new double[257];
            for (int letter = 'a'; letter <= 'z'; letter++)
            {
                weights[letter] = 1 + ((hash >> (letter - 'a')) % 64);
            }

            double total = weights.Sum();
            return TestModel.Logs([.. weights.Select(weight => weight / total)]);
        })
        { SpecialTokens = new SpecialTokens { EndOfSequence = 256 }, MaximumContextLength = maximumContextLength };
}
