namespace LanguageModeling.Batches;

/// <summary>Makes one vector of those of a text's tokens. Sums are in double.</summary>
internal static class TokenPooling
{
    /// <summary>Pools.</summary>
    /// <param name="tokens">Vectors of T tokens, [T, D].</param>
    /// <param name="size">Length D of a vector.</param>
    /// <param name="pooling">How; not one of the kinds that weigh words.</param>
    /// <param name="normalize">Whether to scale vectors to length 1.</param>
    /// <returns>[D], or [T, D] without pooling; zeros where there are no tokens.</returns>
    public static float[] Pool(ReadOnlySpan<float> tokens, int size, EmbeddingPooling pooling, bool normalize)
    {
        float[] result = pooling switch
        {
            EmbeddingPooling.None => tokens.ToArray(),
            _ when tokens.IsEmpty => new float[size],
            EmbeddingPooling.First => tokens[..size].ToArray(),
            EmbeddingPooling.Last => tokens[^size..].ToArray(),
            EmbeddingPooling.Max => Extreme(tokens, size, Math.Max),
            EmbeddingPooling.Min => Extreme(tokens, size, Math.Min),
            _ => Average(tokens, size, pooling),
        };
        for (int i = 0; normalize && i < result.Length; i += size)
        {
            Normalize(result.AsSpan(i, size));
        }

        return result;
    }

    private static float[] Extreme(ReadOnlySpan<float> tokens, int size, Func<float, float, float> choose)
    {
        float[] result = tokens[..size].ToArray();
        for (int i = size; i < tokens.Length; i++)
        {
            result[i % size] = choose(result[i % size], tokens[i]);
        }

        return result;
    }

    private static float[] Average(ReadOnlySpan<float> tokens, int size, EmbeddingPooling pooling)
    {
        double[] sum = new double[size];
        for (int i = 0; i < tokens.Length; i++)
        {
            sum[i % size] += pooling switch
            {
                EmbeddingPooling.MeanOfSquares => (double)tokens[i] * tokens[i],
                EmbeddingPooling.PositionWeightedMean => (1 + (i / size)) * (double)tokens[i],
                _ => tokens[i],
            };
        }

        double count = tokens.Length / size;
        double divisor = pooling switch
        {
            EmbeddingPooling.Sum => 1,
            EmbeddingPooling.SumOverSquareRoot => Math.Sqrt(count),
            EmbeddingPooling.PositionWeightedMean => count * (count + 1) / 2,
            _ => count,
        };
        return Array.ConvertAll(sum, value => (float)(value / divisor));
    }

    private static void Normalize(Span<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        double length = Math.Sqrt(squares);
        for (int i = 0; i < vector.Length && length > 0; i++)
        {
            vector[i] = (float)(vector[i] / length);
        }
    }
}
