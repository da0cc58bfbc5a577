using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>Every form of export gives the probabilities of the plain loops, whichever way they are asked for.</summary>
[TestClass]
public sealed class FormTests
{
    private static readonly int[] Text = [5, 17, 3, 88, 41, 2, 60, 33, 9, 71, 12, 12, 40];

    public static IEnumerable<object[]> Forms => Enum.GetValues<ExportedForm>().Select(form => new object[] { form });

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void GetNextLogProbability_TokenByToken_IsThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form);
        using LanguageModelState state = tiny.Model.CreateState();
        for (int t = 0; t + 1 < Text.Length; t++)
        {
            state.Append(Text[t]);
            Assert.AreEqual(tiny.Expected(Text)[t], state.GetNextLogProbability(Text[t + 1]), tiny.Tolerance);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void GetNextLogProbabilities_PromptInParts_IsThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { PrefillTokens = 4 });
        using LanguageModelState state = tiny.Model.CreateState();
        state.Append(Text.AsSpan(0, 10));
        state.Append(Text[10]);
        state.Append(Text[11]);

        AssertNext(tiny, Text[..12], state);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Fork_BothGoOn_AreThoseOfStatesOfTheirOwn(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form);
        using LanguageModelState state = tiny.Model.CreateState();
        state.Append(Text.AsSpan(0, 6));
        using LanguageModelState fork = state.Fork();
        AssertNext(tiny, Text[..6], fork);

        state.Append(7);
        AssertNext(tiny, [.. Text[..6], 7], state);
        fork.Append([50, 51, 52]);
        AssertNext(tiny, [.. Text[..6], 50, 51, 52], fork);
        using LanguageModelState grandchild = fork.Fork();
        fork.Dispose();
        grandchild.Append(3);
        AssertNext(tiny, [.. Text[..6], 50, 51, 52, 3], grandchild);
        state.Append(8);
        AssertNext(tiny, [.. Text[..6], 7, 8], state);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Rewind_ThenOtherTokens_IsAStateOfThese(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form);
        using LanguageModelState state = tiny.Model.CreateState();
        state.Append(Text);
        using LanguageModelState fork = state.Fork();
        state.Rewind(4);
        AssertNext(tiny, Text[..4], state);
        state.Append(90);
        state.Append(91);
        AssertNext(tiny, [.. Text[..4], 90, 91], state);
        fork.Rewind(7);
        fork.Append(1);
        AssertNext(tiny, [.. Text[..7], 1], fork);
        state.Rewind(0);
        state.Append(Text.AsSpan(0, 3));
        AssertNext(tiny, Text[..3], state);
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void ScoreBatch_MixedLengths_IsThePlainLoops(ExportedForm form)
    {
        foreach (int budget in (int[])[3, 20, 512])
        {
            using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ScoringTokens = budget });
            int[][] texts = [Text[..4], Text, Text[2..8], Text[..2], Text[5..], [9]];
            SequenceToScore[] batch =
                [.. texts.Select((text, i) => new SequenceToScore(text.AsMemory(0, 1 + (i % 2 * (text.Length > 3 ? 2 : 0))), text.AsMemory(1 + (i % 2 * (text.Length > 3 ? 2 : 0))), Scores(text, i), Ranks(text, i)))];

            tiny.Model.ScoreBatch(batch);

            for (int i = 0; i < texts.Length; i++)
            {
                double[] expected = tiny.Expected(texts[i]);
                int skipped = batch[i].Context.Length - 1;
                for (int t = 0; t < batch[i].Tokens.Length; t++)
                {
                    Assert.AreEqual(expected[skipped + t], batch[i].LogProbabilities.Span[t], tiny.Tolerance);
                    if (!batch[i].Ranks.IsEmpty)
                    {
                        Assert.AreEqual(tiny.ExpectedRank(texts[i], skipped + t), batch[i].Ranks.Span[t]);
                    }
                }
            }
        }

        static double[] Scores(int[] text, int i) => new double[text.Length - 1 - (i % 2 * (text.Length > 3 ? 2 : 0))];

        static int[] Ranks(int[] text, int i) => i < 2 ? new int[Scores(text, i).Length] : [];
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Append_ContextFull_Throws(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ContextLength = 64 });
        using LanguageModelState state = tiny.Model.CreateState();
        state.Append(Enumerable.Range(0, 64).ToArray());
        AssertNext(tiny, Enumerable.Range(0, 64).ToArray(), state);

        var problem = Assert.ThrowsExactly<InvalidOperationException>(() => state.Append(1));

        Assert.AreEqual("The context has 64 tokens, the model takes 64, and 1 more do not fit. Shorten the text, or rewind the state.", problem.Message);
    }

    private static void AssertNext(TinyModel tiny, int[] context, LanguageModelState state)
    {
        float[] next = new float[tiny.Model.VocabularySize];
        state.GetNextLogProbabilities(next);
        double[] expected = tiny.ExpectedNext(context);
        Assert.AreEqual(context.Length, state.Length);
        for (int v = 0; v < next.Length; v++)
        {
            Assert.AreEqual(expected[v], next[v], tiny.Tolerance);
        }
    }
}
