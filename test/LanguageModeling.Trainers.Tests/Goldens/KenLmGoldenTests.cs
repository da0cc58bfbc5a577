using System.Globalization;
using System.Text;

namespace LanguageModeling.Tests.Goldens;

/// <summary>Models must equal those of KenLM's lmplz to the byte, and scores those of its query program.</summary>
[TestClass]
public sealed class KenLmGoldenTests
{
    private const double Ln10 = 2.302585092994046;

    [TestMethod]
    [DynamicData(nameof(KenLmGoldens.Models), typeof(KenLmGoldens))]
    public void TrainFromText_GoldenText_GivesTheSameArpaFile(string set, string model)
    {
        KenLmGoldens goldens = KenLmGoldens.Open(set);
        byte[] expected = goldens.Read($"arpa/{model}.arpa");
        (string input, NgramOptions options) = goldens.Command(model);

        var arpa = new MemoryStream();
        NgramLanguageModel.TrainFromText([input], options).SaveArpa(arpa);

        Assert.AreEqual(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(arpa.ToArray()));
        CollectionAssert.AreEqual(expected, arpa.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(KenLmGoldens.Models), typeof(KenLmGoldens))]
    public void LoadArpa_GoldenModel_IsWrittenAgainToTheByte(string set, string model)
    {
        KenLmGoldens goldens = KenLmGoldens.Open(set);
        byte[] expected = goldens.Read($"arpa/{model}.arpa");

        NgramLanguageModel read = NgramLanguageModel.LoadArpa(new MemoryStream(expected));
        var arpa = new MemoryStream();
        read.SaveArpa(arpa);

        Assert.IsEmpty(read.ArpaReport!.Warnings);
        CollectionAssert.AreEqual(expected, arpa.ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(KenLmGoldens.Queries), typeof(KenLmGoldens))]
    public void Query_GoldenTest_GivesTheSameScores(string set, string query)
    {
        CompareQuery(set, query, NgramFileFormat.Fast);
        CompareQuery(set, query, NgramFileFormat.Compact);
    }

    private static void CompareQuery(string set, string query, NgramFileFormat format)
    {
        KenLmGoldens goldens = KenLmGoldens.Open(set);
        string model = query[..query.IndexOf(".query", StringComparison.Ordinal)];
        bool sentences = !query.Contains(".query-n", StringComparison.Ordinal);
        string[] expected = Encoding.UTF8.GetString(goldens.Read($"query/{query}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string language = model[..model.IndexOf('.', StringComparison.Ordinal)];
        NgramLanguageModel read = NgramLanguageModel.LoadArpa(
            new MemoryStream(goldens.Read($"arpa/{model}.arpa")), new ArpaReadingOptions { Form = new NgramFileOptions { Format = format } });

        var totals = new Totals();
        string[] lines = File.ReadAllText(goldens.PathOf($"inputs/{language}.test.txt")).Split('\n')[..^1];
        for (int i = 0; i < lines.Length; i++)
        {
            CompareLine(read, lines[i], sentences, expected[i].Split('\t'), totals);
        }

        double excluding = Math.Exp(-(totals.LogProbability - totals.UnknownLogProbability) / (totals.Tokens - totals.Unknown));
        AssertNear(expected[^4], "Perplexity including OOVs:\t", Math.Exp(-totals.LogProbability / totals.Tokens));
        AssertNear(expected[^3], "Perplexity excluding OOVs:\t", excluding);
        Assert.AreEqual($"OOVs:\t{totals.Unknown}", expected[^2]);
        Assert.AreEqual($"Tokens:\t{totals.Tokens}", expected[^1]);
    }

    /// <summary>One line of query's output: word=id matched-length log10 for each token, and Total: log10 OOV: n.</summary>
    private static void CompareLine(NgramLanguageModel model, string line, bool sentences, string[] expected, Totals totals)
    {
        // query splits on all of C's white space
        List<int> ids = [.. line.Split([' ', '\t', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries).Select(word => model.Vocabulary.GetId(word))];
        List<int> context = [];
        if (sentences)
        {
            context.Add(model.SpecialTokens.BeginningOfSequence!.Value);
            ids.Add(model.SpecialTokens.EndOfSequence!.Value);
        }

        double total = 0;
        int unknown = 0;
        for (int t = 0; t < ids.Count; t++)
        {
            NgramScore score = model.Query(context.ToArray(), ids[t]);
            string[] fields = expected[t].Split(' ');
            Assert.AreEqual(fields[0][(fields[0].LastIndexOf('=') + 1)..], ids[t].ToString(CultureInfo.InvariantCulture), expected[t]);
            Assert.AreEqual(fields[1], score.MatchedLength.ToString(CultureInfo.InvariantCulture), expected[t]);
            Assert.AreEqual(double.Parse(fields[2], CultureInfo.InvariantCulture), score.LogProbability / Ln10, 1e-6, expected[t]);
            Assert.AreEqual(float.Parse(fields[2], CultureInfo.InvariantCulture), (float)(score.LogProbability / Ln10), 1e-5f * Math.Abs((float)(score.LogProbability / Ln10)), expected[t]);
            context.Add(ids[t]);
            total += score.LogProbability;
            if (ids[t] == model.SpecialTokens.Unknown)
            {
                unknown++;
                totals.UnknownLogProbability += score.LogProbability;
            }
        }

        string[] sums = expected[ids.Count].Split(' ');
        Assert.AreEqual(double.Parse(sums[1], CultureInfo.InvariantCulture), total / Ln10, 1e-5, line);
        Assert.AreEqual(sums[3], unknown.ToString(CultureInfo.InvariantCulture), line);
        totals.LogProbability += total;
        totals.Tokens += ids.Count;
        totals.Unknown += unknown;
    }

    private static void AssertNear(string line, string label, double actual)
    {
        Assert.StartsWith(label, line);
        double expected = double.Parse(line[label.Length..], CultureInfo.InvariantCulture);
        Assert.AreEqual(expected, actual, expected * 1e-6);
    }

    private sealed class Totals
    {
        public double LogProbability { get; set; }

        public double UnknownLogProbability { get; set; }

        public int Tokens { get; set; }

        public int Unknown { get; set; }
    }
}
