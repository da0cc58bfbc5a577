using System.Text;

namespace LanguageModeling.Constraints;

/// <summary>
/// The UTF-8 forms of a range of code points, as sequences of byte ranges: U+0080 to U+07FF is C2…DF 80…BF. A range is halved where the
/// form's length changes, and where its ends do not run through all values of the later bytes.
/// </summary>
internal static class Utf8Ranges
{
    private static readonly int[] LastOfLength = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>Adds the sequences of a range.</summary>
    /// <param name="first">First code point; no surrogate lies between the two.</param>
    /// <param name="last">Last code point.</param>
    /// <param name="sequences">Receives the sequences, each a byte range at every place.</param>
    public static void Add(int first, int last, List<(byte First, byte Last)[]> sequences)
    {
        foreach (int border in LastOfLength)
        {
            if (first <= border && border < last)
            {
                Add(first, border, sequences);
                Add(border + 1, last, sequences);
                return;
            }
        }

        for (int bits = 6; bits <= 18 && first > 0x7F; bits += 6)
        {
            int mask = (1 << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
            {
                continue;
            }

            if ((first & mask) != 0)
            {
                Add(first, first | mask, sequences);
                Add((first | mask) + 1, last, sequences);
                return;
            }

            if ((last & mask) != mask)
            {
                Add(first, (last & ~mask) - 1, sequences);
                Add(last & ~mask, last, sequences);
                return;
            }
        }

        Span<byte> from = stackalloc byte[4];
        Span<byte> to = stackalloc byte[4];
        int length = new Rune(first).EncodeToUtf8(from);
        new Rune(last).EncodeToUtf8(to);
        var sequence = new (byte First, byte Last)[length];
        for (int i = 0; i < length; i++)
        {
            sequence[i] = (from[i], to[i]);
        }

        sequences.Add(sequence);
    }
}
