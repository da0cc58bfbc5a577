using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LanguageModeling.Embeddings;

/// <summary>Lengths and angles of vectors, summed in double.</summary>
internal static class VectorMath
{
    /// <summary>Dot product in double.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Cosine of the angle; 0 when one of them is all zeros.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double norms = Math.Sqrt(Dot(a, a)) * Math.Sqrt(Dot(b, b));
        return norms == 0 ? 0 : Math.Clamp(Dot(a, b) / norms, -1, 1);
    }

    /// <summary>The vector with length 1; zeros stay zeros.</summary>
    public static void Normalize(ReadOnlySpan<float> vector, Span<float> destination)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        for (int i = 0; i < vector.Length; i++)
        {
            destination[i] = norm == 0 ? 0 : (float)(vector[i] / norm);
        }
    }

    /// <summary>1 / |v| for each row of [V, D], 0 for rows of zeros.</summary>
    public static float[] InverseNorms(float[] values, int dimension)
    {
        var norms = new float[values.Length / dimension];
        Parallel.For(0, norms.Length, id =>
        {
            ReadOnlySpan<float> row = values.AsSpan((int)((long)id * dimension), dimension);
            float squares = TensorPrimitives.SumOfSquares(row);
            double norm = float.IsNormal(squares) ? Math.Sqrt(squares) : Math.Sqrt(Dot(row, row));
            norms[id] = norm == 0 ? 0 : (float)Math.Min(1 / norm, float.MaxValue);
        });
        return norms;
    }

    /// <summary>The place of the first number that is not finite; -1 when all are. Many at a time: exponents of ones alone mark infinities and NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        const int Exponent = 0x7F800000;
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(values);
        ref int first = ref MemoryMarshal.GetReference(bits);
        int i = 0;
        for (; i <= bits.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            Vector256<int> exponents = Vector256.LoadUnsafe(ref first, (nuint)i) & Vector256.Create(Exponent);
            if (Vector256.EqualsAny(exponents, Vector256.Create(Exponent)))
            {
                break;
            }
        }

        for (; i < bits.Length; i++)
        {
            if ((bits[i] & Exponent) == Exponent)
            {
                return i;
            }
        }

        return -1;
    }
}
