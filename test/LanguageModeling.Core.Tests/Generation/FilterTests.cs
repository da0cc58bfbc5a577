using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

[TestClass]
public class FilterTests
{
    private static readonly double[] Four = [0.1, 0.4, 0.2, 0.3];

    [TestMethod]
    public void Filters_NoneSet_KeepTheDistribution()
        => AssertDistribution(Four, Filter(Four, new GenerationOptions()));

    [TestMethod]
    public void Temperature_Half_SquaresProbabilities()
        // 0.01, 0.16, 0.04, 0.09; sum 0.30
        => AssertDistribution([1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0], Filter(Four, new GenerationOptions { Temperature = 0.5 }));

    [TestMethod]
    public void TopK_Two_KeepsTheTwoBest()
        // 0.4 and 0.3 of 0.7
        => AssertDistribution([0, 4 / 7.0, 0, 3 / 7.0], Filter(Four, new GenerationOptions { TopK = 2 }));

    [TestMethod]
    public void TopK_Ties_KeepsExactlyKByLowerId()
        => AssertDistribution([0.5, 0.5, 0, 0], Filter([0.25, 0.25, 0.25, 0.25], new GenerationOptions { TopK = 2 }));

    [TestMethod]
    public void TopK_AboveVocabulary_KeepsAll()
        => AssertDistribution(Four, Filter(Four, new GenerationOptions { TopK = 10 }));

    [TestMethod]
    public void TopP_SmallestSetThatReachesP_IsKept()
    {
        // 0.4 + 0.3 = 0.7
        AssertDistribution([0, 4 / 7.0, 0, 3 / 7.0], Filter(Four, new GenerationOptions { TopP = 0.65 }));
        // 0.7 < 0.75 <= 0.7 + 0.2
        AssertDistribution([0, 4 / 9.0, 2 / 9.0, 3 / 9.0], Filter(Four, new GenerationOptions { TopP = 0.75 }));
        AssertDistribution([0, 1, 0, 0], Filter(Four, new GenerationOptions { TopP = 1e-9 }));
    }

    [TestMethod]
    public void MinP_RelativeToTheBest_DropsTheRest()
        // 0.1 / 0.4 = 0.25 < 0.45 <= 0.2 / 0.4
        => AssertDistribution([0, 4 / 9.0, 2 / 9.0, 3 / 9.0], Filter(Four, new GenerationOptions { MinP = 0.45 }));

    [TestMethod]
    public void Typical_NearestToEntropy_CanDropTheBest()
    {
        // H = 1.279854; -ln P = 2.302585, 0.916291, 1.609438, 1.203973; distances 1.022731, 0.363563, 0.329584, 0.075881.
        // By rising distance: 0.3 (id 3), 0.2 (id 2), 0.4 (id 1), 0.1 (id 0).
        AssertDistribution([0, 0, 2 / 5.0, 3 / 5.0], Filter(Four, new GenerationOptions { TypicalP = 0.45 }));
        AssertDistribution([0, 0, 0, 1], Filter(Four, new GenerationOptions { TypicalP = 0.25 }));
        AssertDistribution([0, 4 / 9.0, 2 / 9.0, 3 / 9.0], Filter(Four, new GenerationOptions { TypicalP = 0.6 }));
    }

    [TestMethod]
    public void TopKThenTopP_ActsOnTheRenormalisedDistribution()
        // After top-k 3 the best has 0.4 / 0.9 = 0.444: enough for 0.43. Of the whole it would have only 0.4.
        => AssertDistribution([0, 1, 0, 0], Filter(Four, new GenerationOptions { TopK = 3, TopP = 0.43 }));

    [TestMethod]
    public void TemperatureThenTopP_ActsOnTheTemperedDistribution()
        // At T = 0.5 the best has 16 / 30 = 0.533: enough for 0.5.
        => AssertDistribution([0, 1, 0, 0], Filter(Four, new GenerationOptions { Temperature = 0.5, TopP = 0.5 }));

    [TestMethod]
    public void Filters_ImpossibleTokens_NeverCome()
        => AssertDistribution([0, 0.5, 0, 0.5], Filter([0, 0.5, 0, 0.5], new GenerationOptions { TopK = 3, TopP = 0.99, TypicalP = 0.99 }));

