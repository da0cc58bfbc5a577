using LanguageModeling.Files;

namespace LanguageModeling.DiskEstimation;

/// <summary>Collects n-grams of one order for a sink.</summary>
/// <param name="n">The order.</param>
/// <param name="newIds">The id in the model of each word; null when they are the same.</param>
/// <param name="hasBackoffs">Whether it is below the highest order.</param>
/// <param name="sink">Receives them.</param>
internal sealed class SinkBatch(int n, int[]? newIds, bool hasBackoffs, INgramSink sink)
{
    private const int Size = 1 << 14;

    private readonly int[] _words = new int[Size * n];
    private readonly float[] _p = new float[Size];
    private readonly float[] _b = new float[hasBackoffs ? Size : 0];
    private int _count;

    /// <summary>Adds an n-gram.</summary>
    /// <param name="words">From the last to the first.</param>
    /// <param name="log10P">log10 of its probability.</param>
    /// <param name="log10B">log10 of its back-off weight.</param>
    public void Add(ReadOnlySpan<int> words, float log10P, float log10B)
    {
        for (int k = 0; k < n; k++)
        {
            int word = words[n - 1 - k];
            _words[(_count * n) + k] = newIds is null ? word : newIds[word];
        }

        _p[_count] = log10P;
        if (hasBackoffs)
        {
            _b[_count] = log10B;
        }

        if (++_count == Size)
        {
            Flush();
        }
    }

    /// <summary>Gives what is left.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            sink.Add(n, _words.AsSpan(0, _count * n), _p.AsSpan(0, _count), _b.AsSpan(0, hasBackoffs ? _count : 0));
            _count = 0;
        }
    }
}
