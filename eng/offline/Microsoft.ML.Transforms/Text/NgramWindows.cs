namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the order in which n-grams are visited: by their first key, then depth first, skipping at most so many keys in all.</summary>
internal sealed class NgramWindows(int length, int skip)
{
    private readonly uint[] _ngram = new uint[length];

    /// <summary>Is given an n-gram; returns whether to go on.</summary>
    public delegate bool Visitor(ReadOnlySpan<uint> ngram);

    public void Visit(ReadOnlySpan<uint> keys, Visitor visitor)
    {
        for (int start = 0; start < keys.Length; start++)
        {
            ReadOnlySpan<uint> window = keys[start..Math.Min(keys.Length, start + length + skip)];
            _ngram[0] = window[0];
            if (!visitor(_ngram.AsSpan(0, 1)) || (window.Length > 1 && length > 1 && !Extend(window, 1, 0, visitor)))
            {
                return;
            }
        }
    }

    /// <summary>Adds a key to the first <paramref name="count"/>, which were taken with <paramref name="skipped"/> skips.</summary>
    private bool Extend(ReadOnlySpan<uint> window, int count, int skipped, Visitor visitor)
    {
        for (int k = skipped; k <= skip && k + count < window.Length; k++)
        {
            _ngram[count] = window[k + count];
            bool more = visitor(_ngram.AsSpan(0, count + 1));
            if (!more || (count + 1 < length && count + k + 1 < window.Length && !Extend(window, count + 1, k, visitor)))
            {
                return false;
            }
        }

        return true;
    }
}