    [TestMethod]
    [DataRow(1, 0, 1.0, 0.0, 1.0)]
    [DataRow(2, 40, 0.9, 0.05, 0.9)]
    [DataRow(3, 0, 0.8, 0.0, 1.0)]
    [DataRow(4, 0, 1.0, 0.1, 1.0)]
    [DataRow(5, 0, 1.0, 0.0, 0.7)]
    [DataRow(6, 7, 1.0, 0.0, 0.5)]
    public void Filters_RandomDistributions_SumToOneAndMatchThePlainWay(int seed, int topK, double topP, double minP, double typicalP)
    {
        Xoshiro256 random = new((ulong)seed);
        GenerationOptions options = new() { TopK = topK, TopP = topP, MinP = minP, TypicalP = typicalP, Temperature = 0.5 + (seed / 4.0) };
        for (int round = 0; round < 10; round++)
        {
            double[] weights = [.. Enumerable.Range(0, 700).Select(_ => Math.Pow(random.NextDouble(), 9))];
            double[] probabilities = Normalize(weights);

            double[] actual = Filter(probabilities, options);

            Assert.AreEqual(1, actual.Sum(), 1e-12);
            AssertDistribution(PlainFilter(probabilities, options), actual);
        }
    }

    [TestMethod]
    public void SortFirst_RandomKeysWithTies_MatchesFullSort()
    {
        Xoshiro256 random = new(3);
        for (int round = 0; round < 150; round++)
        {
            int size = 1 + (int)(random.NextDouble() * 400);
            int different = 1 + (int)(random.NextDouble() * 50);
            float[] logits = [.. Enumerable.Range(0, size).Select(_ => (float)Math.Floor((random.NextDouble() - 0.5) * different))];
            Candidates candidates = new(size);
            candidates.Load(logits);

            candidates.SortFirst(round % 7);
            candidates.SortFirst((int)(random.NextDouble() * size));
            int wanted = (int)(random.NextDouble() * size);
            candidates.SortFirst(wanted);

            int[] expected = [.. Enumerable.Range(0, size).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(wanted)];
            CollectionAssert.AreEqual(expected, Enumerable.Range(0, wanted).Select(candidates.IdAt).ToArray());
            CollectionAssert.AreEquivalent(Enumerable.Range(0, size).ToArray(), Enumerable.Range(0, size).Select(candidates.IdAt).ToArray());
        }
    }

    [TestMethod]
    public void Load_PlusAndMinusZero_AreATie()
    {
        Candidates candidates = new(3);
        candidates.Load([-0f, 0f, -0f]);

        candidates.SortFirst(3);

        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, Enumerable.Range(0, 3).Select(candidates.IdAt).ToArray());
    }

    /// <summary>The distribution that is left, as the sampler draws from it.</summary>
    private static double[] Filter(double[] probabilities, GenerationOptions options)
    {
        Candidates candidates = new(probabilities.Length);
        candidates.Load(TestModel.Logs(probabilities));
        foreach (CandidateFilter filter in TokenSampler.CreateFilters(options))
        {
            filter.Apply(candidates);
        }

        double[] left = new double[probabilities.Length];
        double total = candidates.TotalWeight();
        for (int i = 0; i < candidates.Count; i++)
        {
            left[candidates.IdAt(i)] = candidates.WeightAt(i) / total;
        }

        return left;
    }

    /// <summary>The same with whole sorts and a new distribution after every step, in the documented order.</summary>
    private static double[] PlainFilter(double[] probabilities, GenerationOptions options)
    {
        double[] p = Normalize([.. probabilities.Select(value => Math.Exp((float)Math.Log(value) / options.Temperature))]);
        int[] ByRising(Func<int, double> key) => [.. Enumerable.Range(0, p.Length).Where(id => p[id] > 0).OrderBy(key).ThenBy(id => id)];
        double[] Keep(IEnumerable<int> ids)
        {
            HashSet<int> kept = [.. ids];
            return Normalize([.. p.Select((value, id) => kept.Contains(id) ? value : 0)]);
        }

        IEnumerable<int> Until(int[] order, double mass)
        {
            double sum = 0;
            return order.TakeWhile(id => (sum += p[id]) - p[id] < mass).ToArray();
        }

        p = options.TopK > 0 ? Keep(ByRising(id => -p[id]).Take(options.TopK)) : p;
        p = options.TopP < 1 ? Keep(Until(ByRising(id => -p[id]), options.TopP)) : p;
        double best = p.Max();
        p = Keep(ByRising(id => -p[id]).Where(id => p[id] >= options.MinP * best));
        double entropy = -p.Where(value => value > 0).Sum(value => value * Math.Log(value));
        return options.TypicalP < 1 ? Keep(Until(ByRising(id => Math.Abs(-Math.Log(p[id]) - entropy)), options.TypicalP)) : p;
    }

    private static double[] Normalize(double[] weights)
    {
        double total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }

    private static void AssertDistribution(double[] expected, double[] actual)
    {
        for (int id = 0; id < expected.Length; id++)
        {
            Assert.AreEqual(expected[id], actual[id], 2e-7, $"id {id}"); // logits are floats
        }
    }
}
