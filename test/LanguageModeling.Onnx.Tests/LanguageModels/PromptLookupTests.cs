using LanguageModeling.Decoding;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>Trying tokens ahead changes nothing but the time.</summary>
[TestClass]
public sealed class PromptLookupTests
{
    private static readonly int[] Repeating = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3];

    public static IEnumerable<object[]> Forms => FormTests.Forms;

    [TestMethod]
    public void Find_EndThatWasThereBefore_IsWhatFollowed()
    {
        CollectionAssert.AreEqual(new[] { 4, 5, 6 }, new PromptLookup(3).Find(Repeating, 100).ToArray());
        CollectionAssert.AreEqual(new[] { 4, 5 }, new PromptLookup(3).Find(Repeating, 2).ToArray());
        CollectionAssert.AreEqual(new[] { 7 }, new PromptLookup(8).Find([7, 7, 7, 7], 100).ToArray());
        Assert.AreEqual(0, new PromptLookup(3).Find([1, 2, 3, 4], 100).Length);
        Assert.AreEqual(0, new PromptLookup(3).Find(Repeating, 0).Length);
        Assert.AreEqual(0, new PromptLookup(3).Find([], 100).Length);
    }

    [TestMethod]
    public void Find_NeverRight_RestsForAWhile()
    {
        var lookup = new PromptLookup(3);
        int finds = Enumerable.Range(0, 50).Count(_ => lookup.Find(Repeating, 100).Length > 0);

        Assert.IsTrue(finds is > 5 and < 25, $"{finds}");
    }

    [TestMethod]
    public void Find_AlwaysRight_GoesOn()
    {
        var lookup = new PromptLookup(3);
        for (int i = 0; i < 50; i++)
        {
            Assert.AreEqual(3, lookup.Find(Repeating, 100).Length);
            lookup.Accept();
            lookup.Accept();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void GetNextLogProbabilities_DraftsRightAndWrong_AreThePlainLoops(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { LookupTokens = 4, Threads = 1 });
        using LanguageModelState state = tiny.Model.CreateState();
        state.Append(Repeating.AsSpan(0, 11));
        List<int> context = [.. Repeating[..11]];
        float[] next = new float[tiny.Model.VocabularySize];

        // 3 brings the draft 4 5 6 7; 4 and 5 are right, 50 is not; then another draft, from which a fork goes another way.
        foreach (int token in (int[])[3, 4, 5, 50, 1, 2, 3, 4, 5, 6])
        {
            state.Append(token);
            context.Add(token);
            AssertNext(state, context);
        }

        using LanguageModelState fork = state.Fork();
        fork.Append(7);
        AssertNext(fork, [.. context, 7]);
        state.Rewind(context.Count - 2);
        state.Append(5);
        state.Append(60);
        AssertNext(state, [.. context[..^2], 5, 60]);

        void AssertNext(LanguageModelState of, List<int> ids)
        {
            of.GetNextLogProbabilities(next);
            double[] expected = tiny.ExpectedNext([.. ids]);
            for (int v = 0; v < next.Length; v++)
            {
                Assert.AreEqual(expected[v], next[v], tiny.Tolerance);
            }
        }
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.6)]
    public void GenerateTokens_WithLookup_AreTheSame(double temperature)
    {
        using TinyModel plain = TinyModel.Create(ExportedForm.Fused);
        using TinyModel ahead = TinyModel.Create(ExportedForm.Fused, new OnnxModelOptions { LookupTokens = 5 });
        for (ulong seed = 0; seed < 5; seed++)
        {
            var options = new GenerationOptions { Temperature = temperature, TopK = 8, Seed = seed, MaximumTokens = 40 };
            int[] prompt = [(int)seed, .. Repeating];

            CollectionAssert.AreEqual(
                plain.Model.GenerateTokens(prompt, options).Select(token => token.Id).ToArray(),
                ahead.Model.GenerateTokens(prompt, options).Select(token => token.Id).ToArray());
        }
    }
}
