namespace LanguageModeling.Files;

/// <summary>A copy of some n-grams of one order, as a sink takes them, for work on another thread.</summary>
internal sealed class NgramBatch
{
    private int[] _words = [];
    private float[] _p = [];
    private float[] _b = [];
    private int _wordCount;
    private int _count;
    private int _backoffCount;

    /// <summary>[K, n] row-major.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, _wordCount);

    /// <summary>[K].</summary>
    public ReadOnlySpan<float> Log10Probabilities => _p.AsSpan(0, _count);

    /// <summary>[K]; empty at the highest order.</summary>
    public ReadOnlySpan<float> Log10Backoffs => _b.AsSpan(0, _backoffCount);

    /// <summary>Copies n-grams in, instead of those that were there.</summary>
    public void Set(ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        _wordCount = Copy(words, ref _words);
        _count = Copy(log10Probabilities, ref _p);
        _backoffCount = Copy(log10Backoffs, ref _b);
    }

    private static int Copy<T>(ReadOnlySpan<T> source, ref T[] target)
    {
        if (target.Length < source.Length)
        {
            target = new T[source.Length];
        }

        source.CopyTo(target);
        return source.Length;
    }
}
