using System.Globalization;
using System.Text;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <content>The header: how many n-grams the file promises.</content>
internal sealed partial class ArpaReader
{
    /// <summary>Reads up to the first section's head, which becomes the current line.</summary>
    private long[] ReadHeader()
    {
        do
        {
            if (!NextLine())
            {
                throw Unexpected("\"\\data\\\"");
            }
        }
        while (Line.IsEmpty || Line[0] == (byte)'#');

        if (Line.StartsWith("iARPA"u8) || Line.StartsWith("qARPA"u8))
        {
            throw new NotSupportedException(
                $"{_source} is an intermediate file of IRSTLM ({Show(Line)}). Turn it into ARPA with \"compile-lm --text=yes\".");
        }

        if (!Line.StartsWith("\\data\\"u8))
        {
            throw Unexpected("\"\\data\\\"");
        }

        var promised = new List<long>();
        while (NextLine() && (Line.IsEmpty || Line.StartsWith("ngram "u8)))
        {
            if (!Line.IsEmpty)
            {
                promised.Add(ParseCount(promised.Count + 1));
            }
        }

        if (promised.Count == 0)
        {
            throw Unexpected("\"ngram 1=\" and a number");
        }

        return [.. promised];
    }

    private long ParseCount(int n)
    {
        string text = Encoding.UTF8.GetString(Line["ngram "u8.Length..]);
        string[] sides = text.Split('=');
        if (sides.Length != 2
            || !int.TryParse(sides[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int order)
            || order != n
            || !long.TryParse(sides[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long count))
        {
            throw Unexpected($"\"ngram {n}=\" and a number");
        }

        return n <= NgramTables.MaximumOrder
            ? count
            : throw new NotSupportedException($"{_source} holds n-grams of more than {NgramTables.MaximumOrder} words, which this library does not read. Use a model of lower order.");
    }

    /// <summary>Counts that a file of this length cannot keep are found out before memory is taken for them.</summary>
    private void CheckPromises(long[] promised)
    {
        for (int n = 2; n <= promised.Length; n++)
        {
            if (_length is { } length && promised[n - 1] > length / ((2 * n) + 2))
            {
                throw new InvalidDataException(
                    $"{_source}: the header promises {promised[n - 1]} {n}-grams, which the file is too short for. The file may be cut short; fetch or make it anew.");
            }
        }
    }
}
