using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm generate</c>.</summary>
[TestClass]
public sealed class GenerateTests
{
    private static string Model => TestFiles.PathOf("model.lm");

    [TestMethod]
    public void Generate_SameSeed_GivesTheSameTextFromEveryKindOfModel()
    {
        string[] options = ["--prompt", "the cat", "--max-tokens", "12", "--temperature", "0.9", "--top-k", "8", "--top-p", "0.95", "--seed", "7"];

        string[] texts = [.. TestFiles.Models.Select(model => Lm.Run(["generate", TestFiles.PathOf(model), .. options]).Succeeds().Output)];

        Assert.IsTrue(texts.All(text => text == texts[0]), string.Join("", texts));
        Assert.EndsWith("\n", texts[0]);
    }

    [TestMethod]
    public void Generate_Greedy_ContinuesThePromptUntilTheEnd()
    {
        LmResult result = Lm.Run("generate", Model, "--prompt", "the dog sat on the", "--temperature", "0", "--echo").Succeeds();

        Assert.StartsWith("the dog sat on the ", result.Lines.Single());
    }

    [TestMethod]
    public void Generate_Json_GivesCountsSeedAndFinishReason()
    {
        LmResult result = Lm.Run(
            "generate", Model, "--prompt", "the", "--max-tokens", "3", "--min-tokens", "3", "--seed", "18446744073709551615", "--json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        Assert.AreEqual("the", line.GetProperty("prompt").GetString());
        Assert.AreEqual(3, line.GetProperty("tokenCount").GetInt32());
        Assert.AreEqual(3, line.GetProperty("ids").GetArrayLength());
        Assert.AreEqual("MaximumTokens", line.GetProperty("finishReason").GetString());
        Assert.AreEqual(ulong.MaxValue, line.GetProperty("seed").GetUInt64());
        double sum = line.GetProperty("logProbabilities").EnumerateArray().Sum(e => e.GetDouble());
        Assert.AreEqual(sum, line.GetProperty("logProbability").GetDouble(), 1e-9);
    }

    [TestMethod]
    public void Generate_Beams_GivesTheBestFirst()
    {
        LmResult result = Lm.Run(
            "generate", Model, "--prompt", "the", "--beams", "4", "--count", "3", "--max-tokens", "5", "--length-penalty", "0", "--json").Succeeds();

        double[] scores = [.. result.Lines.Select(line => JsonElement.Parse(line).GetProperty("logProbability").GetDouble())];
        Assert.HasCount(3, scores);
        Assert.IsTrue(scores[0] >= scores[1] && scores[1] >= scores[2]);
    }

    [TestMethod]
    public void Generate_Count_GivesALineForEach()
    {
        Assert.HasCount(4, Lm.Run("generate", Model, "--count", "4", "--seed", "1", "--max-tokens", "4").Succeeds().Lines);
    }

    [TestMethod]
    public void Generate_Stop_EndsBeforeTheText()
    {
        string[] options = ["--prompt", "the dog", "--temperature", "0", "--min-tokens", "1"];
        string whole = Lm.Run(["generate", Model, .. options]).Succeeds().Output;
        string stop = whole.Trim().Split(' ')[1];

        string stopped = Lm.Run(["generate", Model, .. options, "--stop", stop]).Succeeds().Output;

        Assert.StartsWith(stopped.TrimEnd('\n'), whole);
        Assert.DoesNotContain(stop, stopped);
    }

    [TestMethod]
    public void Generate_Ban_NeverGivesTheToken()
    {
        LmResult result = Lm.Run("generate", Model, "--ban", "the", "--ban", "a", "--seed", "1", "--count", "20", "--max-tokens", "20").Succeeds();

        Assert.IsFalse(result.Output.Split([' ', '\n']).Any(word => word is "the" or "a"));
        Lm.Run("generate", Model, "--ban", "zebra").Fails(2, "--ban zebra");
    }

    [TestMethod]
    public void Generate_Constraint_IsSatisfied()
    {
        string grammar = TestFiles.Write("pets.gbnf", "root ::= (\" the\" pet)+ \" sat\"\npet ::= \" cat\" | \" dog\"\n");
        string[] options = ["--prompt", "a bird", "--count", "5", "--max-tokens", "9"];

        LmResult choices = Lm.Run(["generate", Model, .. options, "--choice", " sat on the cat", "--choice", " ran"]).Succeeds();
        LmResult pattern = Lm.Run(["generate", Model, .. options, "--regex", "( (cat|dog|mat)){2}"]).Succeeds();
        LmResult pets = Lm.Run(["generate", Model, .. options, "--grammar", grammar]).Succeeds();

        Assert.IsTrue(choices.Lines.All(line => line is " sat on the cat" or " ran"), choices.Output);
        Assert.IsTrue(pattern.Lines.All(line => line.Split(' ') is ["", "cat" or "dog" or "mat", "cat" or "dog" or "mat"]), pattern.Output);
        Assert.IsTrue(pets.Lines.All(line => line.EndsWith(" sat", StringComparison.Ordinal)), pets.Output);
    }

    [TestMethod]
    public void Generate_ConstraintThatCannotBe_IsOneClearLine()
    {
        string schema = TestFiles.Write("schema.json", "{\"type\":\"object\"}");

        Lm.Run("generate", Model, "--json-schema", schema).Fails(2, "can spell no text");
        Lm.Run("generate", Model, "--json-schema", Model).Fails(1, "model.lm: The JSON schema is no JSON");
        Lm.Run("generate", Model, "--grammar", "nowhere.gbnf").Fails(1, "nowhere.gbnf");
        Lm.Run("generate", Model, "--regex", "a(").Fails(2, "at character 2");
        Lm.Run("generate", Model, "--regex", "a", "--choice", "b").Fails(2, "--choice and --regex cannot be had together");
    }

    [TestMethod]
    [DataRow("--temperature", "-1", "--temperature")]
    [DataRow("--top-p", "0", "--top-p")]
    [DataRow("--max-tokens", "0", "--max-tokens")]
    [DataRow("--seed", "-1", "--seed")]
    [DataRow("--beams", "x", "--beams")]
    public void Generate_OptionOutOfRange_IsBadUsageThatNamesIt(string option, string value, string named)
    {
        Lm.Run("generate", Model, option, value).Fails(2, named);
    }

    [TestMethod]
    public void Choose_Choices_AreRankedBestFirst()
    {
        string[] arguments = ["choose", Model, "--context", "the dog sat on the", "bird", "rug", "世界"];

        LmResult result = Lm.Run([.. arguments, "--format", "json"]).Succeeds();

        JsonElement[] lines = [.. result.Lines.Select(line => JsonElement.Parse(line))];
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, lines.Select(line => line.GetProperty("rank").GetInt32()).ToArray());
        Assert.AreEqual("rug", lines[0].GetProperty("choice").GetString());
        Assert.AreEqual(1, lines[0].GetProperty("index").GetInt32());
        Assert.HasCount(4, Lm.Run([.. arguments, "--format", "tsv"]).Succeeds().Lines);
        Assert.HasCount(4, Lm.Run(arguments).Succeeds().Lines);
    }

    [TestMethod]
    public void Choose_EmptyChoice_IsBadUsage()
    {
        Lm.Run("choose", Model, "--context", "the", "").Fails(2);
    }
}
