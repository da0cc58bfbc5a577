using System.Runtime.CompilerServices;
using LanguageModeling.Sampling;

namespace LanguageModeling.WordTraining;

/// <summary>Draws words by frequency to a power, with one random number and one look at a table (Walker 1977; Vose 1991).</summary>
internal sealed class NoiseDistribution
{
    private readonly (uint Threshold, int Alias)[] _table; // [V]
    private readonly float[] _shares; // [V]

    public NoiseDistribution(IReadOnlyList<long> counts, double exponent)
    {
        double[] shares = [.. counts.Select(count => PortableMath.Power(Math.Max(1, count), exponent))];
        double sum = 0;
        foreach (double share in shares)
        {
            sum += share;
        }

        _shares = [.. shares.Select(share => (float)(share / sum))];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int word = 0; word < shares.Length; word++)
        {
            shares[word] *= shares.Length / sum;
            (shares[word] < 1 ? small : large).Push(word);
        }

        _table = new (uint, int)[shares.Length];
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop();
            int more = large.Peek();
            _table[less] = ((uint)Math.Min(uint.MaxValue, shares[less] * (1L << 32)), more);
            shares[more] -= 1 - shares[less];
            if (shares[more] < 1)
            {
                small.Push(large.Pop());
            }
        }

        foreach (int word in small.Concat(large))
        {
            _table[word] = (uint.MaxValue, word);
        }
    }

    /// <summary>A word's probability.</summary>
    public float Share(int word) => _shares[word];

    /// <summary>Draws a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Draw(Xoshiro256 random)
    {
        ulong bits = random.Next();
        int word = (int)(((bits >> 32) * (ulong)_table.Length) >> 32);
        (uint threshold, int alias) = _table[word];
        return (uint)bits < threshold ? word : alias;
    }
}
