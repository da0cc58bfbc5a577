using LanguageModeling.Generation;

namespace LanguageModeling.Tests.Generation;

/// <summary>Prompts and texts that are longer than the context of the model, 8 tokens.</summary>
[TestClass]
public sealed class ContextOverflowTests
{
    private static readonly GenerationOptions Greedy = GenerationOptions.Greedy;

    [TestMethod]
    public void GenerateTokens_Error_RefusesThePromptAndEndsTheText()
    {
        TestModel model = Model();

        Assert.StartsWith(
            "The prompt has 9 tokens but the model's context holds 8. Shorten the prompt, or set Overflow to TruncateLeft or SlidingWindow.",
            Assert.ThrowsExactly<ArgumentException>(() => model.GenerateTokens(Ids(9), Greedy)).Message);
        GeneratedToken[] tokens = [.. model.GenerateTokens(Ids(6), Greedy)];
        Assert.HasCount(3, tokens);
        Assert.AreEqual(FinishReason.ContextFull, tokens[^1].FinishReason);
    }

    [TestMethod]
    [DataRow(20, 3, 0, new[] { 14, 15, 16, 17, 18, 19 })] // 6 + 3 tokens, the last of which needs no place
    [DataRow(20, 1, 0, new[] { 12, 13, 14, 15, 16, 17, 18, 19 })]
    [DataRow(20, 100, 0, new[] { 16, 17, 18, 19 })] // half of the context at least
    [DataRow(20, 3, 2, new[] { 0, 1, 16, 17, 18, 19 })]
    [DataRow(6, 3, 2, new[] { 0, 1, 2, 3, 4, 5 })]
    [DataRow(7, 3, 2, new[] { 0, 1, 3, 4, 5, 6 })] // it would fit, but not the text behind it
    public void GenerateSequences_TruncateLeft_IsThatOfTheTruncatedPrompt(int length, int maximum, int kept, int[] prompt)
    {
        TestModel model = Model();
        GenerationOptions options = Greedy with { Overflow = ContextOverflow.TruncateLeft, MaximumTokens = maximum, KeptTokens = kept };

        GeneratedSequence result = model.GenerateSequences(Ids(length), options)[0];

        Assert.AreEqual(prompt.Length, result.PromptTokenCount);
        CollectionAssert.AreEqual(
            model.GenerateSequences(prompt, Greedy with { MaximumTokens = maximum })[0].Tokens.ToArray(), result.Tokens.ToArray());
        Assert.AreEqual(maximum < 5 ? FinishReason.MaximumTokens : FinishReason.ContextFull, result.FinishReason);
    }

    [TestMethod]
    [DataRow(3, 0, false)]
    [DataRow(3, 2, false)]
    [DataRow(8, 3, false)]
    [DataRow(30, 1, false)]
    [DataRow(30, 1, true)]
    [DataRow(0, 4, true)]
    public void GenerateTokens_SlidingWindow_EachTokenIsThatAfterItsWindow(int length, int kept, bool withStart)
    {
        TestModel model = Model(withStart);
        GenerationOptions options = Greedy with { Overflow = ContextOverflow.SlidingWindow, MaximumTokens = 50, KeptTokens = kept };

        GeneratedToken[] tokens = [.. model.GenerateTokens(Ids(length), options)];

        // The plain loop: a list that drops the older half of what is not kept.
        List<int> window = [.. withStart ? [Start] : Array.Empty<int>(), .. Ids(length)];
        int stays = Math.Min(window.Count, kept + (withStart ? 1 : 0));
        while (window.Count > 8)
        {
            window.RemoveRange(stays, (8 - stays + 1) / 2);
        }

        Assert.HasCount(50, tokens);
        for (int i = 0; i < tokens.Length; i++)
        {
            using LanguageModelState state = model.CreateState();
            state.Append(window.ToArray());
            float[] next = new float[model.VocabularySize];
            state.GetNextLogProbabilities(next);
            next[Start] = float.NegativeInfinity;
            Assert.AreEqual(Array.IndexOf(next, next.Max()), tokens[i].Id);
            Assert.AreEqual(next[tokens[i].Id], tokens[i].LogProbability);
            if (window.Count == 8)
            {
                window.RemoveRange(stays, (8 - stays + 1) / 2);
            }

            window.Add(tokens[i].Id);
        }

        Assert.AreEqual(FinishReason.MaximumTokens, tokens[^1].FinishReason);
    }

    [TestMethod]
    public void TryNext_CancelledWhileTheWindowSlides_GoesOnWhereItStopped()
    {
        TestModel model = Model();
        GenerationOptions options = Greedy with { Overflow = ContextOverflow.SlidingWindow, MaximumTokens = 20 };
        GeneratedToken[] expected = [.. model.GenerateTokens(Ids(5), options)];
        GenerationTask task = new(model, Ids(5), options, model.VocabularySize);
        using TokenContext context = task.CreatePromptContext(default);
        TokenGenerator generator = new(task, context, 1);
        List<GeneratedToken> tokens = [];
        int calls = 0;
        model.OnAppend = cancellationToken =>
        {
            if (++calls % 5 == 0)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        };
        while (tokens.Count < 20)
        {
            try
            {
                generator.TryNext(out GeneratedToken token, default);
                tokens.Add(token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        CollectionAssert.AreEqual(expected, tokens);
        Assert.IsGreaterThan(3, calls / 5);
    }

    [TestMethod]
    public void Validate_WhatCannotBe_IsNamed()
    {
        Assert.AreEqual(
            "KeptTokens is 3 but Overflow is Error, which drops nothing. Set Overflow to TruncateLeft or SlidingWindow.",
            Assert.ThrowsExactly<ArgumentException>(() => (Greedy with { KeptTokens = 3 }).Validate()).Message);
        Assert.AreEqual(
            "Overflow is SlidingWindow but Beams is 2, and beams share one context. Set Overflow to TruncateLeft, or Beams to 1.",
            Assert.ThrowsExactly<ArgumentException>(() => new GenerationOptions { Beams = 2, Overflow = ContextOverflow.SlidingWindow }.Validate()).Message);
        Assert.StartsWith(
            "KeptTokens is 5 but the model's context holds 8. Keep at most half of it.",
            Assert.ThrowsExactly<ArgumentException>(
                () => Model().GenerateTokens(Ids(3), Greedy with { KeptTokens = 5, Overflow = ContextOverflow.SlidingWindow })).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (Greedy with { KeptTokens = -1, Overflow = ContextOverflow.SlidingWindow }).Validate());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (Greedy with { Overflow = (ContextOverflow)9 }).Validate());
    }

    private const int Start = 31;

    private static int[] Ids(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>The next token depends on all that are in the context, and on their places.</summary>
    private static TestModel Model(bool withStart = false)
        => new(32, context =>
        {
            ulong hash = 17;
            context.ForEach(id => hash = ((hash + (ulong)id + 1) * 0x9E3779B97F4A7C15) ^ (hash >> 29));
            double[] weights = [.. Enumerable.Range(0, 32).Select(id => 0.05 + ((hash >> id) % 32 / 32.0))];
            double total = weights.Sum();
            return TestModel.Logs([.. weights.Select(weight => weight / total)]);
        })
        {
            MaximumContextLength = 8,
            SpecialTokens = withStart ? new SpecialTokens { BeginningOfSequence = Start } : SpecialTokens.None with { Padding = Start },
        };
}
