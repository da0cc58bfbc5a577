using System.Globalization;
using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm score</c> with every kind of model and in every format.</summary>
[TestClass]
public sealed class ScoreTests
{
    public static IEnumerable<object[]> Models => TestFiles.Models.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Score_AnyKindOfModel_GivesTheScoresOfTheArpaFile(string model)
    {
        string[] arguments = ["score", TestFiles.PathOf(model), TestFiles.Text, "--format", "json"];
        string[] expected = ["score", TestFiles.PathOf("model.arpa"), TestFiles.Text, "--format", "json"];

        double[] scores = LogProbabilities(Lm.Run(arguments).Succeeds());

        Assert.HasCount(12, scores);
        double[] ofArpa = LogProbabilities(Lm.Run(expected).Succeeds());
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(ofArpa[i], scores[i], 1e-5, model);
        }
    }

    [TestMethod]
    public void Score_Json_HasExactlyTheseMembers()
    {
        LmResult result = Lm.RunWithText("the zebra 世界\n", "score", TestFiles.PathOf("model.arpa"), "--format", "json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        string[] members = ["text", "tokens", "ids", "logProbabilities", "logProbability", "tokenCount", "unknownCount", "perplexity", "bitsPerByte"];
        CollectionAssert.AreEqual(members, line.EnumerateObject().Select(p => p.Name).ToArray());
        Assert.AreEqual("the zebra 世界", line.GetProperty("text").GetString());
        string?[] tokens = [.. line.GetProperty("tokens").EnumerateArray().Select(e => e.GetString())];
        CollectionAssert.AreEqual(new[] { "the", "<unk>", "世界", "</s>" }, tokens);
        Assert.AreEqual(4, line.GetProperty("ids").GetArrayLength());
        Assert.AreEqual(4, line.GetProperty("tokenCount").GetInt32());
        Assert.AreEqual(1, line.GetProperty("unknownCount").GetInt32());
        double[] logs = [.. line.GetProperty("logProbabilities").EnumerateArray().Select(e => e.GetDouble())];
        double sum = line.GetProperty("logProbability").GetDouble();
        Assert.AreEqual(logs.Sum(), sum, 1e-12);
        Assert.AreEqual(Math.Exp(-sum / 4), line.GetProperty("perplexity").GetDouble(), 1e-9);
        Assert.AreEqual(-sum / Math.Log(2) / 16, line.GetProperty("bitsPerByte").GetDouble(), 1e-9); // 3 + 1 + 5 + 1 + 6 bytes
    }

    [TestMethod]
    public void Score_EmptyLine_ScoresTheEndOnly()
    {
        LmResult result = Lm.RunWithText("\n", "score", TestFiles.PathOf("model.lm"), "-", "--format", "json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        Assert.AreEqual(1, line.GetProperty("tokenCount").GetInt32());
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("bitsPerByte").ValueKind); // no bytes
    }

    [TestMethod]
    public void Score_ProbabilityZero_IsNullInJson()
    {
        string model = TestFiles.PathOf("mle.lm");
        Lm.Run("ngram", "train", TestFiles.Text, "--smoothing", "mle", "-o", model).Succeeds();

        LmResult result = Lm.RunWithText("cat the\n", "score", model, "--format", "json").Succeeds();

        JsonElement line = JsonElement.Parse(result.Lines.Single());
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("logProbability").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("perplexity").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("logProbabilities")[0].ValueKind);
    }

    [TestMethod]
    public void Score_Tsv_IsAHeaderAndALineEach()
    {
        LmResult result = Lm.RunWithText("the cat\tsat\na\n", "score", TestFiles.PathOf("model.arpa"), "--format", "tsv").Succeeds();

        Assert.HasCount(3, result.Lines);
        Assert.AreEqual("text\tlogProbability\ttokenCount\tunknownCount\tperplexity\tbitsPerByte", result.Lines[0]);
        string[] fields = result.Lines[1].Split('\t');
        Assert.AreEqual("the cat\\tsat", fields[0]);
        Assert.AreEqual("4", fields[2]);
        Assert.AreEqual(Math.Exp(-double.Parse(fields[1], CultureInfo.InvariantCulture) / 4), double.Parse(fields[4], CultureInfo.InvariantCulture), 1e-9);
    }

    [TestMethod]
    public void Score_Table_IsPlainTextWhereNobodyLooks()
    {
        LmResult result = Lm.RunWithText("the cat sat\n", "score", TestFiles.PathOf("model.arpa")).Succeeds();

        Assert.HasCount(2, result.Lines);
        Assert.AreEqual("log P (nats)  tokens  unknown  perplexity  bits/byte  text", result.Lines[0]);
        Assert.EndsWith("  the cat sat", result.Lines[1]);
        Assert.DoesNotContain("\u001b", result.Output);
        Assert.DoesNotContain("│", result.Output);
    }

    [TestMethod]
    public void Score_CrLfAndNoLastLineEnd_ScoreLikeLf()
    {
        string[] arguments = ["score", TestFiles.PathOf("model.arpa"), "-", "--format", "json"];

        string lf = Lm.RunWithText("the cat\na dog\n", arguments).Succeeds().Output;

        Assert.AreEqual(lf, Lm.RunWithText("the cat\r\na dog", arguments).Succeeds().Output);
    }

    private static double[] LogProbabilities(LmResult result)
        => [.. result.Lines.Select(line => JsonElement.Parse(line).GetProperty("logProbability").GetDouble())];
}
