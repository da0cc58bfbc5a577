namespace LanguageModeling.Tests.Generation;

[TestClass]
public class TextStreamingTests
{
    private static readonly GenerationOptions Greedy = GenerationOptions.Greedy;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task GenerateStreamAsync_Bytes_GivesWholeCharactersAndAReasonAtTheEnd()
    {
        List<GeneratedText> pieces = await Collect(TextGenerationTests.Bytes("", "a😀é"), "", Greedy);

        CollectionAssert.AreEqual(new[] { "a", "😀", "é", "" }, pieces.Select(piece => piece.Text).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 4, 2, 1 }, pieces.Select(piece => piece.Tokens.Count).ToArray());
        Assert.IsTrue(pieces.SkipLast(1).All(piece => piece.FinishReason == null));
        Assert.AreEqual(FinishReason.EndOfSequence, pieces[^1].FinishReason);
    }

    [TestMethod]
    public async Task GenerateStreamAsync_StopString_NeverShowsAPartOfIt()
    {
        List<GeneratedText> pieces = await Collect(TextGenerationTests.Bytes("", "a st sto stop it"), "", Greedy with { StopStrings = ["stop"] });

        Assert.AreEqual("a st sto ", string.Concat(pieces.Select(piece => piece.Text)));
        Assert.IsFalse(pieces.Any(piece => piece.Text is "s" or "st" or "sto")); // always with what follows
        Assert.AreEqual(FinishReason.StopString, pieces[^1].FinishReason);
        Assert.AreEqual(FinishReason.StopString, pieces[^1].Tokens[^1].FinishReason);
    }

    [TestMethod]
    public async Task GenerateStreamAsync_ManySeeds_EqualsGenerate()
    {
        TextLanguageModel model = new(TestModel.Hashed(6, SpecialTokens.None), new PieceCodec("a", "b\uD83D", "\uDE00", "d", "ef", "g"));
        for (ulong seed = 0; seed < 30; seed++)
        {
            GenerationOptions options = new() { Seed = seed, StopStrings = ["ga", "fde"], MaximumTokens = 30 };

            List<GeneratedText> pieces = await Collect(model, "", options);
            GenerationResult whole = model.Generate("", options);

            Assert.AreEqual(whole.Text, string.Concat(pieces.Select(piece => piece.Text)));
            Assert.AreEqual(whole.FinishReason, pieces[^1].FinishReason);
            Assert.IsTrue(pieces.All(piece => piece.Seed == seed));
            CollectionAssert.AreEqual(
                whole.Tokens.Select(token => token.Id).ToArray(), pieces.SelectMany(piece => piece.Tokens).Select(token => token.Id).ToArray());
        }
    }

    [TestMethod]
    [Timeout(60_000)] // a step that nothing stops would wait for ever
    public async Task GenerateStreamAsync_SlowStep_DoesNotHoldTheCaller()
    {
        using TestModelGate gate = new();
        TextLanguageModel model = new(new TestModel(2, _ => TestModel.Logs([0.5, 0.5])) { OnStep = gate.Wait }, new PieceCodec("a", "b"));
        await using IAsyncEnumerator<GeneratedText> pieces
            = model.GenerateStreamAsync("", Greedy, TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);

        ValueTask<bool> next = pieces.MoveNextAsync();
        gate.Entered.Wait(TestContext.CancellationToken);
        Assert.IsFalse(next.IsCompleted);
        gate.Open.Set();

        Assert.IsTrue(await next);
        Assert.AreEqual("a", pieces.Current.Text);
    }

    [TestMethod]
    [Timeout(60_000)] // a step that nothing stops would wait for ever
    [DataRow(true)]
    [DataRow(false)]
    public async Task GenerateStreamAsync_Cancelled_StopsInsideAStep(bool withCancellation)
    {
        using TestModelGate gate = new();
        using CancellationTokenSource source = new();
        TestModel model = new(2, _ => TestModel.Logs([0.5, 0.5])) { OnStep = gate.Wait };
        TextLanguageModel textModel = new(model, new PieceCodec("a", "b"));

        IAsyncEnumerable<GeneratedText> pieces = withCancellation
            ? textModel.GenerateStreamAsync("", Greedy, CancellationToken.None)
            : textModel.GenerateStreamAsync("", Greedy, source.Token);
        await using IAsyncEnumerator<GeneratedText> enumerator = pieces.GetAsyncEnumerator(withCancellation ? source.Token : default);
        ValueTask<bool> next = enumerator.MoveNextAsync();
        gate.Entered.Wait(TestContext.CancellationToken);
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await next);
        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public async Task GenerateStreamAsync_LeftEarly_DisposesTheState()
    {
        TestModel model = TestModel.Constant(0.5, 0.5);
        await foreach (GeneratedText _ in new TextLanguageModel(model, new PieceCodec("a", "b")).GenerateStreamAsync("", Greedy, TestContext.CancellationToken))
        {
            break;
        }

        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public async Task GenerateStreamAsync_ModelFails_PassesTheErrorOn()
    {
        TestModel model = new(2, _ => throw new InvalidOperationException("broken"));

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Collect(new TextLanguageModel(model, new PieceCodec("a", "b")), "", Greedy));

        Assert.AreEqual("broken", error.Message);
        Assert.AreEqual(0, model.OpenStates);
    }

    private async Task<List<GeneratedText>> Collect(TextLanguageModel model, string prompt, GenerationOptions options)
    {
        List<GeneratedText> pieces = [];
        await foreach (GeneratedText piece in model.GenerateStreamAsync(prompt, options, TestContext.CancellationToken))
        {
            pieces.Add(piece);
        }

        return pieces;
    }
}
