using System.Buffers.Text;
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

        // .NET gives the shortest digits, as d.dddE±xx; only the notation differs.
        Span<byte> text = stackalloc byte[MaximumLength];
        Span<byte> digits = stackalloc byte[MaximumLength];
        Math.Abs(value).TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        int count = SplitNumber(text[..length], digits, out int exponent);

        var writer = new Cursor(destination);
        if (value < 0)
        {
            writer.Write("-"u8);
        }

        if (exponent is < SmallestPlainExponent or > LargestPlainExponent)
        {
            writer.Write(digits[..1]);
            if (count > 1)
            {
                writer.Write("."u8);
                writer.Write(digits[1..count]);
            }

            writer.Write(exponent < 0 ? "e-"u8 : "e+"u8);
            Utf8Formatter.TryFormat(Math.Abs(exponent), text, out length);
            writer.Write(text[..length]);
        }
        else if (exponent < 0)
        {
            writer.Write("0."u8);
            writer.WriteZeros(-exponent - 1);
            writer.Write(digits[..count]);
        }
        else
        {
            int whole = Math.Min(count, exponent + 1);
            writer.Write(digits[..whole]);
            writer.WriteZeros(exponent + 1 - whole);
            if (count > whole)
            {
                writer.Write("."u8);
                writer.Write(digits[whole..count]);
            }
        }

        return writer.Written;
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

    /// <summary>Splits a number above 0 into its digits, without zeros at either end, and the power of ten of the first digit.</summary>
    private static int SplitNumber(ReadOnlySpan<byte> text, Span<byte> digits, out int exponent)
    {
        int e = text.IndexOf((byte)'E');
        exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf((byte)'.');
        exponent += (point < 0 ? mantissa.Length : point) - 1;

        int count = 0;
        foreach (byte c in mantissa)
        {
            if (c == '.')
            {
                continue;
            }

            if (count == 0 && c == '0')
            {
                exponent--; // a zero in front
                continue;
            }

            digits[count++] = c;
        }

        while (digits[count - 1] == '0')
        {
            count--;
        }

        return count;
    }

    private ref struct Cursor(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Written { get; private set; }

        public void Write(scoped ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_destination[Written..]);
            Written += bytes.Length;
        }

        public void WriteZeros(int count)
        {
            _destination.Slice(Written, count).Fill((byte)'0');
            Written += count;
        }
    }
}
