using System.Globalization;

namespace LanguageModeling.Tests;

/// <summary>Models made of models, and the cache.</summary>
[TestClass]
public sealed class RemodelTests
{
    [TestMethod]
    [DataRow("pruned.arpa", "--entropy 0.01")]
    [DataRow("pruned.lm", "--weighted-difference 0.5 --tokens 60 --min-order 2")]
    [DataRow("pruned.zip", "--entropy 0.01 --history-model model.arpa")]
    public void Prune_Model_IsSmallerAndScores(string name, string options)
    {
        string file = TestFiles.PathOf(name);
        string[] arguments = [.. options.Split(' ').Select(option => option == "model.arpa" ? TestFiles.PathOf(option) : option)];

        LmResult result = Lm.Run(["ngram", "prune", TestFiles.PathOf("model.arpa"), .. arguments, "-o", file]).Succeeds();

        string[] last = result.Lines[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.IsLessThan(int.Parse(last[1], CultureInfo.InvariantCulture), int.Parse(last[2], CultureInfo.InvariantCulture));
        Assert.HasCount(2, Lm.RunWithText("the cat sat\n", "score", file, "--format", "tsv").Succeeds().Lines);
    }

    [TestMethod]
    public void Prune_BadUsage_IsNamed()
    {
        Lm.Run("ngram", "prune", TestFiles.PathOf("model.arpa"), "-o", TestFiles.PathOf("never.lm")).Fails(2, "--entropy");
        Lm.Run("ngram", "prune", TestFiles.PathOf("model.arpa"), "--entropy", "1e-8").Fails(2, "--output");
        Lm.Run("ngram", "prune", TestFiles.PathOf("model.arpa"), "--entropy", "-1", "-o", TestFiles.PathOf("never.lm")).Fails(2, "--entropy");
    }

    [TestMethod]
    public void Mix_TuningText_GivesWeightsAndAModel()
    {
        string other = TestFiles.Write("other.txt", "the fish swims in the sea\nthe sea is wide\na fish swims\n");
        string tune = TestFiles.Write("tune.txt", "the cat swims\nthe dog sat on the mat\n");
        string second = TestFiles.PathOf("other.lm");
        Lm.Run("ngram", "train", other, "--order", "2", "--smoothing", "witten-bell", "-o", second).Succeeds();
        string first = TestFiles.PathOf("model.lm");

        LmResult fixedMix = Lm.Run("ngram", "mix", first, second, "--tune", tune, "-o", TestFiles.PathOf("mix.arpa")).Succeeds();
        Lm.Run("ngram", "mix", first, second, "--tune", tune, "--dynamic", "-o", TestFiles.PathOf("mix.zip")).Succeeds();

        double[] weights = [.. fixedMix.Lines.Skip(1).Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture))];
        Assert.AreEqual(1, weights.Sum(), 0.002);
        Lm.Run("ngram", "mix", first, second, "--weights", "0.05", "0.95", "--dynamic", "-o", TestFiles.PathOf("mix95.zip")).Succeeds();
        double tuned = Perplexity(TestFiles.PathOf("mix.zip"), tune);
        Assert.IsLessThan(Perplexity(TestFiles.PathOf("mix95.zip"), tune), tuned);
        Assert.AreEqual(tuned, Perplexity(TestFiles.PathOf("mix.arpa"), tune), 0.3 * tuned);
    }

    [TestMethod]
    public void Mix_BadUsage_IsNamed()
    {
        string model = TestFiles.PathOf("model.lm");
        Lm.Run("ngram", "mix", model, model, "-o", TestFiles.PathOf("never.lm")).Fails(2, "--weights", "--tune");
        Lm.Run("ngram", "mix", model, model, "--weights", "0.5", "0.5", "--dynamic", "-o", TestFiles.PathOf("never.lm")).Fails(2, ".zip");
        Lm.Run("ngram", "mix", model, model, "--weights", "0.5", "0.6", "-o", TestFiles.PathOf("never.lm")).Fails(2, "0.5, 0.6");
        Lm.Run("ngram", "mix", model, "--weights", "1", "-o", TestFiles.PathOf("never.lm")).Fails(2, "--help");
    }

    [TestMethod]
    public void Perplexity_Cache_GoesOnFromLineToLine()
    {
        string text = TestFiles.Write("repeats.txt", string.Concat(Enumerable.Repeat("rug ran rug ran\n", 20)));
        string model = TestFiles.PathOf("model.lm");

        double plain = Perplexity(model, text);
        Assert.IsLessThan(plain, Perplexity(model, text, "--cache", "0.3"));
        Assert.IsLessThan(Perplexity(model, text, "--cache", "0.3"), Perplexity(model, text, "--cache", "0.3", "--cache-order", "3"));
        Lm.Run("perplexity", model, text, "--cache", "1").Fails(2, "cache", "0.1");
    }

    private static double Perplexity(string model, string text, params string[] options)
        => double.Parse(Lm.Run(["perplexity", model, text, "--format", "tsv", .. options]).Succeeds().Lines[1].Split('\t')[5], CultureInfo.InvariantCulture);
}
