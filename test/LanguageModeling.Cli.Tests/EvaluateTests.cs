using System.Text.Json;

namespace LanguageModeling.Tests;

/// <summary><c>lm evaluate</c> on a table of questions.</summary>
[TestClass]
public sealed class EvaluateTests
{
    private static readonly string Questions = TestFiles.Write(
        "questions.jsonl",
        """
        {"start":"the cat","ends":{"text":["sat on","rug bird"]},"label":0}
        {"start":"the dog","ends":{"text":["a a","sat"]},"label":1}
        {"start":"a bird","ends":{"text":["sat on the","mat"]},"label":1}

        """);

    [TestMethod]
    public void Evaluate_Questions_IsTheMetricsOfRankedChoices()
    {
        JsonElement line = JsonElement.Parse(Lm.Run(
            "evaluate", TestFiles.PathOf("model.arpa"), Questions, "--input", "{{start}}", "--choices", "ends.text", "--answer", "{{label}}", "--format", "json").Succeeds().Lines.Single());

        TextLanguageModel model = NgramLanguageModel.LoadArpa(TestFiles.PathOf("model.arpa")).ToTextModel();
        var expected = new ChoiceMetricsBuilder();
        expected.Add(model.RankChoices("the cat ", ["sat on", "rug bird"]), 0);
        expected.Add(model.RankChoices("the dog ", ["a a", "sat"]), 1);
        expected.Add(model.RankChoices("a bird ", ["sat on the", "mat"]), 1);
        ChoiceMetrics metrics = expected.Build();
        Assert.AreEqual(3, line.GetProperty("questionCount").GetInt32());
        Assert.AreEqual(metrics.Accuracy, line.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.AreEqual(metrics.AccuracyPerToken, line.GetProperty("accuracyPerToken").GetDouble(), 1e-12);
        Assert.AreEqual(metrics.AccuracyPerByte!.Value, line.GetProperty("accuracyPerByte").GetDouble(), 1e-12);
        Assert.AreEqual(0.5, line.GetProperty("chanceAccuracy").GetDouble(), 1e-12);
    }

    [TestMethod]
    public void Evaluate_FewShotWithFixedChoices_Succeeds()
    {
        string[] lines = Lm.Run(
            "evaluate", TestFiles.PathOf("model.lm"), Questions, "--input", "{{start}}\\n", "--output", "{{ends.text[label]}}", "--shots", "2", "--choice", "sat", "--choice", "ran",
            "--answer", "sat", "--format", "tsv").Succeeds().Lines;

        Assert.AreEqual("questionCount", lines[0].Split('\t')[0]);
        Assert.AreEqual("3", lines[1].Split('\t')[0]);
    }

    [TestMethod]
    public void Evaluate_BadInput_NamesFileObjectAndCure()
    {
        string model = TestFiles.PathOf("model.lm");
        Lm.Run("evaluate", model, Questions, "--input", "{{start}}", "--choices", "ends", "--answer", "{{label}}").Fails(1, "questions.jsonl, object 1: the member ends is no list of texts.");
        Lm.Run("evaluate", model, Questions, "--input", "{{start}}", "--choice", "x", "--answer", "{{label}}").Fails(1, "object 2: the answer \"1\" is neither the number of one of 1 choices");
        Lm.Run("evaluate", model, Questions, "--input", "{{stop}}", "--choice", "x", "--answer", "0").Fails(2, "needs \"stop\"");
        Lm.Run("evaluate", model, TestFiles.Write("bad.jsonl", "[1]\n"), "--input", "x", "--choice", "x", "--answer", "0").Fails(1, "bad.jsonl, object 1: the line is no JSON object.");
        Lm.Run("evaluate", model, Questions, "--input", "x", "--answer", "0").Fails(2, "Give either --choices or --choice.");
        Lm.Run("evaluate", model, Questions, "--input", "x", "--answer", "0", "--choice", "a", "--shots", "1").Fails(1, "The task has no template of the output.");
    }
}
