namespace LanguageModeling.Tests.Generation;

[TestClass]
public sealed class GenerationSchedulerTests
{
    private static readonly GenerationOptions Drawn = new() { Seed = 11, MaximumTokens = 50, StopStrings = ["qu"] };

    [TestMethod]
    public async Task GenerateAsync_ManyCallers_EachGetsItsTextAlone()
    {
        TestModel tested = BatchGenerationTests.Letters();
        TextLanguageModel model = new(tested, new ByteCodec());
        string[] prompts = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), 1 + (i % 7)))];
        using var callers = new CountdownEvent(prompts.Length);
        tested.OnAppend = callers.Wait; // so that they do run side by side
        GenerationResult[] results;
        using (var scheduler = new GenerationScheduler(model, batchSize: 5, keptContexts: 2))
        {
            results = await Task.WhenAll(prompts.Select(prompt => Task.Run(() =>
            {
                Task<GenerationResult> text = scheduler.GenerateAsync(prompt, Drawn);
                callers.Signal();
                return text;
            })));
        }

        for (int i = 0; i < prompts.Length; i++)
        {
            GenerationResult alone = model.Generate(prompts[i], Drawn);
            Assert.AreEqual(alone.Text, results[i].Text);
            Assert.AreEqual(alone.FinishReason, results[i].FinishReason);
            CollectionAssert.AreEqual(alone.Tokens.ToArray(), results[i].Tokens.ToArray());
        }

        Assert.IsTrue(tested.BatchSizes.Max() is > 1 and <= 5);
        Assert.AreEqual(0, tested.OpenStates);
    }

    [TestMethod]
    public async Task GenerateAsync_OneCancelled_OthersGoOn()
    {
        using var cancel = new CancellationTokenSource();
        TestModel tested = BatchGenerationTests.Letters();
        TextLanguageModel model = new(tested, new ByteCodec());
        using var scheduler = new GenerationScheduler(model);
        GenerationOptions longer = GenerationOptions.Greedy with { MaximumTokens = 3000, MinimumTokens = 3000 };
        Task<GenerationResult> stays = scheduler.GenerateAsync("stays", longer);
        Task<GenerationResult> leaves = scheduler.GenerateAsync("leaves", longer with { MaximumTokens = 1_000_000, MinimumTokens = 1_000_000 }, cancel.Token);
        await scheduler.GenerateAsync("in between", GenerationOptions.Greedy with { MaximumTokens = 10 });

        await cancel.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => leaves);
        Assert.AreEqual(3000, (await stays).TokenCount);
    }

    [TestMethod]
    public async Task GenerateAsync_NextTurn_CostsWhatIsNew()
    {
        TextLanguageModel model = new(BatchGenerationTests.Letters(), new ByteCodec());
        using var scheduler = new GenerationScheduler(model);
        GenerationResult first = await scheduler.GenerateAsync("One prompt.", Drawn);

        GenerationResult second = await scheduler.GenerateAsync("One prompt." + first.Text + " More.", Drawn);
        GenerationResult other = await scheduler.GenerateAsync("One other", Drawn);

        Assert.AreEqual(0, first.ReusedTokenCount);
        Assert.IsGreaterThanOrEqualTo("One prompt.".Length, second.ReusedTokenCount);
        Assert.AreEqual("One ".Length, other.ReusedTokenCount);
        Assert.AreEqual(model.Generate("One other", Drawn).Text, other.Text);
    }

    [TestMethod]
    public async Task GenerateStreamAsync_LeftEarly_MakesRoom()
    {
        TestModel tested = BatchGenerationTests.Letters();
        TextLanguageModel model = new(tested, new ByteCodec());
        using var scheduler = new GenerationScheduler(model, batchSize: 1);
        GenerationOptions endless = GenerationOptions.Greedy with { MaximumTokens = 1_000_000, MinimumTokens = 1_000_000 };
        await foreach (GeneratedText piece in scheduler.GenerateStreamAsync("endless", endless))
        {
            Assert.AreEqual(model.Generate("endless", endless with { MaximumTokens = 1, MinimumTokens = 1 }).Text, piece.Text);
            break;
        }

        string text = "";
        await foreach (GeneratedText piece in scheduler.GenerateStreamAsync("next", Drawn))
        {
            text += piece.Text;
        }

        Assert.AreEqual(model.Generate("next", Drawn).Text, text);
    }

    [TestMethod]
    public async Task GenerateAsync_OneFails_OthersGoOn()
    {
        TestModel tested = new(257, context => context.Contains('!') ? throw new InvalidDataException("It broke.") : TestModel.Logs([.. Enumerable.Repeat(1.0 / 257, 257)]));
        TextLanguageModel model = new(tested, new ByteCodec());
        using var scheduler = new GenerationScheduler(model);

        Task<GenerationResult> good = scheduler.GenerateAsync("good", Drawn with { BannedTokens = ['!'] });
        Task<GenerationResult> bad = scheduler.GenerateAsync("bad!", Drawn);

        Assert.AreEqual("It broke.", (await Assert.ThrowsExactlyAsync<InvalidDataException>(() => bad)).Message);
        Assert.AreEqual(model.Generate("good", Drawn with { BannedTokens = ['!'] }).Text, (await good).Text);
    }

    [TestMethod]
    public async Task Dispose_TextsUnderWay_EndsThem()
    {
        TestModel tested = BatchGenerationTests.Letters();
        TextLanguageModel model = new(tested, new ByteCodec());
        var scheduler = new GenerationScheduler(model, batchSize: 1);
        GenerationOptions endless = GenerationOptions.Greedy with { MaximumTokens = 1_000_000, MinimumTokens = 1_000_000 };
        Task<GenerationResult> running = scheduler.GenerateAsync("endless", endless);
        Task<GenerationResult> waiting = scheduler.GenerateAsync("waits", endless);

        scheduler.Dispose();

        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () => await scheduler.GenerateAsync("late"));
        Assert.AreEqual(0, tested.OpenStates);
    }

    [TestMethod]
    public void GenerateAsync_WhatCannotBe_IsRefusedAtOnce()
    {
        TextLanguageModel model = new(BatchGenerationTests.Letters(), new ByteCodec());
        using var scheduler = new GenerationScheduler(model);

        Assert.ThrowsExactly<ArgumentException>(() => { _ = scheduler.GenerateAsync("", new GenerationOptions { Beams = 2 }); });
        Assert.ThrowsExactly<ArgumentException>(() => { _ = scheduler.GenerateStreamAsync("", new GenerationOptions { ResultCount = 2 }); });
        Assert.ThrowsExactly<ArgumentNullException>(() => { _ = scheduler.GenerateAsync(null!); });
        Assert.ThrowsExactly<ArgumentNullException>(() => new GenerationScheduler(null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GenerationScheduler(model, batchSize: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GenerationScheduler(model, keptContexts: -1));
    }
}
