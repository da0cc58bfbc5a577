namespace LanguageModeling.Layouts;

/// <summary>Some n-grams of one order that are kept until they are put into a model.</summary>
internal sealed class NgramBatch
{
    private int[] _words = [];
    private float[] _p = [];
    private float[] _b = [];
    private int _wordCount;
    private int _count;
    private int _backoffCount;

    /// <summary>Where their parts are.</summary>
    public NgramParts Parts { get; } = new();

    /// <summary>[K, n] row-major.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, _wordCount);

    /// <summary>[K].</summary>
    public ReadOnlySpan<float> Log10Probabilities => _p.AsSpan(0, _count);

    /// <summary>[K]; empty at the highest order.</summary>
    public ReadOnlySpan<float> Log10Backoffs => _b.AsSpan(0, _backoffCount);

    /// <summary>Keeps n-grams instead of those kept before.</summary>
    public void Keep(ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
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
