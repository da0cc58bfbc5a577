namespace LanguageModeling.Tests.Generation;

[TestClass]
public sealed class BatchGenerationTests
{
    private static readonly string[] Prompts = ["a", "", "a longer prompt", "two", "three words here", "x", "yz", "a"];

    [TestMethod]
    [DataRow(0.0, 1)]
    [DataRow(0.0, 3)]
    [DataRow(1.0, 3)]
    [DataRow(1.0, 100)]
    public void GenerateAll_PromptsOfAllLengths_AreThoseAlone(double temperature, int batchSize)
    {
        TestModel tested = Letters();
        TextLanguageModel model = new(tested, new ByteCodec());
        GenerationOptions options = new() { Temperature = temperature, Seed = 5, MaximumTokens = 60, StopStrings = ["q"] };

        IReadOnlyList<GenerationResult> results = model.GenerateAll(Prompts, options, batchSize);

        for (int i = 0; i < Prompts.Length; i++)
        {
            GenerationResult alone = model.Generate(Prompts[i], options);
            Assert.AreEqual(alone.Text, results[i].Text);
            Assert.AreEqual(alone.FinishReason, results[i].FinishReason);
            Assert.AreEqual(alone.Seed, results[i].Seed);
            CollectionAssert.AreEqual(alone.Tokens.ToArray(), results[i].Tokens.ToArray());
        }

        Assert.AreEqual(0, tested.OpenStates);
    }

    [TestMethod]
    public void GenerateAll_RowsThatEnd_MakeRoomForOthers()
    {
        TestModel tested = Letters();
        TextLanguageModel model = new(tested, new ByteCodec());

        IReadOnlyList<GenerationResult> results = model.GenerateAll(Prompts, GenerationOptions.Greedy with { MaximumTokens = 200 }, 3);

        Assert.AreEqual(results.Sum(result => result.TokenCount), tested.BatchSizes.Sum()); // each token is one row of one step
        Assert.AreEqual(3, tested.BatchSizes.Max());
        Assert.IsTrue(results.Select(result => result.TokenCount).Distinct().Count() > 3);
    }

    [TestMethod]
    public void GenerateAll_NoSeed_DrawsEachByItself()
    {
        TextLanguageModel model = new(Letters(), new ByteCodec());

        IReadOnlyList<GenerationResult> results = model.GenerateAll(["a", "a", "a"]);

        Assert.HasCount(3, results.Select(result => result.Seed).Distinct().ToList());
        Assert.AreEqual(results[1].Text, model.Generate("a", new GenerationOptions { Seed = results[1].Seed }).Text);
    }

    [TestMethod]
    public void EvaluateBatch_MixtureAndCache_PassesOnTheirParts()
    {
        TestModel first = Letters();
        TestModel second = Letters();
        var mixture = new MixtureLanguageModel([first, second], [0.5, 0.5]);
        var cache = new CacheLanguageModel(mixture);
        TextLanguageModel model = new(cache, new ByteCodec());

        IReadOnlyList<GenerationResult> results = model.GenerateAll(Prompts, GenerationOptions.Greedy, 3);

        Assert.AreEqual(3, first.BatchSizes.Max());
        Assert.AreEqual(3, second.BatchSizes.Max());
        Assert.AreEqual(model.Generate(Prompts[2], GenerationOptions.Greedy).Text, results[2].Text);
        using LanguageModelState foreign = first.CreateState();
        Assert.ThrowsExactly<ArgumentException>(() => mixture.EvaluateBatch([foreign]));
        Assert.ThrowsExactly<ArgumentException>(() => cache.EvaluateBatch([foreign]));
    }

    [TestMethod]
    public void GenerateSequences_Beams_AreEvaluatedTogether()
    {
        TestModel tested = Letters();

        tested.GenerateSequences(['a'], new GenerationOptions { Beams = 4, MaximumTokens = 8 });

        Assert.AreEqual(4, tested.BatchSizes.Max());
    }

    [TestMethod]
    public void GenerateAll_StepThatFails_ReleasesAll()
    {
        TestModel tested = Letters();
        TextLanguageModel model = new(tested, new ByteCodec());
        int calls = 0;
        tested.OnAppend = _ =>
        {
            if (++calls == 30)
            {
                throw new InvalidOperationException("It broke.");
            }
        };

        Assert.ThrowsExactly<InvalidOperationException>(() => model.GenerateAll(Prompts));
        Assert.AreEqual(0, tested.OpenStates);
    }

    [TestMethod]
    public void GenerateAll_WhatCannotBe_IsRefused()
    {
        TextLanguageModel model = new(Letters(), new ByteCodec());

        Assert.IsEmpty(model.GenerateAll([]));
        Assert.ThrowsExactly<ArgumentException>(() => model.GenerateAll(Prompts, new GenerationOptions { Beams = 2 }));
        Assert.ThrowsExactly<ArgumentException>(() => model.GenerateAll(Prompts, new GenerationOptions { ResultCount = 2 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.GenerateAll(Prompts, batchSize: 0));
        Assert.ThrowsExactly<ArgumentNullException>(() => model.GenerateAll(null!));
    }

    /// <summary>Small letters and the end, each fixed by the whole context.</summary>
    internal static TestModel Letters(int? maximumContextLength = null)
        => new(257, context =>
        {
            ulong hash = 17;
            context.ForEach(id => hash = ((hash + (ulong)id + 1) * 0x9E3779B97F4A7C15) ^ (hash >> 29));
            double[] weights = new double[257];
            for (int letter = 'a'; letter <= 'z'; letter++)
            {
                weights[letter] = 1 + ((hash >> (letter - 'a')) % 64);
            }

            weights[256] = hash % 20 == 0 ? 100 : 1;
            double total = weights.Sum();
            return TestModel.Logs([.. weights.Select(weight => weight / total)]);
        })
        { SpecialTokens = new SpecialTokens { EndOfSequence = 256 }, MaximumContextLength = maximumContextLength };
}
