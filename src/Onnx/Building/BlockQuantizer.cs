using System.Numerics.Tensors;

namespace LanguageModeling.Building;

/// <summary>One block of weights in 4 or 8 bits: w ≈ scale · (code - middle).</summary>
internal static class BlockQuantizer
{
    // Where the weight of greatest magnitude lands, as a part of the longer side of the codes, [-8, 7] or [-128, 127]. Clipping it a little can
    // leave smaller errors for all others.
    private static readonly float[] Reaches = [1, 0.955f, 0.91f, 0.875f, 1.04f, 1.09f, -0.875f, -0.8125f];

    /// <summary>Quantises one block: tries several scales, and keeps the one with the least sum of squared errors.</summary>
    /// <param name="values">The weights; an even number.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="codes">Receives the codes, packed.</param>
    /// <returns>The scale; 1 for a block of zeros.</returns>
    public static float Quantize(ReadOnlySpan<float> values, int bits, Span<byte> codes)
    {
        int middle = 1 << (bits - 1);
        float extreme = values[TensorPrimitives.IndexOfMaxMagnitude(values)];
        float best = 1;
        if (extreme != 0 && float.IsFinite(extreme))
        {
            float least = float.PositiveInfinity;
            foreach (float reach in Reaches)
            {
                float scale = Refine(values, extreme / (-middle * reach), middle);
                float error = Error(values, scale, middle);
                if (error < least)
                {
                    (least, best) = (error, scale);
                }
            }
        }

        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = bits == 8
                ? (byte)(Code(values[i], best, middle) + middle)
                : (byte)((Code(values[2 * i], best, middle) + middle) | ((Code(values[2 * i + 1], best, middle) + middle) << 4));
        }

        return best;
    }

    /// <summary>The best scale for the codes that a scale gives: Σ w c / Σ c².</summary>
    private static float Refine(ReadOnlySpan<float> values, float scale, int middle)
    {
        float product = 0;
        float squares = 0;
        foreach (float value in values)
        {
            int code = Code(value, scale, middle);
            product += value * code;
            squares += code * code;
        }

        return squares > 0 && product != 0 ? product / squares : scale;
    }

    private static float Error(ReadOnlySpan<float> values, float scale, int middle)
    {
        float error = 0;
        foreach (float value in values)
        {
            float difference = value - scale * Code(value, scale, middle);
            error += difference * difference;
        }

        return error;
    }

    private static int Code(float value, float scale, int middle) => (int)MathF.Round(Math.Clamp(value / scale, -middle, middle - 1));
}
