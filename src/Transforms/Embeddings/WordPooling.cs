namespace LanguageModeling.Embeddings;

/// <summary>Makes one vector of those of a row's words. Sums are in double.</summary>
internal sealed class WordPooling(EmbeddedWords words, EmbeddingPooling kind, PoolingWeights? weights)
{
    private readonly double[] _sum = new double[words.Dimension];

    /// <summary>Pools.</summary>
    /// <param name="rows">Ids of the words; -1 for a vector of zeros.</param>
    /// <param name="result">Receives the vector; of length D, or D for each word without pooling.</param>
    public void Pool(ReadOnlySpan<int> rows, Span<float> result)
    {
        result.Clear();
        if (rows.IsEmpty)
        {
            return;
        }

        switch (kind)
        {
            case EmbeddingPooling.None:
                for (int i = 0; i < rows.Length; i++)
                {
                    Copy(rows[i], result.Slice(i * words.Dimension, words.Dimension));
                }

                break;
            case EmbeddingPooling.First:
                Copy(rows[0], result);
                break;
            case EmbeddingPooling.Last:
                Copy(rows[^1], result);
                break;
            case EmbeddingPooling.Max or EmbeddingPooling.Min:
                Extreme(rows, result);
                break;
            default:
                Average(rows, result);
                break;
        }
    }

    private void Copy(int row, Span<float> result)
    {
        if (row >= 0)
        {
            words.Row(row).CopyTo(result);
        }
    }

    private void Extreme(ReadOnlySpan<int> rows, Span<float> result)
    {
        Copy(rows[0], result);
        foreach (int row in rows[1..])
        {
            ReadOnlySpan<float> vector = row < 0 ? [] : words.Row(row);
            for (int i = 0; i < result.Length; i++)
            {
                float value = row < 0 ? 0 : vector[i];
                result[i] = kind == EmbeddingPooling.Max ? Math.Max(result[i], value) : Math.Min(result[i], value);
            }
        }
    }

    private void Average(ReadOnlySpan<int> rows, Span<float> result)
    {
        Array.Clear(_sum);
        double weightSum = 0;
        for (int place = 0; place < rows.Length; place++)
        {
            int row = rows[place];
            double weight = kind == EmbeddingPooling.PositionWeightedMean ? place + 1
                : weights is null ? 1 : words.IsKnown(row) ? weights.Words[row] : weights.Unknown;
            weightSum += weight;
            if (row < 0)
            {
                continue;
            }

            ReadOnlySpan<float> vector = words.Row(row);
            for (int i = 0; i < vector.Length; i++)
            {
                _sum[i] += kind == EmbeddingPooling.MeanOfSquares ? (double)vector[i] * vector[i] : weight * vector[i];
            }
        }

        double divisor = kind switch
        {
            EmbeddingPooling.Sum => 1,
            EmbeddingPooling.InverseDocumentFrequency or EmbeddingPooling.PositionWeightedMean => weightSum,
            EmbeddingPooling.SumOverSquareRoot => Math.Sqrt(rows.Length),
            _ => rows.Length,
        };
        double along = 0; // the common direction
        ReadOnlySpan<float> common = weights is null ? [] : weights.Common;
        for (int i = 0; i < common.Length; i++)
        {
            along += _sum[i] * common[i];
        }

        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (float)((_sum[i] - (common.IsEmpty ? 0 : along * common[i])) / divisor);
        }
    }
}
