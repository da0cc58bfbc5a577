using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.LanguageModels;

/// <summary>Turns of a conversation on every form of export: the texts of generations on their own, with the cache of the turns before.</summary>
[TestClass]
public sealed class SessionTests
{
    public static IEnumerable<object[]> Forms => FormTests.Forms;

    [TestMethod]
    public void Generate_ModelWasDisposed_Throws()
    {
        using TinyModel tiny = TinyModel.Create(ExportedForm.Merged);
        TextLanguageModel model = LetterCodec.For(tiny.Model);
        model.Generate("a", GenerationOptions.Greedy with { MaximumTokens = 2 });

        tiny.Model.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Generate("a"));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.GenerateAll(["a", "b"]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Score("ab"));
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Generate_TurnsThatGrowPartAndFork_AreThoseWithoutASession(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form);
        TextLanguageModel model = LetterCodec.For(tiny.Model);
        GenerationOptions options = GenerationOptions.Greedy with { MaximumTokens = 6 };
        using var session = new GenerationSession(model);
        string prompt = "Hello";
        for (int turn = 0; turn < 3; turn++)
        {
            string text = AssertAsAlone(session, prompt);
            prompt += text + " and ";
        }

        using GenerationSession fork = session.Fork();
        AssertAsAlone(fork, prompt[..12] + "other");
        AssertAsAlone(session, prompt + "so on");
        AssertAsAlone(fork, prompt[..12] + "other word");
        AssertAsAlone(session, "new");

        string AssertAsAlone(GenerationSession of, string all)
        {
            GenerationResult expected = model.Generate(all, options);
            int held = of.Tokens.Count;
            GenerationResult actual = of.Generate(all, options);
            Assert.AreEqual(expected.Text, actual.Text);
            Assert.AreEqual(expected.LogProbability, actual.LogProbability, 6 * tiny.Tolerance);
            Assert.IsTrue(actual.ReusedTokenCount > 0 || held == 0 || all == "new");
            return actual.Text;
        }
    }

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void Generate_SlidingWindow_IsThatOfWindowsComputedAnew(ExportedForm form)
    {
        using TinyModel tiny = TinyModel.Create(form, new OnnxModelOptions { ContextLength = 16 });
        int[] window = [.. Enumerable.Range(3, 10)];
        int wanted = 30;
        foreach (GeneratedToken token in tiny.Model.GenerateTokens(window, GenerationOptions.Greedy with { MaximumTokens = wanted, Overflow = ContextOverflow.SlidingWindow, KeptTokens = 2 }))
        {
            Assert.AreEqual(tiny.ExpectedNext(window)[token.Id], token.LogProbability, tiny.Tolerance);
            window = window.Length == 16 ? [.. window[..2], .. window[9..], token.Id] : [.. window, token.Id];
            wanted--;
        }

        Assert.AreEqual(0, wanted);
    }
}
