using System.Numerics;

namespace LanguageModeling.Sampling;

/// <summary>
/// exp, ln and power from +, -, *, / on doubles alone. IEEE 754 fixes the result of those to the last bit, whereas Math.Exp comes from
/// each platform's C library and vector code; a last bit is enough to draw another token. Within 1e-15 of the true value, relatively.
/// </summary>
internal static class PortableMath
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts: the upper ends in 21 zero bits, so that k * Ln2Upper is exact for every exponent k.
    private const double Ln2Upper = 6.93147180369123816490e-01;
    private const double Ln2Lower = 1.90821492927058770002e-10;

    private const double LowestExponent = -746; // e^-746 rounds to 0
    private const double HighestExponent = 710; // e^710 is infinite
    private const double Sqrt2 = 1.4142135623730951;

    // A plain array: a span over this list was made anew at every call, which the allocation test noticed.
    /// <summary>1 / n! for n = 13 down to 0: |r|^14 / 14! is below 5e-18 for |r| at most ln 2 / 2.</summary>
    private static readonly double[] ExpSeries =
    [
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
        1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1,
    ];

    /// <summary>e^x by x = k ln 2 + r and the power series of e^r.</summary>
    public static double Exp(double x)
    {
        x = Math.Clamp(x, LowestExponent, HighestExponent);
        int k = (int)Math.Floor((x * Log2E) + 0.5);
        double r = x - (k * Ln2Upper) - (k * Ln2Lower);
        double power = 0;
        foreach (double term in ExpSeries)
        {
            power = (power * r) + term;
        }

        int half = k >> 1; // in two steps: 2^k alone may be out of range where e^x is not
        return power * PowerOfTwo(half) * PowerOfTwo(k - half);
    }

    /// <summary>Replaces each x by e^x, several at a time with the very same steps: the result has the same bits, whatever the width.</summary>
    /// <remarks>The trick: each step of the series waits for the one before it, so four vectors go through it side by side.</remarks>
    /// <param name="values">No NaN.</param>
    public static void Exp(Span<double> values)
    {
        int width = Vector<double>.Count;
        int i = 0;
        for (; i <= values.Length - (4 * width); i += 4 * width)
        {
            Span<double> part = values.Slice(i, 4 * width);
            Vector<double> r0 = Reduce(new Vector<double>(part), out Vector<double> k0);
            Vector<double> r1 = Reduce(new Vector<double>(part[width..]), out Vector<double> k1);
            Vector<double> r2 = Reduce(new Vector<double>(part[(2 * width)..]), out Vector<double> k2);
            Vector<double> r3 = Reduce(new Vector<double>(part[(3 * width)..]), out Vector<double> k3);
            Vector<double> power0 = Vector<double>.Zero, power1 = power0, power2 = power0, power3 = power0;
            foreach (double term in ExpSeries)
            {
                var constant = new Vector<double>(term);
                power0 = (power0 * r0) + constant;
                power1 = (power1 * r1) + constant;
                power2 = (power2 * r2) + constant;
                power3 = (power3 * r3) + constant;
            }

            Scale(power0, k0).CopyTo(part);
            Scale(power1, k1).CopyTo(part[width..]);
            Scale(power2, k2).CopyTo(part[(2 * width)..]);
            Scale(power3, k3).CopyTo(part[(3 * width)..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = Exp(values[i]);
        }
    }

    /// <summary>x = k ln 2 + r, x within the bounds.</summary>
    private static Vector<double> Reduce(Vector<double> x, out Vector<double> k)
    {
        x = Vector.Min(Vector.Max(x, new Vector<double>(LowestExponent)), new Vector<double>(HighestExponent));
        k = Vector.Floor((x * Log2E) + new Vector<double>(0.5));
        return x - (k * Ln2Upper) - (k * Ln2Lower);
    }

    /// <summary>
    /// 2^k power, in two steps. AVX2 neither converts doubles to 64-bit integers nor shifts these with their sign: adding 1.5 * 2^52 leaves k in the low
    /// bits of the double, and k + 2^12 is shifted in place of k.
    /// </summary>
    private static Vector<double> Scale(Vector<double> power, Vector<double> k)
    {
        var aligned = new Vector<double>(6755399441055744);
        Vector<long> exponent = Vector.AsVectorInt64(k + aligned) - Vector.AsVectorInt64(aligned);
        Vector<long> half = Vector.ShiftRightLogical(exponent + new Vector<long>(1 << 12), 1) - new Vector<long>(1 << 11);
        var bias = new Vector<long>(1023);
        Vector<double> first = Vector.AsVectorDouble(Vector.ShiftLeft(half + bias, 52));
        Vector<double> second = Vector.AsVectorDouble(Vector.ShiftLeft(exponent - half + bias, 52));
        return power * first * second;
    }

    /// <summary>ln x by x = 2^k m, m in (1/√2, √2], and ln m = 2 (s + s³/3 + s⁵/5 + …), s = (m - 1) / (m + 1).</summary>
    public static double Log(double x)
    {
        if (!(x > 0 && double.IsFinite(x)))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        int k = 0;
        if (!double.IsNormal(x))
        {
            x *= PowerOfTwo(54);
            k = -54;
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        k += (int)(bits >> 52) - 1023;
        double m = BitConverter.UInt64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > Sqrt2)
        {
            m /= 2;
            k++;
        }

        double s = (m - 1) / (m + 1); // at most 0.172, so s^23 / 23 is below 1e-18
        double square = s * s;
        double sum = 0;
        for (int n = 21; n >= 3; n -= 2)
        {
            sum = (sum + (1.0 / n)) * square;
        }

        return (k * Ln2Upper) + ((k * Ln2Lower) + (2 * s) + (2 * s * sum));
    }

    /// <summary>x^y for x above 0.</summary>
    public static double Power(double x, double y) => y == 0 ? 1 : y == 1 ? x : Exp(y * Log(x));

    private static double PowerOfTwo(int exponent) => BitConverter.UInt64BitsToDouble((ulong)(exponent + 1023) << 52);
}
