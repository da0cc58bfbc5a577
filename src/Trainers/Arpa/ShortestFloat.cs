using System.Numerics;

namespace LanguageModeling.Arpa;

/// <summary>
/// The shortest decimal digits that read back to the same 32-bit float, and among them the nearest to it. After R. Giulietti,
/// "The Schubfach way to render doubles", 2020; letters as there. .NET's own formatting gives the same digits, in several times the time.
/// </summary>
internal static class ShortestFloat
{
    private const int SmallestPower = -31; // of ten
    private const int LargestPower = 45;
    private const int Bias = 150; // of the exponent, with the significand taken as a whole number
    private const uint HiddenBit = 1u << 23;

    private static readonly ulong[] Powers = [.. Enumerable.Range(SmallestPower, LargestPower - SmallestPower + 1).Select(Power)];

    /// <summary>Splits a finite number above 0 into digits and a power of ten: value = digits × 10^exponent.</summary>
    public static uint GetDigits(float value, out int exponent)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint fraction = bits & (HiddenBit - 1);
        int biased = (int)(bits >> 23);
        (uint c, int q) = biased == 0 ? (fraction, 1 - Bias) : (fraction | HiddenBit, biased - Bias);
        if (q is <= 0 and > -24 && (c & ((1u << -q) - 1)) == 0)
        {
            return TrimZeros(c >> -q, exponent: 0, out exponent); // a whole number
        }

        uint odd = c & 1; // ends of the interval of what rounds to the value belong to it when c is even
        uint closer = fraction == 0 && biased > 1 ? 1u : 0; // the lower neighbour of a power of two is nearer
        int k = ((q * 1262611) - (closer != 0 ? 524031 : 0)) >> 22; // ⌊log10⌋ of the interval's width
        int h = q + FloorLog2PowerOf10(-k) + 1;
        ulong g = Powers[-k - SmallestPower];
        uint lower = RoundToOdd(g, ((4 * c) - 2 + closer) << h) + odd;
        uint middle = RoundToOdd(g, (4 * c) << h);
        uint upper = RoundToOdd(g, ((4 * c) + 2) << h) - odd;

        uint s = middle / 4;
        if (s >= 10)
        {
            uint tens = s / 10;
            bool downInside = lower <= 40 * tens;
            bool upInside = (40 * tens) + 40 <= upper;
            if (downInside != upInside)
            {
                return TrimZeros(tens + (upInside ? 1u : 0), k + 1, out exponent);
            }
        }

        bool under = lower <= 4 * s;
        bool over = (4 * s) + 4 <= upper;
        bool roundUp = under != over ? over : middle > (4 * s) + 2 || (middle == (4 * s) + 2 && (s & 1) != 0);
        return TrimZeros(s + (roundUp ? 1u : 0), k, out exponent);
    }

    private static uint TrimZeros(uint digits, int exponent, out int trimmed)
    {
        while (true)
        {
            uint tens = digits / 10;
            if (tens * 10 != digits)
            {
                trimmed = exponent;
                return digits;
            }

            digits = tens;
            exponent++;
        }
    }

    /// <summary>The upper 32 bits of g × cp, whose last bit is set when anything was cut off.</summary>
    private static uint RoundToOdd(ulong g, uint cp)
    {
        ulong high = ((ulong)(uint)(g >> 32) * cp) + (((g & uint.MaxValue) * cp) >> 32);
        return (uint)(high >> 32) | ((uint)high > 1 ? 1u : 0);
    }

    private static int FloorLog2PowerOf10(int power) => (power * 1741647) >> 19;

    /// <summary>The first 64 bits of 10^power, rounded up.</summary>
    private static ulong Power(int power)
    {
        int shift = 63 - FloorLog2PowerOf10(power);
        BigInteger ten = BigInteger.Pow(10, Math.Abs(power));
        BigInteger numerator = power >= 0 ? ten : BigInteger.One;
        BigInteger denominator = power >= 0 ? BigInteger.One : ten;
        numerator <<= Math.Max(0, shift);
        denominator <<= Math.Max(0, -shift);
        return (ulong)((numerator + denominator - 1) / denominator);
    }
}
