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
    /// <param name="values">No NaN.</param>
    public static void Exp(Span<double> values)
    {
        int width = Vector<double>.Count;
        Vector<double> lowest = new(LowestExponent);
        Vector<double> highest = new(HighestExponent);
        Vector<long> bias = new(1023);
        int i = 0;
        for (; i <= values.Length - width; i += width)
        {
            Vector<double> x = Vector.Min(Vector.Max(new Vector<double>(values[i..]), lowest), highest);
            Vector<double> k = Vector.Floor((x * Log2E) + new Vector<double>(0.5));
            Vector<double> r = x - (k * Ln2Upper) - (k * Ln2Lower);
            Vector<double> power = Vector<double>.Zero;
            foreach (double term in ExpSeries)
            {
                power = (power * r) + new Vector<double>(term);
            }

            Vector<long> exponent = Vector.ConvertToInt64(k);
            Vector<long> half = Vector.ShiftRightArithmetic(exponent, 1);
            Vector<double> first = Vector.AsVectorDouble(Vector.ShiftLeft(half + bias, 52));
            Vector<double> second = Vector.AsVectorDouble(Vector.ShiftLeft(exponent - half + bias, 52));
            (power * first * second).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = Exp(values[i]);
        }
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
