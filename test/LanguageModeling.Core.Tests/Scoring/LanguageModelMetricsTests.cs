namespace LanguageModeling.Tests.Scoring;

[TestClass]
public sealed class LanguageModelMetricsTests
{
    private const int Unknown = 9;
    private static readonly double Ln2 = Math.Log(2);

    // Bits: 1 + 2 over 2 tokens and 3 bytes; 5 over 1 token, an unknown one, and 1 byte; 0 over 1 token and 2 bytes.
    private static readonly SequenceScore[] Scores =
    [
        Score([1, 2], [0, 4], [1, 1], 3),
        Score([5], [2], [Unknown], 1),
        Score([0], [0], [1], 2),
    ];

    [TestMethod]
    public void From_Scores_GivesTotals()
    {
        var metrics = LanguageModelMetrics.From(Scores);

        Assert.AreEqual(3, metrics.SequenceCount);
        Assert.AreEqual(4, metrics.TokenCount);
        Assert.AreEqual(1, metrics.UnknownCount);
        Assert.AreEqual(6, metrics.ByteCount);
        Assert.AreEqual(-8 * Ln2, metrics.LogProbability, 1e-12);
        Assert.AreEqual(-3 * Ln2, metrics.LogProbabilityExcludingUnknowns, 1e-12);
        Assert.AreEqual(2 * Ln2, metrics.CrossEntropy, 1e-12); // 8 bits / 4
        Assert.AreEqual(2, metrics.BitsPerToken, 1e-12);
        Assert.AreEqual(4, metrics.Perplexity, 1e-12);
        Assert.AreEqual(2, metrics.PerplexityExcludingUnknowns, 1e-12); // 3 bits / 3
        Assert.AreEqual(8 / 6.0, metrics.BitsPerByte!.Value, 1e-12);
    }

    [TestMethod]
    public void From_Scores_GivesStandardErrors()
    {
        var metrics = LanguageModelMetrics.From(Scores);

        // r = 2 bits a token; differences 3 - 4, 5 - 2, 0 - 2: squares 1 + 9 + 4 = 14; sqrt(3/2 · 14) / 4.
        double bits = Math.Sqrt(21) / 4;
        Assert.AreEqual(bits * Ln2, metrics.CrossEntropyStandardError!.Value, 1e-12);
        Assert.AreEqual(4 * bits * Ln2, metrics.PerplexityStandardError!.Value, 1e-12);

        // r = 4/3 bits a byte; differences 3 - 4, 5 - 4/3, 0 - 8/3: squares (9 + 121 + 64) / 9; sqrt(3/2 · 194/9) / 6.
        Assert.AreEqual(Math.Sqrt(1.5 * 194 / 9) / 6, metrics.BitsPerByteStandardError!.Value, 1e-12);
    }

