using System.Globalization;
using System.Text.Json;
using LanguageModeling.Tests.Models;

namespace LanguageModeling.Tests;

/// <summary>ONNX models on the command line.</summary>
[TestClass]
public sealed class OnnxTests
{
    private static readonly int[] Ids = [5, 17, 3, 88, 41];
    private static readonly TemporaryFolder Folder = new();
    private static readonly ReferenceDecoder Reference = new(ExportedDecoder.Weights(ExportedForm.Fused));

    [ClassInitialize]
    public static void Write(TestContext context)
    {
        ExportedDecoder.Write(ExportedForm.Fused, Folder.Path);
        TinyTokenizer.Write(Folder.Path, 96);
        File.WriteAllText(Folder.File("config.json"), """{ "model_type": "gpt2", "n_positions": 64, "bos_token_id": 95, "eos_token_id": 95 }""");
    }

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    public void Score_LinesOfIds_AreScoredAsTheyAre()
    {
        string[] lines = Lm.RunWithText("5 17 3 88 41\n7\n\n", "score", Folder.File("model.onnx"), "--ids", "--format", "json").Succeeds().Lines;

        JsonElement first = JsonElement.Parse(lines[0]);
        CollectionAssert.AreEqual(Ids[1..], first.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray());
        double[] scores = [.. first.GetProperty("logProbabilities").EnumerateArray().Select(value => value.GetDouble())];
        double[] expected = Reference.LogProbabilities(Ids);
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.AreEqual(expected[t], scores[t], 1e-4);
        }

        Assert.AreEqual(0, JsonElement.Parse(lines[1]).GetProperty("tokenCount").GetInt32());
    }

    [TestMethod]
    public void Score_LineOfIdsLongerThanTheContext_GoesThroughWindows()
    {
        int[] ids = [.. Enumerable.Range(0, 100).Select(i => i * 7 % 96)];

        string[] lines = Lm.RunWithText($"5 17\n{string.Join(' ', ids)}\n", "score", Folder.Path, "--ids", "--format", "json").Succeeds().Lines;

        // Windows of 64 tokens of context: ids 0 to 64, then 32 to 96, then 35 to 99; each scores what those before it have not.
        double[] expected = [.. Window(ids[..65]), .. Window(ids[32..97])[32..], .. Window(ids[35..])[61..]];
        double[] scores = [.. JsonElement.Parse(lines[1]).GetProperty("logProbabilities").EnumerateArray().Select(value => value.GetDouble())];
        Assert.HasCount(99, scores);
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.AreEqual(expected[t], scores[t], 1e-4);
        }

        static double[] Window(int[] window) => [.. Reference.Logits(window.AsSpan(0, window.Length - 1)).Select((logits, t) => logits[window[t + 1]] - ReferenceDecoder.LogSumExp(logits))];
    }

    [TestMethod]
    public void Score_LongLineAmongShortOnes_EachIsAsAlone()
    {
        string longLine = TinyTokenizer.Text(Enumerable.Range(0, 90));

        string[] lines = Lm.RunWithText($"t5 t17\n{longLine}\nt3\n", "score", Folder.Path, "--format", "json").Succeeds().Lines;

        Assert.AreEqual(Lm.RunWithText($"{longLine}\n", "score", Folder.Path, "--format", "json").Succeeds().Lines.Single(), lines[1]);
        double[] short3 = [.. JsonElement.Parse(lines[2]).GetProperty("logProbabilities").EnumerateArray().Select(value => value.GetDouble())];
        CollectionAssert.AreEqual(Reference.LogProbabilities([95, 3, 95]), short3, Comparer<double>.Create((a, b) => Math.Abs(a - b) < 1e-4 ? 0 : 1));
    }

    [TestMethod]
    public void Generate_Ids_PrintsIds()
    {
        string text = Lm.Run("generate", Folder.Path, "--ids", "--prompt", "5 17 3", "--temperature", "0", "--max-tokens", "6").Succeeds().Output;

        Assert.AreEqual(string.Join(' ', Greedy([5, 17, 3], 6)), text.Trim());
    }

    [TestMethod]
    public void Generate_Text_GoesThroughTheTokenizerBesideTheModel()
    {
        string text = Lm.Run("generate", Folder.Path, "--prompt", "t5 t17 t3", "--temperature", "0", "--max-tokens", "6").Succeeds().Output;

        Assert.AreEqual(TinyTokenizer.Text(Greedy([5, 17, 3], 6)), text.Trim());
    }

    [TestMethod]
    public void Choose_Ids_RanksThem()
    {
        string[] lines = Lm.Run("choose", Folder.Path, "--ids", "--context", "5 17", "--format", "tsv", "3", "88", "9 9").Succeeds().Lines;

        double[] next = Reference.Logits([5, 17])[1];
        string expected = next[3] > next[88] ? "3" : "88";
        string[] order = [.. lines.Skip(1).Select(line => line.Split('\t')[1]).Where(choice => choice != "9 9")];
        Assert.AreEqual(expected, order[0]);
    }

    [TestMethod]
    public void Perplexity_TextWithEnds_IsThatOfTheWholeSequence()
    {
        string[] lines = Lm.RunWithText("t5 t17 t3 t88 t41\n", "perplexity", Folder.Path, "-", "--format", "tsv").Succeeds().Lines;

        string[] names = lines[0].Split('\t');
        double total = double.Parse(lines[1].Split('\t')[Array.IndexOf(names, "logProbability")], CultureInfo.InvariantCulture);
        Assert.AreEqual(Reference.LogProbabilities([95, .. Ids, 95]).Sum(), total, 1e-3); // GPT-2's text stands between two of its ends
    }

    [TestMethod]
    public void Score_WordThatIsNoId_SaysWhatIds()
        => Lm.RunWithText("5 x\n", "score", Folder.Path, "--ids").Fails(1, "\"x\" is no token id of the model. With --ids, a line holds numbers from 0 to 95 with spaces between them.");

    [TestMethod]
    public void Doctor_Model_TellsDeviceAndForm()
    {
        string text = Lm.Run("doctor", Folder.Path, "--device", "cpu").Succeeds().Output;

        StringAssert.Contains(text, "ONNX Runtime ");
        StringAssert.Contains(text, "runs on cpu: The processor was asked for.");
        StringAssert.Contains(text, "form: one graph; key/value cache in place, 4 parts of 4 heads of 8, float; chosen rows of logits, log probabilities");
        StringAssert.Contains(text, "tokens: 96; context: 64");
        StringAssert.Contains(text, "tokenizer: 96 tokens");
    }

    [TestMethod]
    public void Doctor_DeviceThatIsNotThere_SaysWhy()
        => Lm.Run("doctor", "--device", "cuda:9999").Fails(1, "cuda:9999 cannot be used: ");

    private static int[] Greedy(int[] ids, int count)
    {
        List<int> all = [.. ids];
        for (int i = 0; i < count; i++)
        {
            double[] logits = Reference.Logits([.. all])[^1];
            all.Add(Array.IndexOf(logits, logits.Max()));
        }

        return [.. all.Skip(ids.Length)];
    }
}
