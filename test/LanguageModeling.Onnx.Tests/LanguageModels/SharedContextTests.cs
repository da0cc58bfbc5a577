using LanguageModeling.Batches;
using LanguageModeling.Decoding;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>Sequences that begin alike: their beginning goes through the model once, and every score is the one of the plain loops.</summary>
[TestClass]
public sealed class SharedContextTests
{
    private const int Prompt = 40;

    public static IEnumerable<object[]> Forms => FormTests.Forms;

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void ScoreBatch_ChoicesAfterOnePrompt_AreThePlainLoops(ExportedForm form)
    {
        foreach (int budget in (int[])[7, 512])
        {
            using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ScoringTokens = budget });
            int[] prompt = Text(Prompt, seed: 1);
            int[][] choices = [[3], [4], [3, 9], [70, 71, 72, 73, 74], [3, 9, 1], [3]];

            AssertScores(tiny, [.. choices.Select(choice => (prompt, choice))]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void ScoreBatch_MoreChoicesThanTheyHaveTokens_AreThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ScoringTokens = 300 });
        int[] prompt = Text(60, seed: 1); // the longest choice ends where the context does
        IEnumerable<int[]> choices = Enumerable.Range(0, 14).Select(i => Text(1 + (i % 4), seed: 50 + i));

        AssertScores(tiny, [.. choices.Select(choice => (prompt, choice))]);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void ScoreBatch_PromptsWithinPrompts_AreThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ContextLength = 64 });
        int[] table = Text(31, seed: 2);
        int[] first = [.. table, .. Text(32, seed: 3)];
        int[] second = [.. table, 7, .. Text(20, seed: 4)];
        int[] third = [.. table, 7, 8];
        (int[], int[])[] batch =
        [
            (first, [1]), (second, [1, 2]), (Text(5, seed: 5), [6, 7]), (first, [2]), (third, [9]), (second, [3]), (first[..1], first[1..]), (third, [9, 10, 11]), (first, [1]),
        ];

        AssertScores(tiny, batch);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void ScoreBatch_RandomSequencesThatBeginAlike_AreThePlainLoops(ExportedForm form)
    {
        var random = new Random((int)form);
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ScoringTokens = 50, ContextLength = 64 });
        int[][] stems = [.. Enumerable.Range(0, 3).Select(i => Text(64, seed: i / 2))]; // two are the same
        (int[], int[])[] batch = [.. Enumerable.Range(0, 30).Select(_ =>
        {
            int length = 1 + random.Next(60);
            int[] ids = [.. stems[random.Next(3)].AsSpan(0, length), .. Text(1 + random.Next(64 - length), random.Next())];
            int context = 1 + random.Next(ids.Length - 1);
            return (ids[..context], ids[context..]);
        })];

        AssertScores(tiny, batch);
    }

    [TestMethod]
    [DataRow(ExportedForm.Optimum, 40 + (2 * 3) + 2)] // the prompt, then three rows of two tokens; the sequence of another beginning
    [DataRow(ExportedForm.Fused, 40 + 3 + 1 + 2)] // the prompt, then token by token: three rows, one row
    [DataRow(ExportedForm.WithoutPast, 5 * 42)] // padded to the longest
    public void Score_ChoicesAfterOnePrompt_RunsThePromptOnce(ExportedForm form, int expected)
    {
        using var folder = new TemporaryFolder();
        using Decoder decoder = TinyModel.LoadDecoder(ExportedDecoder.Write(form, folder.Path));
        using var scorer = new BatchScorer(decoder);
        int[] prompt = Text(Prompt, seed: 1);
        int[][] choices = [[3], [4, 5], [6, 7], [8, 9, 10]];
        SequenceToScore[] batch = [.. choices.Select(choice => new SequenceToScore(prompt, choice, new double[choice.Length])), new(new int[1], new int[2], new double[2])];

        scorer.Score(batch, CancellationToken.None);

        Assert.AreEqual(expected, scorer.TokensRun);
    }

    [TestMethod]
    public void Score_BeginningsTooShortToShare_RunTogether()
    {
        using var folder = new TemporaryFolder();
        using Decoder decoder = TinyModel.LoadDecoder(ExportedDecoder.Write(ExportedForm.Optimum, folder.Path));
        using var scorer = new BatchScorer(decoder);
        int[] prompt = Text(SharedContexts.Least - 1, seed: 1);

        scorer.Score([.. Enumerable.Range(0, 4).Select(i => new SequenceToScore(prompt, new[] { i }, new double[1]))], CancellationToken.None);

        Assert.AreEqual(4 * prompt.Length, scorer.TokensRun);
    }

    [TestMethod]
    public void ScoreBatch_GraphThatRefusesRowsAfterAPast_GoesOneByOne()
    {
        using var folder = new TemporaryFolder();
        string path = ExportedDecoder.WriteShy(folder.Path);
        using OnnxLanguageModel model = OnnxLanguageModel.Load(path);
        var reference = new ReferenceDecoder(ExportedDecoder.Weights(ExportedForm.Optimum));
        int[] prompt = Text(Prompt, seed: 1);
        int[][] texts = [[.. prompt, 3, 4], [.. prompt, 5, 6, 7], [.. prompt, 8, 9]];
        for (int round = 0; round < 2; round++)
        {
            SequenceToScore[] batch = [.. texts.Select(text => new SequenceToScore(text.AsMemory(0, Prompt), text.AsMemory(Prompt), new double[text.Length - Prompt]))];

            model.ScoreBatch(batch);

            for (int i = 0; i < texts.Length; i++)
            {
                ReadOnlySpan<double> expected = reference.LogProbabilities(texts[i]).AsSpan(Prompt - 1);
                AssertNear(expected, batch[i].LogProbabilities.Span, 1e-4);
            }
        }
    }

    [TestMethod]
    public void ScoreBatch_CancelledWithinTheSharedPrompt_CanBeAskedAgain()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Fused);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        int[] prompt = Text(Prompt, seed: 1);

        Assert.Throws<OperationCanceledException>(() => tiny.Model.RankChoices(prompt, [new[] { 1 }, new[] { 2, 3 }], cancellationToken: cancelled.Token));
        AssertScores(tiny, [(prompt, [1]), (prompt, [2, 3])]);
    }

    internal static int[] Text(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(96))];
    }

    internal static void AssertScores(TinyModel tiny, (int[] Context, int[] Tokens)[] texts)
    {
        SequenceToScore[] batch =
            [.. texts.Select((text, i) => new SequenceToScore(text.Context, text.Tokens, new double[text.Tokens.Length], i % 2 == 0 ? new int[text.Tokens.Length] : default))];

        tiny.Model.ScoreBatch(batch);

        for (int i = 0; i < texts.Length; i++)
        {
            int[] ids = [.. texts[i].Context, .. texts[i].Tokens];
            int first = texts[i].Context.Length;
            AssertNear(tiny.Expected(ids).AsSpan(first - 1), batch[i].LogProbabilities.Span, tiny.Tolerance);
            for (int t = 0; t < batch[i].Ranks.Length && tiny.Tolerance <= 1e-4; t++)
            {
                Assert.AreEqual(tiny.ExpectedRank(ids, first - 1 + t), batch[i].Ranks.Span[t]);
            }
        }
    }

    private static void AssertNear(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.AreEqual(expected[t], actual[t], tolerance);
        }
    }
}