    [TestMethod]
    public void AccuracyAt_Ranks_CountsTheBest()
    {
        // Ranks 0, 4, 2, 0.
        var metrics = LanguageModelMetrics.From(Scores);
        Assert.AreEqual(0.5, metrics.AccuracyAt(1));
        Assert.AreEqual(0.5, metrics.AccuracyAt(2));
        Assert.AreEqual(0.75, metrics.AccuracyAt(3));
        Assert.AreEqual(1, metrics.AccuracyAt(5));
        Assert.AreEqual(1, metrics.AccuracyAt(int.MaxValue));
        Assert.AreEqual(0.25, metrics.AccuracyStandardErrorAt(1)); // sqrt(1/4 / 4)
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => metrics.AccuracyAt(0));
    }

    [TestMethod]
    public void From_NothingOrOne_HasNoStandardErrors()
    {
        var none = LanguageModelMetrics.From([]);
        Assert.AreEqual(0, none.SequenceCount);
        Assert.AreEqual(0, none.LogProbability);
        Assert.AreEqual(0, none.CrossEntropy);
        Assert.AreEqual(1, none.Perplexity);
        Assert.AreEqual(1, none.PerplexityExcludingUnknowns);
        Assert.IsNull(none.CrossEntropyStandardError);
        Assert.IsNull(none.PerplexityStandardError);
        Assert.IsNull(none.BitsPerByte);
        Assert.IsNull(none.AccuracyAt(1));
        Assert.IsNull(none.AccuracyStandardErrorAt(1));
        Assert.IsNull(LanguageModelMetrics.From(Scores[..1]).CrossEntropyStandardError);
    }

    [TestMethod]
    public void From_ScoresWithoutBytesOrRanks_HasNone()
    {
        SequenceScore[] scores = [Scores[0], Score([1], null, [1], null)];
        var metrics = LanguageModelMetrics.From(scores);
        Assert.IsNull(metrics.ByteCount);
        Assert.IsNull(metrics.BitsPerByte);
        Assert.IsNull(metrics.BitsPerByteStandardError);
        Assert.IsNull(metrics.AccuracyAt(1));
        Assert.AreEqual(4 / 3.0, metrics.BitsPerToken, 1e-12);
    }

    [TestMethod]
    public void From_ProbabilityZero_GivesInfinitiesAndNoErrors()
    {
        var metrics = LanguageModelMetrics.From([.. Scores, Score([double.PositiveInfinity], [0], [Unknown], 1)]);
        Assert.AreEqual(double.NegativeInfinity, metrics.LogProbability);
        Assert.AreEqual(double.PositiveInfinity, metrics.Perplexity);
        Assert.AreEqual(double.PositiveInfinity, metrics.BitsPerByte);
        Assert.AreEqual(2, metrics.PerplexityExcludingUnknowns, 1e-12);
        Assert.IsNull(metrics.CrossEntropyStandardError);
        Assert.IsNull(metrics.BitsPerByteStandardError);
    }

    [TestMethod]
    public void Merge_Parts_EqualsTheWhole()
    {
        var random = new Random(8);
        SequenceScore[] scores = [.. Enumerable.Range(0, 100).Select(_ => Score([.. Enumerable.Range(0, random.Next(6)).Select(_ => random.NextDouble() * 9)], null, null, random.Next(40)))];
        var builders = Enumerable.Range(0, 4).Select(_ => new LanguageModelMetricsBuilder()).ToArray();
        Parallel.For(0, 4, part =>
        {
            for (int i = part; i < scores.Length; i += 4)
            {
                builders[part].Add(scores[i]);
            }
        });

        var merged = new LanguageModelMetricsBuilder();
        Array.ForEach(builders, merged.Merge);
        LanguageModelMetrics actual = merged.Build();
        var expected = LanguageModelMetrics.From(scores);

        Assert.AreEqual(expected.SequenceCount, actual.SequenceCount);
        Assert.AreEqual(expected.TokenCount, actual.TokenCount);
        Assert.AreEqual(expected.ByteCount, actual.ByteCount);
        Assert.AreEqual(expected.CrossEntropy, actual.CrossEntropy, 1e-12);
        Assert.AreEqual(expected.CrossEntropyStandardError!.Value, actual.CrossEntropyStandardError!.Value, 1e-12);
        Assert.AreEqual(expected.BitsPerByteStandardError!.Value, actual.BitsPerByteStandardError!.Value, 1e-12);
    }

    [TestMethod]
    public void Merge_Ranks_AddsThem()
    {
        var left = new LanguageModelMetricsBuilder();
        var right = new LanguageModelMetricsBuilder();
        left.Add(Scores[1]); // rank 2
        right.Add(Scores[0]); // ranks 0, 4
        left.Merge(right);
        Assert.AreEqual(1 / 3.0, left.Build().AccuracyAt(1)!.Value, 1e-12);
        Assert.AreEqual(1, left.Build().AccuracyAt(5));
    }

    [TestMethod]
    public void StandardError_SequencesOfOneToken_IsThatOfAMean()
    {
        // 1, 2, 3, 6 nats: mean 3, squares 4 + 1 + 0 + 9 = 14; sqrt(14 / 3 / 4).
        var builder = new LanguageModelMetricsBuilder();
        foreach (double nats in (double[])[1, 2, 3, 6])
        {
            builder.Add(-nats, -nats, tokenCount: 1, unknownCount: 0);
        }

        Assert.AreEqual(Math.Sqrt(14 / 12.0), builder.Build().CrossEntropyStandardError!.Value, 1e-12);
    }

    [TestMethod]
    public void Add_Faults_AreNamed()
    {
        var builder = new LanguageModelMetricsBuilder();
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => builder.Add(double.NaN, 0, 1, 0)).Message,
            "A log probability is not a number. Leave sequences without a score out.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => builder.Add(0, 0, -1, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => builder.Add(0, 0, 1, 2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => builder.Add(0, 0, 1, 0, -1));
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => builder.Add(0, 0, 2, 0, null, [-1])).Message,
            "Expected 2 ranks from 0 on, or none, but got 1, the least -1.");
    }

    private static SequenceScore Score(double[] bits, int[]? ranks, int[]? tokens, long? bytes)
        => new(tokens ?? new int[bits.Length], [.. bits.Select(b => -b * Ln2)], new SpecialTokens { Unknown = Unknown }, ranks, bytes);
}
