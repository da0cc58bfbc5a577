using System.Numerics.Tensors;

namespace LanguageModeling.Sampling;

/// <summary>Chooses a token from the processed logits: the best one, or one drawn after temperature, top-k, top-p, min-p and typical.</summary>
internal sealed class TokenSampler(GenerationOptions options, Candidates candidates, Xoshiro256 random)
{
    private readonly CandidateFilter[] _filters = CreateFilters(options);

    /// <summary>The filters that are switched on, in the order they act.</summary>
    public static CandidateFilter[] CreateFilters(GenerationOptions options)
    {
        List<CandidateFilter> filters = [];
        if (options.TopK > 0)
        {
            filters.Add(new TopKFilter(options.TopK)); // as good before the temperature as after it, and leaves less to weigh
        }

        filters.Add(new TemperatureScaling(options.Temperature));
        if (options.TopP < 1)
        {
            filters.Add(new TopPFilter(options.TopP));
        }

        if (options.MinP > 0)
        {
            filters.Add(new MinPFilter(options.MinP));
        }

        if (options.TypicalP < 1)
        {
            filters.Add(new TypicalFilter(options.TypicalP));
        }

        return [.. filters];
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">Shape [V]; negative infinity for tokens that must not be chosen.</param>
    /// <returns>A token id, or -1 when no token is left.</returns>
    public int Choose(float[] logits) => options.Sample ? Draw(logits) : Best(logits);

    private static int Best(float[] logits)
    {
        int best = TensorPrimitives.IndexOfMax<float>(logits); // the first of equals
        return best >= 0 && logits[best] > float.NegativeInfinity ? best : -1;
    }

    private int Draw(float[] logits)
    {
        if (options.TopK > 0 && options.TopK <= logits.Length / 8)
        {
            candidates.LoadBest(logits, options.TopK);
        }
        else
        {
            candidates.Load(logits);
        }

        if (candidates.Count == 0)
        {
            return -1;
        }

        foreach (CandidateFilter filter in _filters)
        {
            filter.Apply(candidates);
        }

        // The first candidate at which the running sum passes u, u even in [0, W). Sums run in one fixed order.
        double u = random.NextDouble() * candidates.TotalWeight();
        double sum = 0;
        int drawn = -1;
        for (int i = 0; i < candidates.Count && sum <= u; i++)
        {
            double weight = candidates.WeightAt(i);
            if (weight > 0)
            {
                sum += weight;
                drawn = candidates.IdAt(i);
            }
        }

        return drawn;
    }
}
