using System.Globalization;

namespace LanguageModeling.Arpa;

/// <summary>32-bit numbers in ARPA files.</summary>
internal static class ArpaNumber
{
    /// <summary>Longest number that <see cref="Format"/> writes.</summary>
    public const int MaximumLength = 32;

    // Powers of ten that are written out, as lmplz does; others get an exponent.
    private const int SmallestPlainExponent = -6;
    private const int LargestPlainExponent = 20;

    /// <summary>Writes the shortest decimal number that reads back to the same 32 bits, in the notation of lmplz.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(float value, Span<byte> destination)
    {
        if (float.IsNegativeInfinity(value))
        {
            "-inf"u8.CopyTo(destination);
            return 4;
        }

        if (value == 0)
        {
            destination[0] = (byte)'0';
            return 1;
        }

        uint digits = ShortestFloat.GetDigits(Math.Abs(value), out int last); // value = digits · 10^last
        int count = CountDigits(digits);
        int exponent = last + count - 1; // of the first digit
        int at = 0;
        if (value < 0)
        {
            destination[at++] = (byte)'-';
        }

        if (exponent is < SmallestPlainExponent or > LargestPlainExponent)
        {
            return at + WriteWithExponent(destination[at..], digits, count, exponent);
        }

        if (exponent < 0)
        {
            destination[at] = (byte)'0';
            destination[at + 1] = (byte)'.';
            destination.Slice(at + 2, -exponent - 1).Fill((byte)'0');
            at += 1 - exponent;
            WriteDigits(destination.Slice(at, count), digits);
            return at + count;
        }

        int whole = Math.Min(count, exponent + 1);
        if (count == whole)
        {
            WriteDigits(destination.Slice(at, count), digits);
            destination.Slice(at + count, exponent + 1 - count).Fill((byte)'0');
            return at + exponent + 1;
        }

        WriteDigits(destination.Slice(at + 1, count), digits);
        destination.Slice(at + 1, whole).CopyTo(destination[at..]);
        destination[at + whole] = (byte)'.';
        return at + count + 1;
    }

    /// <summary>Reads a number. "-inf" is minus infinity; NaN and plus infinity are no numbers here.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return !float.IsNaN(value) && !float.IsPositiveInfinity(value);
        }

        value = float.NegativeInfinity;
        return System.Text.Ascii.EqualsIgnoreCase(text, "-inf"u8);
    }

    private static int WriteWithExponent(Span<byte> destination, uint digits, int count, int exponent)
    {
        WriteDigits(destination.Slice(1, count), digits);
        destination[0] = destination[1];
        int at = 1;
        if (count > 1)
        {
            destination[1] = (byte)'.';
            at += count;
        }

        destination[at] = (byte)'e';
        destination[at + 1] = exponent < 0 ? (byte)'-' : (byte)'+';
        int length = CountDigits((uint)Math.Abs(exponent));
        WriteDigits(destination.Slice(at + 2, length), (uint)Math.Abs(exponent));
        return at + 2 + length;
    }

    private static void WriteDigits(Span<byte> destination, uint digits)
    {
        for (int i = destination.Length - 1; i >= 0; i--)
        {
            uint tens = digits / 10;
            destination[i] = (byte)('0' + digits - (tens * 10));
            digits = tens;
        }
    }

    private static int CountDigits(uint digits)
    {
        int count = 1;
        for (uint limit = 10; count < 10 && digits >= limit; limit *= 10)
        {
            count++;
        }

        return count;
    }
}
