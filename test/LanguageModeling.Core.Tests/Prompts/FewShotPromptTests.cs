using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests.Prompts;

[TestClass]
public sealed class FewShotPromptTests
{
    private static readonly FewShotPrompt Sums = new FewShotPrompt("{{x}}+{{y}} =", "{{x + y}}")
    {
        Description = "Add.\n\n",
    }.WithExamples([Row(1, 1), Row(1, 2), Row(2, 2), Row(3, 2)]);

    [TestMethod]
    public void Render_ZeroShot_IsDescriptionAndInput() => Assert.AreEqual("Add.\n\n4+4 =", Sums.Render(Row(4, 4)));

    [TestMethod]
    public void Render_TwoShots_WritesTheFirstExamples()
        => Assert.AreEqual("Add.\n\n1+1 = 2\n\n1+2 = 3\n\n4+4 =", (Sums with { ShotCount = 2 }).Render(Row(4, 4)));

    [TestMethod]
    public void Render_RowThatIsAnExample_IsLeftOut()
        => Assert.AreEqual("Add.\n\n1+1 = 2\n\n2+2 = 4\n\n1+2 =", (Sums with { ShotCount = 2 }).Render(Row(1, 2)));

    [TestMethod]
    public void Render_OtherSeparators_WritesThem()
        => Assert.AreEqual("1+1 =>2;4+4 =", (Sums with { ShotCount = 1, Description = "", OutputSeparator = ">", ExampleSeparator = ";" }).Render(Row(4, 4)));

    [TestMethod]
    public void Render_WithSeed_DrawsByInputAndEachExampleEquallyOften()
    {
        var counts = new Dictionary<string, int>();
        FewShotPrompt prompt = Sums with { ShotCount = 2, Seed = 7, Description = "", ExampleSeparator = ";" };
        for (int i = 0; i < 4000; i++)
        {
            string text = prompt.Render(Row(100 + i, 0));
            Assert.AreEqual(text, prompt.Render(Row(100 + i, 0)));
            string[] parts = text.Split(';');
            Assert.AreEqual(3, parts.Length);
            Assert.AreNotEqual(parts[0], parts[1]);
            string pair = parts[0] + parts[1];
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        // 12 ordered pairs of 4 examples, each with 4000 / 12 = 333 draws; 5 standard deviations are 87.
        Assert.HasCount(12, counts);
        Assert.IsTrue(counts.Values.All(count => Math.Abs(count - 333) < 87), string.Join(", ", counts.Values));
        Assert.AreNotEqual(prompt.Render(Row(5, 5)) + prompt.Render(Row(6, 6)), (prompt with { Seed = 8 }).Render(Row(5, 5)) + (prompt with { Seed = 8 }).Render(Row(6, 6)));
    }

    [TestMethod]
    public void Render_TooFewExamples_SaysSo()
        => Assert.AreEqual(
            "A prompt needs 4 examples other than itself, but of 4 there are only 3. Give more with WithExamples, or lower ShotCount.",
            Assert.ThrowsExactly<InvalidOperationException>(() => (Sums with { ShotCount = 4 }).Render(Row(1, 1))).Message);

    [TestMethod]
    public void WithExamples_NoTemplateOfTheOutput_SaysSo()
        => StringAssert.StartsWith(
            Assert.ThrowsExactly<InvalidOperationException>(() => new FewShotPrompt("{{x}}").WithExamples([])).Message,
            "The task has no template of the output.");

    [TestMethod]
    public void Variables_OfBothTemplates_EachOnce()
        => CollectionAssert.AreEqual(new[] { "a", "b", "c" }, new FewShotPrompt("{{a}}{{b}}", "{{b}}{{c}}").Variables.ToArray());

    [TestMethod]
    public void ScoreContinuation_Task_EqualsScoreOfItsTexts()
    {
        var model = new TextLanguageModel(TableModel.Bigrams(), TableModel.BigramCodec());
        FewShotPrompt prompt = new FewShotPrompt("{{q}}", "{{a}}") { ShotCount = 1, ExampleSeparator = " " }.WithExamples([Question("c", "b")]);

        // "c b a" then " b": P(b|a) = 1/2.
        ContinuationScore score = model.ScoreContinuation(prompt, Question("a", "b"));

        Assert.AreEqual(-Math.Log(2), score.LogProbability, 1e-12);
        Assert.IsTrue(score.IsGreedy);
        Assert.AreEqual(model.ScoreContinuation("c b a", " b").LogProbability, score.LogProbability, 1e-12);
    }

    [TestMethod]
    public void RankChoices_Task_CountsBytesWithoutTheSeparator()
    {
        var model = new TextLanguageModel(TableModel.Bigrams(), TableModel.BigramCodec());
        var prompt = new FewShotPrompt("{{q}}");

        // After a: "c" 2^-2, 1 byte; "b a b" 2^-3, 5 bytes. With the separator they would have 2 and 6.
        IReadOnlyList<ChoiceScore> ranked = model.RankChoices(prompt, Question("a", ""), ["c", "b a b"]);

        Assert.AreEqual(0, ranked[0].Index);
        Assert.AreEqual(-2 * Math.Log(2), ranked[0].LogProbabilityPerByte!.Value, 1e-12);
        Assert.AreEqual(-3 * Math.Log(2) / 5, ranked[1].LogProbabilityPerByte!.Value, 1e-12);
        Assert.AreEqual(0, ranked[1].RankPerByte);
    }

    [TestMethod]
    public void Metrics_ThreeQuestions_SharesAndErrors()
    {
        var model = new TextLanguageModel(TableModel.Bigrams(), TableModel.BigramCodec());
        var builder = new ChoiceMetricsBuilder();

        // "c" is best as it is, "b a b" a token (1 bit against 2) and a byte.
        IReadOnlyList<ChoiceScore> ranked = model.RankChoices(new FewShotPrompt("{{q}}"), Question("a", ""), ["c", "b a b"]);
        builder.Add(ranked, 0);
        builder.Add(ranked, 1);
        builder.Add(ranked, 1);
        ChoiceMetrics metrics = builder.Build();

        Assert.AreEqual(3, metrics.Count);
        Assert.AreEqual(1 / 3.0, metrics.Accuracy, 1e-12);
        Assert.AreEqual(2 / 3.0, metrics.AccuracyPerToken, 1e-12);
        Assert.AreEqual(2 / 3.0, metrics.AccuracyPerByte!.Value, 1e-12);
        Assert.AreEqual(0.5, metrics.ChanceAccuracy, 1e-12);
        Assert.AreEqual(1 / 3.0, metrics.AccuracyStandardError!.Value, 1e-12); // sqrt(1/3 · 2/3 / 2)
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => builder.Add(ranked, 2));
        Assert.AreEqual(0, new ChoiceMetricsBuilder().Build().Accuracy);
        Assert.IsNull(new ChoiceMetricsBuilder().Build().AccuracyStandardError);
    }

    private static Dictionary<string, object?> Row(int x, int y) => new() { ["x"] = x, ["y"] = y };

    private static Dictionary<string, object?> Question(string q, string a) => new() { ["q"] = q, ["a"] = a };
}
