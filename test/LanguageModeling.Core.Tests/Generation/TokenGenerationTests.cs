using LanguageModeling.Generation;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class TokenGenerationTests
{
    private static readonly SpecialTokens EndIsZero = new() { EndOfSequence = 0 };
    private static readonly double[] Five = [0.05, 0.1, 0.15, 0.2, 0.5];

    [TestMethod]
    public void GenerateTokens_Greedy_TakesTheBestAtEachStep()
    {
        // 3 → 1 (0.6) → 2 (0.7) → end (0.9)
        TestModel model = TestModel.Bigram(
            EndIsZero, [1, 0, 0, 0], [0.1, 0.1, 0.7, 0.1], [0.9, 0.05, 0.05, 0], [0.2, 0.6, 0.1, 0.1], [0.25, 0.25, 0.25, 0.25]);

        GeneratedToken[] tokens = [.. model.GenerateTokens([3], GenerationOptions.Greedy)];

        CollectionAssert.AreEqual(new[] { 1, 2, 0 }, Ids(tokens));
        Assert.AreEqual(Math.Log(0.6), tokens[0].LogProbability, 1e-7);
        Assert.AreEqual(Math.Log(0.7), tokens[1].LogProbability, 1e-7);
        Assert.AreEqual(Math.Log(0.9), tokens[2].LogProbability, 1e-7);
        Assert.IsNull(tokens[0].FinishReason);
        Assert.IsNull(tokens[1].FinishReason);
        Assert.AreEqual(FinishReason.EndOfSequence, tokens[2].FinishReason);
    }

    [TestMethod]
    public void GenerateTokens_GreedyTie_TakesTheLowerId()
        => Assert.AreEqual(1, TestModel.Constant(0.2, 0.4, 0.4).GenerateTokens([], GenerationOptions.Greedy).First().Id);

    [TestMethod]
    public void GenerateTokens_GreedyRandomModels_EqualsArgmax()
    {
        TestModel model = TestModel.Hashed(7, SpecialTokens.None);
        List<int> context = [1, 2];
        foreach (GeneratedToken token in model.GenerateTokens([1, 2], GenerationOptions.Greedy with { MaximumTokens = 200 }))
        {
            float[] logs = new float[7];
            using LanguageModelState state = model.CreateState();
            state.Append(context.ToArray());
            state.GetNextLogProbabilities(logs);
            Assert.AreEqual(Array.IndexOf(logs, logs.Max()), token.Id);
            context.Add(token.Id);
        }

        Assert.HasCount(202, context);
    }

    [TestMethod]
    [DataRow(42UL, 1.0, 0, new[] { 1, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 4, 3, 4, 4, 4, 4, 4, 4 })]
    [DataRow(42UL, 0.7, 0, new[] { 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 4, 3, 4, 4, 4, 4, 4, 4 })]
    [DataRow(2024UL, 1.5, 3, new[] { 4, 2, 4, 4, 3, 4, 4, 4, 3, 4, 3, 2, 2, 4, 3, 4, 4, 3, 2, 4 })]
    public void GenerateTokens_Seed_GivesTheTokensOfAnIndependentProgram(ulong seed, double temperature, int topK, int[] expected)
    {
        // Expected ids from a Python program that has the generator, the exponential and the draw written out once more.
        GenerationOptions options = new() { Seed = seed, Temperature = temperature, TopK = topK, MaximumTokens = 20 };

        CollectionAssert.AreEqual(expected, Ids(TestModel.Constant(Five).GenerateTokens([], options)));
    }

    [TestMethod]
    public void GenerateSequences_SeveralResults_HaveSeedsOfTheirOwnThatRepeatThem()
    {
        TestModel model = TestModel.Constant(Five);
        GenerationOptions options = new() { Seed = 42, MaximumTokens = 20, ResultCount = 3 };

        IReadOnlyList<GeneratedSequence> results = model.GenerateSequences([], options);

        Assert.HasCount(3, results);
        Assert.AreEqual(42UL, results[0].Seed);
        Assert.AreEqual(13679457532755275413UL, results[1].Seed); // first number of SplitMix64 from 42
        CollectionAssert.AreEqual(new[] { 1, 3, 4, 4, 4, 4, 3, 1, 4, 4, 4, 2, 4, 0, 4, 4, 4, 2, 4, 3 }, Ids(results[1].Tokens));
        foreach (GeneratedSequence result in results)
        {
            CollectionAssert.AreEqual(Ids(result.Tokens), Ids(model.GenerateTokens([], options with { ResultCount = 1, Seed = result.Seed })));
        }
    }

    [TestMethod]
    public void GenerateSequences_NoSeed_TellsTheSeedItTook()
    {
        TestModel model = TestModel.Constant(Five);

        GeneratedSequence first = model.GenerateSequences([]).Single();
        GeneratedSequence second = model.GenerateSequences([]).Single();

        Assert.AreNotEqual(first.Seed, second.Seed);
        CollectionAssert.AreEqual(Ids(first.Tokens), Ids(model.GenerateTokens([], new GenerationOptions { Seed = first.Seed })));
    }

    [TestMethod]
    public void GenerateTokens_ManyDraws_FollowTheDistribution()
    {
        GenerationOptions options = new() { Seed = 7, MaximumTokens = 50_000 };
        int[] counts = new int[Five.Length];
        foreach (GeneratedToken token in TestModel.Constant(Five).GenerateTokens([], options))
        {
            counts[token.Id]++;
        }

        double chiSquare = counts.Select((count, id) => Math.Pow(count - (50_000 * Five[id]), 2) / (50_000 * Five[id])).Sum();
        Assert.IsLessThan(18.47, chiSquare); // 4 degrees of freedom, P = 0.001
    }

    [TestMethod]
    public void GenerateTokens_MinimumTokens_HoldsBackEveryEnd()
    {
        TestModel model = new(4, _ => TestModel.Logs([0.6, 0.3, 0.05, 0.05])) { SpecialTokens = EndIsZero };
        GenerationOptions options = GenerationOptions.Greedy with { MinimumTokens = 3, StopTokens = [1] };

        GeneratedToken[] tokens = [.. model.GenerateTokens([], options)];

        CollectionAssert.AreEqual(new[] { 2, 2, 2, 0 }, Ids(tokens));
    }

    [TestMethod]
    public void GenerateTokens_EachEnd_HasItsReason()
    {
        TestModel model = TestModel.Script(6, EndIsZero, 0, 1, 2, 3, 4, 5);
        GenerationOptions greedy = GenerationOptions.Greedy;

        Assert.AreEqual(FinishReason.EndOfSequence, Last(model, greedy).FinishReason);
        Assert.AreEqual(FinishReason.StopToken, Last(model, greedy with { StopTokens = [3] }).FinishReason);
        Assert.AreEqual(3, Last(model, greedy with { StopTokens = [3] }).Id);
        Assert.AreEqual(FinishReason.MaximumTokens, Last(model, greedy with { MaximumTokens = 4 }).FinishReason);
        Assert.AreEqual(4, Last(model, greedy with { MaximumTokens = 4 }).Id);
        Assert.AreEqual(FinishReason.NoTokenLeft, Last(model, greedy with { BannedTokens = [2] }).FinishReason);
        Assert.AreEqual(-1, Last(model, greedy with { BannedTokens = [2] }).Id);
    }

    [TestMethod]
    public void GenerateTokens_EndAtTheLastPlace_IsAnEndOfSequence()
        => Assert.AreEqual(FinishReason.EndOfSequence, Last(TestModel.Script(3, EndIsZero, 0, 1, 2), GenerationOptions.Greedy with { MaximumTokens = 3 }).FinishReason);

    [TestMethod]
    public void GenerateTokens_ContextFull_EndsWithTheTokenThatHasNoRoom()
    {
        TestModel model = new(2, _ => TestModel.Logs([0.4, 0.6])) { MaximumContextLength = 4 };

        // Room for 4; the prompt takes 2; tokens 3 and 4 go in, the fifth is known but has no room.
        GeneratedToken[] tokens = [.. model.GenerateTokens([0, 0], GenerationOptions.Greedy)];
        GeneratedToken[] fullPrompt = [.. model.GenerateTokens([0, 0, 0, 0], GenerationOptions.Greedy)];

        Assert.HasCount(3, tokens);
        Assert.AreEqual(FinishReason.ContextFull, tokens[^1].FinishReason);
        Assert.HasCount(1, fullPrompt);
        Assert.AreEqual(FinishReason.ContextFull, fullPrompt[0].FinishReason);
    }

    [TestMethod]
    public void GenerateTokens_NoTokenLeft_IsNotCountedInSequences()
    {
        TestModel model = TestModel.Constant(0.5, 0.5);

        GeneratedSequence result = model.GenerateSequences([], new GenerationOptions { NoRepeatNgramSize = 1 }).Single();

        Assert.AreEqual(FinishReason.NoTokenLeft, result.FinishReason);
        Assert.AreEqual(2, result.TokenCount);
        CollectionAssert.AreEquivalent(new[] { 0, 1 }, Ids(result.Tokens));
    }

    [TestMethod]
    public void GenerateTokens_BeginningOfSequence_IsPutBeforeThePromptOnce()
    {
        List<int[]> contexts = [];
        TestModel model = new(3, context =>
        {
            contexts.Add([.. context]);
            return TestModel.Logs([0.2, 0.4, 0.4]);
        })
        { SpecialTokens = new SpecialTokens { BeginningOfSequence = 1 } };
        GenerationOptions one = GenerationOptions.Greedy with { MaximumTokens = 1 };

        _ = model.GenerateTokens([2], one).ToArray();
        _ = model.GenerateTokens([1, 2], one).ToArray();
        _ = model.GenerateTokens([], one).ToArray();

        CollectionAssert.AreEqual(new[] { 1, 2 }, contexts[0]);
        CollectionAssert.AreEqual(new[] { 1, 2 }, contexts[1]);
        CollectionAssert.AreEqual(new[] { 1 }, contexts[2]);
        Assert.AreEqual(2, model.GenerateSequences([2], one).Single().PromptTokenCount);
    }

    [TestMethod]
    public void GenerateTokens_SpecialTokens_AreNeverGenerated()
    {
        TestModel model = new(5, _ => TestModel.Logs([0.3, 0.3, 0.3, 0.05, 0.05]))
        {
            SpecialTokens = new SpecialTokens { Unknown = 0, BeginningOfSequence = 1, Padding = 2 },
        };
        GenerationOptions options = new() { Seed = 5, MaximumTokens = 500 };

        CollectionAssert.AreEquivalent(new[] { 3, 4 }, Ids(model.GenerateTokens([], options)).Distinct().ToArray());
        CollectionAssert.AreEquivalent(new[] { 0, 3, 4 }, Ids(model.GenerateTokens([], options with { AllowUnknown = true })).Distinct().ToArray());
    }

    [TestMethod]
    public void GenerateTokens_Processors_LeaveReportedLogProbabilitiesAlone()
    {
        TestModel model = TestModel.Constant(0.1, 0.2, 0.7);
        GenerationOptions options = GenerationOptions.Greedy with { LogitBias = new Dictionary<int, float> { [0] = 10 }, MaximumTokens = 1, TopAlternatives = 2 };

        GeneratedToken token = model.GenerateTokens([], options).Single();

        Assert.AreEqual(0, token.Id);
        Assert.AreEqual(Math.Log(0.1), token.LogProbability, 1e-6);
        CollectionAssert.AreEqual(new[] { 2, 1 }, token.Alternatives.Select(alternative => alternative.Id).ToArray());
        Assert.AreEqual(Math.Log(0.7), token.Alternatives[0].LogProbability, 1e-6);
    }

    [TestMethod]
    public void GenerateTokens_AlternativesAndDraws_DoNotDisturbEachOther()
    {
        TestModel model = TestModel.Hashed(8, SpecialTokens.None);
        GenerationOptions options = new() { Seed = 3, TopK = 4, TopP = 0.9 };

        CollectionAssert.AreEqual(
            Ids(model.GenerateTokens([], options)), Ids(model.GenerateTokens([], options with { TopAlternatives = 20 })));
    }

    [TestMethod]
    public void GenerateSequences_LogProbability_IsTheSumOverTokens()
    {
        GeneratedSequence result = TestModel.Hashed(6, EndIsZero).GenerateSequences([2], new GenerationOptions { Seed = 9 }).Single();

        Assert.AreEqual(result.Tokens.Sum(token => token.LogProbability), result.LogProbability);
        Assert.AreEqual(result.Tokens.Count, result.TokenCount);
        Assert.AreEqual(1, result.PromptTokenCount);
        Assert.IsNull(result.Score);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(1.0)]
    public void TryNext_ManySteps_AllocatesNothing(double temperature)
    {
        TestModel model = TestModel.Constant([.. Enumerable.Repeat(1 / 500.0, 500)]);
        GenerationOptions options = new()
        {
            MaximumTokens = 1100,
            Temperature = temperature,
            Seed = 1,
            TopK = 100,
            TopP = 0.9,
            MinP = 0.01,
            TypicalP = 0.9,
            RepetitionPenalty = 1.1,
            FrequencyPenalty = 0.1,
            PresencePenalty = 0.1,
            NoRepeatNgramSize = 3,
            LogitBias = new Dictionary<int, float> { [3] = 1 },
            BannedTokens = [4],
            StopTokens = [5],
            MinimumTokens = 1100,
        };
        GenerationTask task = new(model, [1, 2, 3], options, model.VocabularySize);
        using TokenContext context = task.CreatePromptContext(default);
        TokenGenerator generator = new(task, context, 1);
        for (int i = 0; i < 50; i++)
        {
            generator.TryNext(out _, default);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            generator.TryNext(out _, default);
        }

        long perToken = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        Assert.IsLessThan(16L, perToken); // the list of tokens grows once
    }

    [TestMethod]
    [Timeout(60_000)] // a step that nothing stops would wait for ever
    public void GenerateTokens_Cancelled_StopsInsideAStep()
    {
        using CancellationTokenSource source = new();
        using TestModelGate gate = new();
        TestModel model = new(2, _ => TestModel.Logs([0.5, 0.5])) { OnStep = gate.Wait };

        Task<GeneratedToken[]> run = Task.Run(() => model.GenerateTokens([], null, source.Token).ToArray());
        gate.Entered.Wait();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(run.GetAwaiter().GetResult);
        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public void GenerateSequences_CancelledBefore_DoesNoStep()
    {
        TestModel model = new(2, _ => TestModel.Logs([0.5, 0.5])) { OnStep = _ => Assert.Fail("A step was made.") };

        Assert.Throws<OperationCanceledException>(() => model.GenerateSequences([], null, new CancellationToken(true)));
        Assert.Throws<OperationCanceledException>(() => model.GenerateSequences([], new GenerationOptions { Beams = 2 }, new CancellationToken(true)));
    }

    [TestMethod]
    public void GenerateTokens_LeftEarly_DisposesTheState()
    {
        TestModel model = TestModel.Constant(Five);

        _ = model.GenerateTokens([]).Take(3).ToArray();
        _ = model.GenerateSequences([], new GenerationOptions { ResultCount = 3 });

        Assert.AreEqual(0, model.OpenStates);
    }

    [TestMethod]
    public void GenerateSequences_SixteenThreads_GiveTheResultsOfOne()
    {
        TestModel model = TestModel.Hashed(11, EndIsZero);
        GenerationOptions OptionsOf(int i) => i % 3 == 0
            ? new GenerationOptions { Beams = 3, ResultCount = 2, MaximumTokens = 12, RepetitionPenalty = 1.2 }
            : new GenerationOptions { Seed = (ulong)i, TopK = 1 + (i % 9), TopP = 0.95, FrequencyPenalty = 0.1, MaximumTokens = 40 };
        string Run(int i) => string.Join('|', model.GenerateSequences([i % 11], OptionsOf(i)).Select(result => string.Join(',', Ids(result.Tokens))));
        string[] sequential = [.. Enumerable.Range(0, 64).Select(Run)];
        string[] parallel = new string[64];

        Thread[] threads = [.. Enumerable.Range(0, 16).Select(thread => new Thread(() =>
        {
            for (int i = thread; i < 64; i += 16)
            {
                parallel[i] = Run(i);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        CollectionAssert.AreEqual(sequential, parallel);
    }

    [TestMethod]
    [DataRow(float.NaN, "NaN")]
    [DataRow(float.PositiveInfinity, "Infinity")]
    public void GenerateTokens_ModelGivesNonsense_IsNamed(float value, string shown)
    {
        TestModel model = new(3, _ => [-1, value, -1]);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => model.GenerateTokens([0, 1]).ToArray());

        Assert.StartsWith($"After 2 tokens the model gave {shown} as a log probability.", error.Message);
    }

    private static GeneratedToken Last(TestModel model, GenerationOptions options) => model.GenerateTokens([], options).Last();

    private static int[] Ids(IEnumerable<GeneratedToken> tokens) => [.. tokens.Select(token => token.Id)];
}
