using LanguageModeling.Building;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>Weights as a graph of few bits holds them, in floating point again.</summary>
internal static class RoundedWeights
{
    /// <summary>All matrices in 4 bits by blocks.</summary>
    public static DecoderWeights FourBits(DecoderWeights weights, int blockSize) => Round(weights, matrix => FourBits(matrix, blockSize));

    /// <summary>All matrices in 8 bits with one scale for each output, from -64 to 64.</summary>
    public static DecoderWeights EightBits(DecoderWeights weights) => Round(weights, EightBits);

    private static DecoderWeights Round(DecoderWeights weights, Func<Matrix, Weight> round)
    {
        Linear Round(Linear linear) => new(Matrix.OutFirst(round(linear.Matrix)), linear.Bias);
        return weights with
        {
            Embedding = round(Matrix.OutFirst(weights.Embedding)),
            Head = weights.Head is null ? null : Round(weights.Head),
            Layers =
            [
                .. weights.Layers.Select(layer => layer with
                {
                    QueryKeyValue = Round(layer.QueryKeyValue),
                    AttentionOutput = Round(layer.AttentionOutput),
                    Up = Round(layer.Up),
                    Gate = layer.Gate is null ? null : Round(layer.Gate),
                    Down = Round(layer.Down),
                }),
            ],
        };
    }

    private static Weight EightBits(Matrix matrix)
    {
        float[] rows = matrix.ReadOutFirst();
        for (int start = 0; start < rows.Length; start += matrix.In)
        {
            Span<float> row = rows.AsSpan(start, matrix.In);
            float scale = row.ToArray().Max(Math.Abs) / 64;
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = scale * MathF.Round(row[i] / scale);
            }
        }

        return Weight.Of("rounded", rows, matrix.Out, matrix.In);
    }

    private static Weight FourBits(Matrix matrix, int blockSize)
    {
        float[] rows = matrix.ReadOutFirst();
        for (int start = 0; start < rows.Length; start += matrix.In)
        {
            for (int first = 0; first < matrix.In; first += blockSize)
            {
                Span<float> block = rows.AsSpan(start + first, Math.Min(blockSize, matrix.In - first));
                var padded = new float[blockSize];
                block.CopyTo(padded);
                var codes = new byte[blockSize / 2];
                float scale = BlockQuantizer.Quantize(padded, 4, codes);
                for (int i = 0; i < block.Length; i++)
                {
                    block[i] = scale * ((i % 2 == 0 ? codes[i / 2] & 15 : codes[i / 2] >> 4) - 8);
                }
            }
        }

        return Weight.Of("rounded", rows, matrix.Out, matrix.In);
    }
}
