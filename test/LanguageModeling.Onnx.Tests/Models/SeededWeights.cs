using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>Normally distributed weights from a seed.</summary>
internal sealed class SeededWeights(int seed)
{
    private readonly Random _random = new(seed);

    public Weight Make(string name, double mean, double deviation, params int[] dims)
    {
        var values = new float[dims.Aggregate(1, (product, dim) => product * dim)];
        for (int i = 0; i < values.Length; i++)
        {
            // Box and Muller 1958.
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = (float)(mean + deviation * radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return Weight.Of(name, values, [.. dims.Select(dim => (long)dim)]);
    }
}
