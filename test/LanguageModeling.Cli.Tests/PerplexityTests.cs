using System.Globalization;
using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm perplexity</c>.</summary>
[TestClass]
public sealed class PerplexityTests
{
    [TestMethod]
    public void Perplexity_OneFile_CountsLinesTokensAndUnknowns()
    {
        string file = TestFiles.Write("held-out.txt", "the cat sat on a zebra\n\nthe bird saw the mat\n");

        LmResult result = Lm.Run("perplexity", TestFiles.PathOf("model.lm"), file, "--format", "json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        Assert.AreEqual(3, line.GetProperty("sequenceCount").GetInt32());
        Assert.AreEqual(14, line.GetProperty("tokenCount").GetInt32()); // 6 + 0 + 5 words and 3 ends
        Assert.AreEqual(1, line.GetProperty("unknownCount").GetInt32());
        double expected = Math.Exp(-line.GetProperty("logProbability").GetDouble() / 14);
        Assert.AreEqual(expected, line.GetProperty("perplexity").GetDouble(), 1e-9);
        Assert.IsLessThan(expected, line.GetProperty("perplexityExcludingUnknowns").GetDouble());
    }

    [TestMethod]
    public void Perplexity_SeveralFiles_AddsALineForAll()
    {
        string one = TestFiles.Write("one.txt", "the cat\n");
        string two = TestFiles.Write("two.txt", "a dog sat\n");

        LmResult result = Lm.Run("perplexity", TestFiles.PathOf("model.zip"), one, two, "--format", "json").Succeeds();

        JsonElement[] lines = [.. result.Lines.Select(line => JsonElement.Parse(line))];
        Assert.HasCount(3, lines);
        Assert.AreEqual("all", lines[2].GetProperty("file").GetString());
        Assert.AreEqual(7, lines[2].GetProperty("tokenCount").GetInt32());
        double sum = lines[0].GetProperty("logProbability").GetDouble() + lines[1].GetProperty("logProbability").GetDouble();
        Assert.AreEqual(sum, lines[2].GetProperty("logProbability").GetDouble(), 1e-9);
    }

    [TestMethod]
    public void Perplexity_StandardInput_IsReadToo()
    {
        LmResult result = Lm.RunWithText("the cat\n", "perplexity", TestFiles.PathOf("model.arpa"), "-").Succeeds();

        Assert.HasCount(2, result.Lines);
    }

    [TestMethod]
    [DataRow("en.o2.default", "en")]
    [DataRow("en.o6.fallback", "en")]
    [DataRow("zh.o5.fallback", "zh")]
    public void Perplexity_GoldenModel_IsThatOfKenLm(string name, string language)
    {
        string[] query = File.ReadAllLines(KenLmGoldens.PathOf($"query/{name}.query.txt"));

        LmResult result = Lm.Run(
            "perplexity", KenLmGoldens.PathOf($"arpa/{name}.arpa"), KenLmGoldens.PathOf($"inputs/{language}.test.txt"), "--format", "json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        Assert.AreEqual(NumberAfter("Perplexity including OOVs:", query), line.GetProperty("perplexity").GetDouble(), 1e-3);
        Assert.AreEqual(NumberAfter("Perplexity excluding OOVs:", query), line.GetProperty("perplexityExcludingUnknowns").GetDouble(), 1e-3);
        Assert.AreEqual(NumberAfter("OOVs:", query), line.GetProperty("unknownCount").GetInt32());
        Assert.AreEqual(NumberAfter("Tokens:", query), line.GetProperty("tokenCount").GetInt32());
    }

    private static double NumberAfter(string label, IEnumerable<string> lines)
        => double.Parse(lines.Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..], CultureInfo.InvariantCulture);
}
