using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Tests;

/// <summary><c>lm ngram query</c>.</summary>
[TestClass]
public sealed class QueryTests
{
    private const string Model = "arpa/en.o3.prune.arpa";

    public static IEnumerable<object[]> Goldens
        => Directory.EnumerateFiles(KenLmGoldens.PathOf("query")).Order(StringComparer.Ordinal).Select(path => new object[] { Path.GetFileName(path) });

    [TestMethod]
    [DynamicData(nameof(Goldens))]
    public void Query_GoldenText_PrintsWhatKenLmPrints(string golden)
    {
        string model = golden[..^".query.txt".Length];
        string text = KenLmGoldens.PathOf($"inputs/{model[..model.IndexOf('.', StringComparison.Ordinal)]}.test.txt");

        LmResult result = Lm.Run("ngram", "query", KenLmGoldens.PathOf($"arpa/{model}.arpa"), text).Succeeds();

        Assert.AreEqual(File.ReadAllText(KenLmGoldens.PathOf($"query/{golden}")), result.Output);
    }

    // The expected texts are what KenLM's query prints for the same model.
    [TestMethod]
    public void Query_OtherWhiteSpaceAndNul_SplitsAsKenLm()
    {
        LmResult result = Lm.RunWithText("a  b\t the\rof\vx\f.\0y\n\n", "ngram", "query", KenLmGoldens.PathOf(Model), "-", "-v", "word", "-v", "sentence").Succeeds();

        Assert.AreEqual(
            "a=18 2 -0.9845041\tb=0 1 -3.4208763\tthe=6 1 -1.0649358\tof=25 1 -2.706371\tx=0 1 -2.6894782\t.\0y=0 1 -2.3884482\t</s>=2 1 -1.155007\t"
            + "Total: -14.409621 OOV: 3\n</s>=2 2 -1.6083835\tTotal: -1.6083835 OOV: 0\n",
            result.Output);
    }

    [TestMethod]
    public void Query_LastLineNotEnded_IsLeftOutOfTheTotalsAsInKenLm()
    {
        LmResult result = Lm.RunWithText("the\nx y", "ngram", "query", KenLmGoldens.PathOf(Model), "--verbosity", "summary").Succeeds();

        Assert.AreEqual(
            "Perplexity including OOVs:\t4.789022633671226\nPerplexity excluding OOVs:\t0.21652485204461347\nOOVs:\t0\nTokens:\t4\n", result.Output);
    }

    [TestMethod]
    public void Query_NoSentenceBoundaries_ScoresTheWordsAlone()
    {
        LmResult result = Lm.RunWithText("<unk>\n", "ngram", "query", "-n", KenLmGoldens.PathOf(Model)).Succeeds();

        Assert.AreEqual(
            "<unk>=0 1 -2.3884482\tTotal: -2.3884482 OOV: 1\nPerplexity including OOVs:\t244.5953736333753\nPerplexity excluding OOVs:\tNaN\nOOVs:\t1\nTokens:\t1\n",
            result.Output);
    }

    [TestMethod]
    public void Query_EmptyText_HasNoPerplexity()
    {
        LmResult result = Lm.Run("ngram", "query", KenLmGoldens.PathOf(Model)).Succeeds();

        Assert.AreEqual("Perplexity including OOVs:\tNaN\nPerplexity excluding OOVs:\tNaN\nOOVs:\t0\nTokens:\t0\n", result.Output);
    }

    [TestMethod]
    [DataRow(0.0, "0")]
    [DataRow(-0.0, "-0")]
    [DataRow(1.0, "1")]
    [DataRow(-2.5, "-2.5")]
    [DataRow(100.0, "100")]
    [DataRow(0.1, "0.1")]
    [DataRow(0.000001, "0.000001")]
    [DataRow(0.0000001, "1e-7")]
    [DataRow(-1.25e-9, "-1.25e-9")]
    [DataRow(1e20, "100000000000000000000")]
    [DataRow(1e21, "1e21")]
    [DataRow(1.5e300, "1.5e300")]
    [DataRow(123456789012345680.0, "123456789012345680")]
    [DataRow(double.NegativeInfinity, "-inf")]
    [DataRow(double.PositiveInfinity, "inf")]
    [DataRow(double.NaN, "NaN")]
    public void Format_AnyNumber_HasTheFewestDigitsInKenLmsForm(double value, string expected)
        => Assert.AreEqual(expected, ShortestNumber.Format(value));

    [TestMethod]
    public void Query_InvalidUtf8_NamesTheFile()
    {
        string text = TestFiles.Write("query-invalid.txt", [.. "the cat\nbad "u8, 0xFF, (byte)'\n']);

        Lm.Run("ngram", "query", TestFiles.PathOf("model.arpa"), text).Fails(1, "query-invalid.txt, line 2, byte offset 12");
    }

    [TestMethod]
    public void Format_SingleNumber_HasTheFewestDigits()
    {
        Assert.AreEqual("-0.061150488", ShortestNumber.Format(-0.061150488f));
        Assert.AreEqual("16777216", ShortestNumber.Format(16777216f));
        Assert.AreEqual("1e-7", ShortestNumber.Format(1e-7f));
    }
}
