using LanguageModeling.Files;

namespace LanguageModeling.Embeddings;

/// <summary>
/// Vectors of n-grams of characters: a word that was never seen gets the mean of those of its n-grams (Bojanowski et al. 2017). Only buckets that some
/// word of the training fell into have one; n-grams in others were never learnt and are passed over.
/// </summary>
internal sealed class SubwordVectors
{
    private readonly CharacterNgrams _ngrams;
    private readonly int[] _buckets; // [R], rising
    private readonly float[] _values; // [R, D]
    private readonly int _dimension; // D

    /// <summary>Takes the buckets that have a vector, rising, and their vectors, row-major.</summary>
    public SubwordVectors(CharacterNgrams ngrams, int[] buckets, float[] values, int dimension)
    {
        _ngrams = ngrams;
        _buckets = buckets;
        _values = values;
        _dimension = dimension;
    }

    /// <summary>The vector of a word; false and zeros when none of its n-grams has one.</summary>
    /// <param name="word">The word.</param>
    /// <param name="vector">Receives the vector, of length D.</param>
    public bool TryGetVector(ReadOnlySpan<char> word, Span<float> vector)
    {
        vector.Clear();
        int[] rows = word.IsEmpty ? [] : [.. _ngrams.Of(word).Select(bucket => Array.BinarySearch(_buckets, bucket)).Where(row => row >= 0)];
        foreach (int row in rows)
        {
            ReadOnlySpan<float> v = _values.AsSpan(row * _dimension, _dimension);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] += v[i] / rows.Length;
            }
        }

        return rows.Length > 0;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static SubwordVectors Read(BinaryModelReader reader, int dimension)
    {
        int minimum = reader.ReadInt32(1, int.MaxValue, "the fewest characters of an n-gram");
        int maximum = reader.ReadInt32(minimum, int.MaxValue, "the most characters of an n-gram");
        int count = reader.ReadInt32(1, int.MaxValue, "the number of buckets");
        int[] buckets = reader.ReadAll<int>(reader.ReadInt32(0, (int)Math.Min(count, Array.MaxLength / dimension), "the number of buckets with a vector"));
        float[] values = reader.ReadAll<float>(buckets.Length * dimension);
        for (int i = 0; i < buckets.Length; i++)
        {
            if (buckets[i] < (i == 0 ? 0 : buckets[i - 1] + 1) || buckets[i] >= count)
            {
                throw reader.Error($"expected buckets from 0 to {count - 1}, rising, but found {buckets[i]} at place {i}");
            }
        }

        int fault = VectorMath.FirstNotFinite(values);
        return fault < 0
            ? new SubwordVectors(new CharacterNgrams(minimum, maximum, count), buckets, values, dimension)
            : throw reader.Error($"the vector of bucket {buckets[fault / dimension]} holds {values[fault]}");
    }

    /// <summary>Writes everything but D.</summary>
    public void Write(BinaryModelWriter writer)
    {
        writer.Write(_ngrams.Minimum);
        writer.Write(_ngrams.Maximum);
        writer.Write(_ngrams.Buckets);
        writer.Write(_buckets.Length);
        writer.WriteAll<int>(_buckets);
        writer.WriteAll<float>(_values);
    }
}
