using LanguageModeling.Sampling;

namespace LanguageModeling.Tests.Generation;

/// <summary>The fast ways for large vocabularies keep what the plain loop keeps.</summary>
[TestClass]
public class LargeVocabularyTests
{
    private const int Size = 50_257;

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(40)]
    [DataRow(1000)]
    public void LoadBest_RoundedLogitsWithManyTies_AreTheBestByLowerId(int count)
    {
        foreach (float[] logits in Distributions())
        {
            int[] expected = [.. Enumerable.Range(0, Size).Where(id => logits[id] > float.NegativeInfinity).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(count)];
            var candidates = new Candidates(Size);

            candidates.LoadBest(logits, count);
            candidates.SortFirst(count);

            CollectionAssert.AreEqual(expected, Enumerable.Range(0, candidates.Count).Select(candidates.IdAt).ToArray());
        }
    }

    [TestMethod]
    [DataRow(0.5, 1.0)]
    [DataRow(0.95, 1.0)]
    [DataRow(0.95, 0.7)]
    [DataRow(0.999, 2.5)]
    public void TopP_LargeVocabulary_KeepsTheFewestBest(double p, double temperature)
    {
        foreach (float[] logits in Distributions())
        {
            double best = logits.Max();
            double[] weights = [.. logits.Select(logit => Math.Exp((logit - best) / temperature))];
            int[] order = [.. Enumerable.Range(0, Size).Where(id => logits[id] > float.NegativeInfinity).OrderByDescending(id => logits[id]).ThenBy(id => id)];
            double mass = p * weights.Sum();
            double sum = 0;
            var expected = new HashSet<int>();
            foreach (int id in order.TakeWhile(_ => sum < mass))
            {
                expected.Add(id);
                sum += weights[id];
            }

            var candidates = new Candidates(Size);
            candidates.Load(logits);
            candidates.Weigh(temperature);
            Assert.AreEqual(weights.Sum(), candidates.TotalWeight(), 1e-9 * weights.Sum());
            new TopPFilter(p).Apply(candidates);

            int[] kept = [.. Enumerable.Range(0, candidates.Count).Select(candidates.IdAt)];
            Assert.IsTrue(expected.SetEquals(kept), $"{kept.Length} instead of {expected.Count}");
            for (int i = 0; i < kept.Length; i++)
            {
                Assert.AreEqual(weights[kept[i]], candidates.WeightAt(i), 1e-12);
            }
        }
    }

    [TestMethod]
    public void Choose_GreedyWithTies_IsTheLowestId()
    {
        float[] logits = new float[Size];
        Array.Fill(logits, -3);
        logits[777] = logits[40_000] = 2;
        var sampler = new TokenSampler(GenerationOptions.Greedy, new Candidates(Size), new Xoshiro256(1));

        Assert.AreEqual(777, sampler.Choose(logits));
        Array.Fill(logits, float.NegativeInfinity);
        Assert.AreEqual(-1, sampler.Choose(logits));
    }

    [TestMethod]
    public void Choose_ManyDraws_HaveTheProbabilitiesOfTheNucleus()
    {
        // Five tokens share 0.9 of the mass, the others have the rest; of the five the draws must be even.
        float[] logits = new float[Size];
        Array.Fill(logits, MathF.Log(0.1f / (Size - 5)));
        int[] five = [3, 500, 20_000, 33_333, 50_256];
        foreach (int id in five)
        {
            logits[id] = MathF.Log(0.18f);
        }

        var sampler = new TokenSampler(new GenerationOptions { TopP = 0.85 }, new Candidates(Size), new Xoshiro256(1));
        int[] counts = new int[5];
        for (int i = 0; i < 2000; i++)
        {
            counts[Array.IndexOf(five, sampler.Choose(logits))]++;
        }

        // 400 each; the standard deviation is 18.
        Assert.IsTrue(Array.TrueForAll(counts, count => count is > 310 and < 490), string.Join(' ', counts));
    }

    private static IEnumerable<float[]> Distributions()
    {
        var random = new Random(5);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        yield return [.. Enumerable.Range(0, Size).Select(_ => (float)(3 * Normal()))];
        yield return [.. Enumerable.Range(0, Size).Select(_ => MathF.Round((float)(4 * Normal()), 1) - 11)];
        yield return [.. Enumerable.Range(0, Size).Select(id => id % 97 == 5 ? float.NegativeInfinity : (float)(0.01 * Normal()))];
        yield return [.. Enumerable.Range(0, Size).Select(id => (float)id / Size)];
    }
}
