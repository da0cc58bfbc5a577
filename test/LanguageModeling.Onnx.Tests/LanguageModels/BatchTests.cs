using LanguageModeling.Decoding;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>
/// States that run together are given what each is given alone. Rows of caches that are written in place are padded at the right, all others at the
/// left: both equal the plain loops, which know no padding.
/// </summary>
[TestClass]
public sealed class BatchTests
{
    private static readonly int[][] Prompts = [[5, 17, 3, 88], [41], [2, 60, 33, 9, 71, 12, 12, 40, 7, 7, 90], [1, 2], [50, 51, 52, 53, 54, 55, 56]];

    public static IEnumerable<object[]> Forms => FormTests.Forms;

    // Logits of eight bits stand 1/16 apart from 8 on: one that strays by two such steps, of the thousands compared here, is off by about this.
    private const double BrainHalfTolerance = 0.12;

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void EvaluateBatch_PromptsOfDifferentLengths_AreThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form);
        List<(OnnxState State, List<int> Tokens)> rows = [.. Prompts.Select(prompt => (Create(tiny, prompt), prompt.ToList()))];
        for (int step = 0; step < 12; step++)
        {
            tiny.Model.EvaluateBatch([.. rows.Select(row => row.State)]);
            foreach ((OnnxState state, List<int> tokens) in rows)
            {
                AssertNext(tiny, state, tokens, form == ExportedForm.BrainHalf ? BrainHalfTolerance : tiny.Tolerance);
                int next = ((step * 31) + (tokens.Count * 7)) % 96;
                state.Append(next);
                tokens.Add(next);
            }
        }

        bool[] seated = [.. rows.Select(row => row.State.Seat is not null)];
        Assert.AreEqual(form != ExportedForm.WithoutPast, Array.TrueForAll(seated, sits => sits));
        rows.ForEach(row => row.State.Dispose());
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void EvaluateBatch_PromptsNotReadYet_AreThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { PrefillTokens = 30 });
        List<(OnnxState State, List<int> Tokens)> rows = [.. Prompts.Select(prompt => ((OnnxState)tiny.Model.CreateState(), prompt.ToList()))];
        rows.ForEach(row => row.Tokens.ForEach(token => row.State.Append(token))); // one by one, they wait
        OnnxState used = Create(tiny, [7, 8, 9]);
        used.Rewind(0);
        used.Append(1);
        used.Append(2);
        rows.Add((used, [1, 2]));
        OnnxState fork = Create(tiny, [1, 2, 3]);
        fork.Append(4);
        rows.Add((fork, [1, 2, 3, 4]));

        tiny.Model.EvaluateBatch([.. rows.Select(row => row.State), rows[0].State]);

        foreach ((OnnxState state, List<int> tokens) in rows)
        {
            AssertNext(tiny, state, tokens);
            state.Append(50);
            AssertNext(tiny, state, [.. tokens, 50]);
            state.Rewind(1);
            state.Append(51);
            AssertNext(tiny, state, [tokens[0], 51]);
            state.Dispose();
        }
    }

    [TestMethod]
    [DataRow(ExportedForm.Fused, 4)] // of 4, 11, 2 and 7 tokens; one token is no prompt
    [DataRow(ExportedForm.Optimum, 4)]
    [DataRow(ExportedForm.LastLogits, 0)]
    public void Evaluate_Prompts_ReadsShortOnesTogether(ExportedForm form, int expected)
    {
        using var folder = new TemporaryFolder();
        using Decoder decoder = TinyModel.LoadDecoder(ExportedDecoder.Write(form, folder.Path));
        List<OnnxState> states = [];
        foreach (int[] prompt in Prompts)
        {
            var state = new OnnxState(decoder);
            Array.ForEach(prompt, token => state.Append(token));
            states.Add(state);
        }

        Assert.AreEqual(expected, PromptBatch.Evaluate(decoder, [.. states.Where(state => state.HasReadNothing)], CancellationToken.None));
        states.ForEach(state => state.Dispose());
    }

    [TestMethod]
    [DataRow(ExportedForm.Fused, 1)]
    [DataRow(ExportedForm.Fused, 2)]
    [DataRow(ExportedForm.FusedLlama, 3)]
    [DataRow(ExportedForm.Optimum, 4)]
    [DataRow(ExportedForm.Optimum, 5)]
    [DataRow(ExportedForm.Combined, 6)]
    [DataRow(ExportedForm.Pair, 7)]
    [DataRow(ExportedForm.LastLogits, 8)]
    [DataRow(ExportedForm.FusedGrowing, 9)]
    [DataRow(ExportedForm.FusedGrowingLlama, 10)]
    public void EvaluateBatch_StatesThatComeGoForkAndRewind_AreThePlainLoops(ExportedForm form, int seed)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { LookupTokens = seed % 3 });

        RunStatesThatComeGoForkAndRewind(tiny, seed, (state, tokens) => AssertNext(tiny, state, tokens));
    }

    /// <summary>Uses some states alone and together, in random turns.</summary>
    /// <param name="tiny">Their model.</param>
    /// <param name="seed">Of the turns.</param>
    /// <param name="check">Is given states with the tokens that they should have.</param>
    internal static void RunStatesThatComeGoForkAndRewind(TinyModel tiny, int seed, Action<OnnxState, List<int>> check)
    {
        var random = new Random(seed);
        List<(OnnxState State, List<int> Tokens)> rows = [.. Prompts.Select(prompt => (Create(tiny, prompt), prompt.ToList()))];
        for (int step = 0; step < 120; step++)
        {
            int chosen = random.Next(rows.Count);
            (OnnxState state, List<int> tokens) = rows[chosen];
            switch (random.Next(9))
            {
                case 0 when rows.Count < 8:
                    rows.Add(((OnnxState)state.Fork(), [.. tokens]));
                    break;
                case 1 when rows.Count > 2:
                    state.Dispose();
                    rows.RemoveAt(chosen);
                    break;
                case 2:
                    int length = 1 + random.Next(tokens.Count);
                    state.Rewind(length);
                    tokens.RemoveRange(length, tokens.Count - length);
                    break;
                case 3:
                    int[] more = [.. Enumerable.Range(0, 3).Select(_ => random.Next(96))];
                    Add(state, tokens, more);
                    break;
                case 4:
                    check(state, tokens); // alone
                    break;
                default:
                    (OnnxState State, List<int> Tokens)[] some = [.. rows.Where(_ => random.Next(4) > 0)];
                    foreach ((OnnxState one, List<int> its) in some)
                    {
                        Add(one, its, [random.Next(96)]);
                    }

                    tiny.Model.EvaluateBatch([.. some.Select(row => row.State)]);
                    foreach ((OnnxState one, List<int> its) in some)
                    {
                        check(one, its);
                    }

                    break;
            }
        }

        rows.ForEach(row => check(row.State, row.Tokens));
        rows.ForEach(row => row.State.Dispose());

        static void Add(OnnxState state, List<int> tokens, int[] added)
        {
            if (tokens.Count + added.Length <= 64)
            {
                state.Append(added);
                tokens.AddRange(added);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void GenerateAll_Greedy_IsEachAlone(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form);
        TextLanguageModel model = LetterCodec.For(tiny.Model);
        string[] prompts = ["one", "a second, longer prompt", "x", "yz", "the fifth"];
        GenerationOptions options = GenerationOptions.Greedy with { MaximumTokens = 20, StopTokens = [40, 11] };

        IReadOnlyList<GenerationResult> results = model.GenerateAll(prompts, options, batchSize: 3);

        for (int i = 0; i < prompts.Length; i++)
        {
            AssertSame(model.Generate(prompts[i], options), results[i], tiny.Tolerance);
        }
    }

    [TestMethod]
    public void GenerateAll_Drawn_IsEachAlone()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);
        TextLanguageModel model = LetterCodec.For(tiny.Model);
        string[] prompts = [.. Enumerable.Range(1, 12).Select(i => new string('a', i))];
        for (ulong seed = 0; seed < 5; seed++)
        {
            GenerationOptions options = new() { Seed = seed, TopP = 0.9, MaximumTokens = 20 };

            IReadOnlyList<GenerationResult> results = model.GenerateAll(prompts, options, batchSize: 5);

            for (int i = 0; i < prompts.Length; i++)
            {
                AssertSame(model.Generate(prompts[i], options), results[i], tiny.Tolerance);
            }
        }
    }

    [TestMethod]
    public void EvaluateBatch_ManyThreadsThatPassStatesOn_AreThePlainLoops()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);
        OnnxState[] states = [.. Prompts.Select(prompt => Create(tiny, prompt))];
        List<int>[] tokens = [.. Prompts.Select(prompt => prompt.ToList())];
        void Step(int[] chosen)
        {
            foreach (int i in chosen)
            {
                states[i].Append(3);
                tokens[i].Add(3);
            }

            tiny.Model.EvaluateBatch([.. chosen.Select(i => states[i])]);
            foreach (int i in chosen)
            {
                AssertNext(tiny, states[i], tokens[i]);
            }
        }

        for (int round = 0; round < 10; round++)
        {
            Step([0, 1, 2, 3, 4]); // all sit in one batch
            Parallel.Invoke(() => Step([0, 1]), () => Step([2, 3]), () => Step([4])); // which three threads now use
        }

        Array.ForEach(states, state => state.Dispose());
    }

    [TestMethod]
    public void EvaluateBatch_GraphThatIgnoresItsMask_RunsOneByOne()
    {
        using var folder = new TemporaryFolder();
        string path = ExportedDecoder.WriteDeaf(folder.Path);
        using OnnxLanguageModel model = OnnxLanguageModel.Load(path);
        using var first = (OnnxState)model.CreateState();
        using var second = (OnnxState)model.CreateState();
        first.Append([5, 6, 7, 8]);
        first.Append(9);
        second.Append([5, 6]);
        second.Append(7);

        model.EvaluateBatch([first, second]);

        Assert.IsNull(first.Seat);
        Assert.AreEqual(new ReferenceDecoder(ExportedDecoder.Weights(ExportedForm.Optimum)).LogProbabilities([5, 6, 7, 8])[^1], second.GetNextLogProbability(8), 1e-4);
    }

    [TestMethod]
    public void EvaluateBatch_StateOfAnotherModel_IsRefused()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);
        using TinyModel other = TinyModel.Create(ExportedForm.Fused);
        using LanguageModelState own = tiny.Model.CreateState();
        using LanguageModelState foreign = other.Model.CreateState();

        Assert.StartsWith(
            "State 1 was not created by this model.",
            Assert.ThrowsExactly<ArgumentException>(() => tiny.Model.EvaluateBatch([own, foreign])).Message);
    }

    [TestMethod]
    public void EvaluateBatch_Cancelled_LeavesStatesThatGoOn()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        OnnxState[] states = [.. Prompts.Select(prompt => Create(tiny, prompt))];
        Array.ForEach(states, state => state.Append(9));

        Assert.Throws<OperationCanceledException>(() => tiny.Model.EvaluateBatch([.. states], cancelled.Token));
        for (int i = 0; i < states.Length; i++)
        {
            AssertNext(tiny, states[i], [.. Prompts[i], 9]);
            states[i].Dispose();
        }
    }

    private static OnnxState Create(TinyModel tiny, int[] prompt)
    {
        var state = (OnnxState)tiny.Model.CreateState();
        state.Append(prompt);
        return state;
    }

    private static void AssertSame(GenerationResult expected, GenerationResult actual, double tolerance)
    {
        Assert.AreEqual(expected.Text, actual.Text);
        Assert.AreEqual(expected.FinishReason, actual.FinishReason);
        Assert.AreEqual(expected.LogProbability, actual.LogProbability, tolerance * (1 + expected.TokenCount));
    }

    private static void AssertNext(TinyModel tiny, OnnxState state, List<int> context) => AssertNext(tiny, state, context, tiny.Tolerance);

    private static void AssertNext(TinyModel tiny, OnnxState state, List<int> context, double tolerance)
    {
        float[] next = new float[tiny.Model.VocabularySize];
        state.GetNextLogProbabilities(next);
        double[] expected = tiny.ExpectedNext([.. context]);
        Assert.AreEqual(context.Count, state.Length);
        for (int v = 0; v < next.Length; v++)
        {
            Assert.AreEqual(expected[v], next[v], tolerance);
        }
    }
}
