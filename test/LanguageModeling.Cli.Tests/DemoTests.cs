using System.Globalization;
using System.Text.RegularExpressions;

namespace LanguageModeling.Tests;

/// <summary><c>lm demo</c> on a file; on the SDK's own text it takes longer than a test may.</summary>
[TestClass]
public sealed partial class DemoTests
{
    [TestMethod]
    public void Demo_File_ShowsAllParts()
    {
        string text = TestFiles.Write("demo.txt", string.Concat(Enumerable.Range(0, 400).Select(Sentence)));
        string kept = TestFiles.PathOf("demo.zip");

        LmResult result = Lm.Run("demo", text, "-o", kept).Succeeds();

        string[] parts = [.. result.Lines.Where(line => line.StartsWith("== ", StringComparison.Ordinal))];
        CollectionAssert.AreEqual(
            new[]
            {
                "== Text ==", "== Training ==", "== Perplexity of the held-out sentences ==", "== Saved and loaded again ==", "== Surprisal, token by token ==",
                "== Which ending is the real one? ==", "== Generated text ==",
            },
            parts);
        Assert.Contains("360 sentences to train on, 40 held out", result.Output);
        Assert.IsGreaterThan(1.0, double.Parse(PerplexityLine().Match(result.Output).Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.Contains("█", result.Output);
        Assert.DoesNotContain("\u001b", result.Output);
        Assert.HasCount(5, result.Lines.Where(line => line.StartsWith("> ", StringComparison.Ordinal)).ToArray());
        Lm.RunWithText("the cat\n", "score", kept).Succeeds();
    }

    [TestMethod]
    public void Demo_RepetitiveText_SaysThatItFallsBack()
    {
        string text = TestFiles.Write("repetitive.txt", string.Concat(Enumerable.Repeat("the same words again and again .\n", 40)));

        Assert.Contains("fallback discounts 0.5, 1, 1.5", Lm.Run("demo", text).Succeeds().Output);
    }

    [TestMethod]
    public void Demo_ChineseText_IsSplitByCharacter()
    {
        string text = TestFiles.Write("chinese.txt", string.Concat(Enumerable.Range(0, 60).Select(ChineseSentence)));

        Assert.Contains("今 | 天 | 是", Lm.Run("demo", text).Succeeds().Output);
    }

    [TestMethod]
    public void Demo_TooFewLines_IsRefused()
    {
        Lm.Run("demo", TestFiles.Text).Fails(1, "12 lines", "20");
    }

    private static string ChineseSentence(int i) => $"今天是第{i % 7}天，我们去看{"山海河湖"[i % 4]}。\n";

    private static string Sentence(int i)
    {
        string[] animals = ["cat", "dog", "bird", "horse", "fish", "old fox", "cow"];
        string[] deeds = ["sat on", "ran to", "saw", "looked at", "slept under"];
        string[] things = ["mat", "rug", "tree", "house", "river", "hill", "garden", "wall", "gate", "bridge", "tower"];
        return $"The {animals[i % 7]} {deeds[i * 3 % 5]} the {things[i * 7 % 11]} near the {things[i * i % 11]}.\n";
    }

    [GeneratedRegex(@"^([0-9.]+) over [0-9,]+ tokens", RegexOptions.Multiline)]
    private static partial Regex PerplexityLine();
}
