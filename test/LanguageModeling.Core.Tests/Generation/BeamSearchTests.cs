namespace LanguageModeling.Tests.Generation;

[TestClass]
public class BeamSearchTests
{
    private static readonly SpecialTokens EndIsZero = new() { EndOfSequence = 0 };

    [TestMethod]
    public void Beams_GreedyGoesAstray_FindsTheBetterSequence()
    {
        // Greedy: 1 (0.6), then 1, 2 or end with 0.4, 0.3, 0.3: at best 0.6 * 0.4 …; by way of 2: 0.4 * 0.9 = 0.36 at once.
        TestModel model = TestModel.Bigram(EndIsZero, [1, 0, 0], [0.3, 0.4, 0.3], [0.9, 0.05, 0.05], [0, 0.6, 0.4]);
        GenerationOptions options = new() { Beams = 2, LengthPenalty = 0, MaximumTokens = 5 };

        GeneratedSequence best = model.GenerateSequences([], options).Single();

        CollectionAssert.AreEqual(new[] { 2, 0 }, Ids(best));
        Assert.AreEqual(Math.Log(0.36), best.Score!.Value, 1e-6);
        Assert.AreEqual(Math.Log(0.36), best.LogProbability, 1e-6);
        Assert.AreEqual(FinishReason.EndOfSequence, best.FinishReason);
        Assert.AreEqual(FinishReason.EndOfSequence, best.Tokens[^1].FinishReason);
        Assert.IsNull(best.Seed);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.6)]
    [DataRow(1.0)]
    [DataRow(2.0)]
    [DataRow(-0.5)]
    public void Beams_AsManyAsSequences_EqualsEnumeration(double lengthPenalty)
    {
        for (int prompt = 0; prompt < 6; prompt++)
        {
            TestModel model = TestModel.Hashed(4, EndIsZero);
            GenerationOptions options = new() { Beams = 300, ResultCount = 12, LengthPenalty = lengthPenalty, MaximumTokens = 5 };

            IReadOnlyList<GeneratedSequence> found = model.GenerateSequences([1, prompt % 4], options);

            (int[] Ids, double Score)[] all = [.. Enumerate(model, [1, prompt % 4], [], 0, 5)
                .Select(sequence => (sequence.Ids, sequence.Sum / Math.Pow(sequence.Ids.Length, lengthPenalty)))
                .OrderByDescending(sequence => sequence.Item2)];
            Assert.HasCount(12, found);
            for (int i = 0; i < found.Count; i++)
            {
                CollectionAssert.AreEqual(all[i].Ids, Ids(found[i]), $"place {i}");
                Assert.AreEqual(all[i].Score, found[i].Score!.Value, 1e-9);
            }
        }
    }

    [TestMethod]
    [DataRow(2, 1.0)]
    [DataRow(3, 0.7)]
    [DataRow(5, 0.0)]
    public void Beams_Few_EqualsThePlainLoop(int beams, double lengthPenalty)
    {
        for (int prompt = 0; prompt < 20; prompt++)
        {
            TestModel model = TestModel.Hashed(6, EndIsZero);
            int[] promptIds = [prompt % 6, prompt / 6];
            GenerationOptions options = new() { Beams = beams, ResultCount = beams, LengthPenalty = lengthPenalty, MaximumTokens = 8 };

            IReadOnlyList<GeneratedSequence> found = model.GenerateSequences(promptIds, options);

            string[] expected = [.. PlainBeamSearch(model, promptIds, beams, lengthPenalty, 8)];
            CollectionAssert.AreEqual(expected, found.Select(result => string.Join(' ', Ids(result))).ToArray());
        }
    }

    [TestMethod]
    public void Beams_LongSequenceCatchesUp_IsWaitedFor()
    {
        // The end at once: ln 0.74 = -0.30. By way of 1, certain from there on: ln 0.05 / 20 = -0.15 a token, but only after 20 of them.
        TestModel model = TestModel.Bigram(EndIsZero, [1, 0, 0], [0, 1, 0], [1, 0, 0], [0.74, 0.05, 0.21]);

        GeneratedSequence best = model.GenerateSequences([], new GenerationOptions { Beams = 2, MaximumTokens = 20 }).Single();

        Assert.AreEqual(20, best.TokenCount);
        Assert.AreEqual(Math.Log(0.05) / 20, best.Score!.Value, 1e-7);
    }

    [TestMethod]
    public void Beams_NegativeLengthPenalty_WaitsForTheNextToken()
    {
        // α = -1 multiplies by the length. The end at once: ln 0.1 = -2.30; by way of 2: 2 ln 0.9 = -0.21.
        TestModel model = TestModel.Bigram(EndIsZero, [1, 0, 0], [0, 1, 0], [1, 0, 0], [0.1, 0, 0.9]);

        GeneratedSequence best = model.GenerateSequences([], new GenerationOptions { Beams = 2, LengthPenalty = -1, MaximumTokens = 100 }).Single();

        CollectionAssert.AreEqual(new[] { 2, 0 }, Ids(best));
    }

    [TestMethod]
    public void Beams_Results_AreSortedAndDifferent()
    {
        IReadOnlyList<GeneratedSequence> results = TestModel.Hashed(6, EndIsZero).GenerateSequences([3], new GenerationOptions { Beams = 6, ResultCount = 6, MaximumTokens = 10 });

        Assert.HasCount(6, results);
        Assert.AreEqual(6, results.Select(result => string.Join(' ', Ids(result))).Distinct().Count());
        for (int i = 1; i < results.Count; i++)
        {
            Assert.IsGreaterThanOrEqualTo(results[i].Score!.Value, results[i - 1].Score!.Value);
        }
    }

    [TestMethod]
    public void Beams_Tie_GoesToTheLowerIds()
    {
        IReadOnlyList<GeneratedSequence> results = TestModel.Constant(0.25, 0.25, 0.25, 0.25).GenerateSequences([], new GenerationOptions { Beams = 3, ResultCount = 3, MaximumTokens = 2 });

        CollectionAssert.AreEqual(new[] { "0 0", "0 1", "0 2" }, results.Select(result => string.Join(' ', Ids(result))).ToArray());
        Assert.IsTrue(results.All(result => result.FinishReason == FinishReason.MaximumTokens));
    }

    [TestMethod]
    public void Beams_OptionsOfEveryStep_Hold()
    {
        TestModel model = TestModel.Hashed(6, EndIsZero);
        GenerationOptions options = new() { Beams = 4, ResultCount = 4, MinimumTokens = 4, MaximumTokens = 9, BannedTokens = [2], NoRepeatNgramSize = 2, StopTokens = [5], TopAlternatives = 2 };

        foreach (GeneratedSequence result in model.GenerateSequences([1], options))
        {
            int[] ids = [1, .. Ids(result)];
            Assert.IsGreaterThanOrEqualTo(5, result.TokenCount);
            Assert.IsFalse(ids.Contains(2));
            Assert.IsFalse(ids.Take(5).Any(id => id is 0 or 5));
            Assert.AreEqual(ids.Length - 1, ids.Zip(ids.Skip(1)).Distinct().Count());
            Assert.IsTrue(result.Tokens.All(token => token.Alternatives.Count == 2));
            Assert.AreEqual(
                ids[^1] == 0 ? FinishReason.EndOfSequence : ids[^1] == 5 ? FinishReason.StopToken : FinishReason.MaximumTokens, result.FinishReason);
        }
    }

    [TestMethod]
    public void Beams_PositiveBias_DoesNotStopTooEarly()
    {
        // The end is best at once (ln 0.5), but every 1 adds ln 0.3 + 5, so that the longest sequence scores best.
        TestModel model = new(3, _ => TestModel.Logs([0.5, 0.3, 0.2])) { SpecialTokens = EndIsZero };
        GenerationOptions options = new() { Beams = 2, LengthPenalty = 0, MaximumTokens = 6, LogitBias = new Dictionary<int, float> { [1] = 5 } };

        GeneratedSequence best = model.GenerateSequences([], options).Single();

        CollectionAssert.AreEqual(new[] { 1, 1, 1, 1, 1, 1 }, Ids(best));
        Assert.AreEqual(6 * (Math.Log(0.3) + 5), best.Score!.Value, 1e-5);
        Assert.AreEqual(6 * Math.Log(0.3), best.LogProbability, 1e-5);
    }

    [TestMethod]
    public void Beams_ContextFullAndNoTokenLeft_AreTold()
    {
        TestModel full = new(2, _ => TestModel.Logs([0.4, 0.6])) { MaximumContextLength = 3 };
        TestModel stuck = TestModel.Constant(0.4, 0.6);
        GenerationOptions options = new() { Beams = 2 };

        Assert.AreEqual(FinishReason.ContextFull, full.GenerateSequences([0], options).Single().FinishReason);
        Assert.AreEqual(3, full.GenerateSequences([0], options).Single().TokenCount);
        GeneratedSequence left = stuck.GenerateSequences([], options with { NoRepeatNgramSize = 1 }).Single();
        Assert.AreEqual(FinishReason.NoTokenLeft, left.FinishReason);
        Assert.AreEqual(2, left.TokenCount);
        Assert.AreEqual(0, stuck.GenerateSequences([], options with { BannedTokens = [0, 1] }).Single().TokenCount);
    }

    [TestMethod]
    public void Beams_AfterwardsAndCancelled_LeaveNoStateOpen()
    {
        TestModel model = TestModel.Hashed(6, EndIsZero);
        _ = model.GenerateSequences([2], new GenerationOptions { Beams = 5, MaximumTokens = 20 });
        Assert.AreEqual(0, model.OpenStates);

        using CancellationTokenSource source = new();
        int steps = 0;
        TestModel cancelled = new(3, _ => TestModel.Logs([0.3, 0.3, 0.4]))
        {
            OnStep = token =>
            {
                if (++steps == 8)
                {
                    source.Cancel();
                }

                token.ThrowIfCancellationRequested();
            },
        };
        Assert.Throws<OperationCanceledException>(() => cancelled.GenerateSequences([], new GenerationOptions { Beams = 3 }, source.Token));
        Assert.AreEqual(8, steps);
        Assert.AreEqual(0, cancelled.OpenStates);
    }

    /// <summary>Every sequence that ends with id 0 or has the full length, with its sum of log probabilities.</summary>
    private static IEnumerable<(int[] Ids, double Sum)> Enumerate(TestModel model, int[] prompt, int[] ids, double sum, int maximum)
    {
        if (ids.Length == maximum || (ids.Length > 0 && ids[^1] == 0))
        {
            return [(ids, sum)];
        }

        float[] logs = Next(model, [.. prompt, .. ids]);
        return Enumerable.Range(0, logs.Length).SelectMany(id => Enumerate(model, prompt, [.. ids, id], sum + logs[id], maximum));
    }

    /// <summary>Beam search without early end: every step sorts all extensions, an end counts when it is among the best <paramref name="beams"/>.</summary>
    private static IEnumerable<string> PlainBeamSearch(TestModel model, int[] prompt, int beams, double lengthPenalty, int maximum)
    {
        List<(int[] Ids, double Sum)> active = [([], 0)];
        List<(int[] Ids, double Sum)> finished = [];
        for (int length = 1; length <= maximum; length++)
        {
            (int[] Ids, double Sum)[] all = [.. active
                .SelectMany(beam => Next(model, [.. prompt, .. beam.Ids]).Select((log, id) => (Ids: (int[])[.. beam.Ids, id], Sum: beam.Sum + log)))
                .OrderByDescending(extension => extension.Sum)];
            finished.AddRange(all.Take(beams).Where(extension => extension.Ids[^1] == 0 || length == maximum));
            active = [.. all.Where(extension => extension.Ids[^1] != 0).Take(beams)];
        }

        return finished.OrderByDescending(sequence => sequence.Sum / Math.Pow(sequence.Ids.Length, lengthPenalty))
            .Take(beams).Select(sequence => string.Join(' ', sequence.Ids));
    }

    private static float[] Next(TestModel model, int[] context)
    {
        float[] logs = new float[model.VocabularySize];
        using LanguageModelState state = model.CreateState();
        state.Append(context);
        state.GetNextLogProbabilities(logs);
        return logs;
    }

    private static int[] Ids(GeneratedSequence sequence) => [.. sequence.Tokens.Select(token => token.Id)];
}
