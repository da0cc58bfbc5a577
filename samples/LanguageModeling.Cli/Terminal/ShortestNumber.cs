using System.Globalization;

namespace LanguageModeling.Cli.Terminal;

/// <summary>Writes numbers as the programs of KenLM do: the fewest digits that give the same number when read again.</summary>
internal static class ShortestNumber
{
    /// <summary>A 32-bit number.</summary>
    public static string Format(float value) => Format(value.ToString("R", CultureInfo.InvariantCulture), value);

    /// <summary>A 64-bit number.</summary>
    public static string Format(double value) => Format(value.ToString("R", CultureInfo.InvariantCulture), value);

    /// <summary>.NET finds the same digits, but goes over to exponents at other sizes.</summary>
    private static string Format(string shortest, double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
        }

        string sign = shortest.StartsWith('-') ? "-" : "";
        string[] parts = shortest.TrimStart('-').Split('E'); // 12.5 or 1.25E+20
        int point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var place ? place : parts[0].Length;
        string places = parts[0].Replace(".", "", StringComparison.Ordinal);
        string digits = places.Trim('0');
        if (digits.Length == 0)
        {
            return $"{sign}0";
        }

        int leadingZeros = places.Length - places.TrimStart('0').Length;
        int exponent = point - 1 - leadingZeros + (parts.Length == 1 ? 0 : int.Parse(parts[1], CultureInfo.InvariantCulture)); // of the first digit
        return exponent switch
        {
            < -6 or >= 21 => string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{exponent}"),
            < 0 => $"{sign}0.{new string('0', -exponent - 1)}{digits}",
            _ when digits.Length <= exponent + 1 => $"{sign}{digits.PadRight(exponent + 1, '0')}",
            _ => $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}",
        };
    }
}
