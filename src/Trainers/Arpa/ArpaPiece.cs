using System.Runtime.CompilerServices;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <summary>
/// Reads the entries of a section from whole lines, quickly: lines as tools write them. At anything else it stops, and the careful reader,
/// which knows all forms and all errors, takes over.
/// </summary>
internal sealed class ArpaPiece
{
    private int[] _words = [];
    private float[] _p = [];
    private float[] _b = [];
    private int _n;

    /// <summary>The bytes that were read.</summary>
    public ArraySegment<byte> Bytes { get; private set; }

    /// <summary>How many of the bytes were used: all, or those before the head of the next section, or before what is for the careful reader.</summary>
    public int Used { get; private set; }

    /// <summary>Lines among the used bytes.</summary>
    public int Lines { get; private set; }

    /// <summary>Entries read.</summary>
    public int Count { get; private set; }

    /// <summary>Whether reading stopped at a line that begins with a backslash.</summary>
    public bool AtHead { get; private set; }

    /// <summary>Whether the entries are in suffix order.</summary>
    public bool Sorted { get; private set; }

    /// <summary>The words of the entries, [K, n].</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, Count * _n);

    public ReadOnlySpan<float> Log10Probabilities => _p.AsSpan(0, Count);

    /// <summary>Empty at the highest order.</summary>
    public ReadOnlySpan<float> Log10Backoffs => _b.AsSpan(0, _b.Length == 0 ? 0 : Count);

    /// <summary>Compares n-grams in suffix order.</summary>
    public static int CompareSuffixes(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        for (int i = left.Length - 1; i >= 0; i--)
        {
            if (left[i] != right[i])
            {
                return left[i].CompareTo(right[i]);
            }
        }

        return 0;
    }

    /// <summary>Reads a piece.</summary>
    /// <param name="bytes">Whole lines, with <see cref="ArpaLines.Slack"/> bytes behind them.</param>
    /// <param name="n">The order of the section.</param>
    /// <param name="order">N.</param>
    /// <param name="words">All words.</param>
    public void Read(ArraySegment<byte> bytes, int n, int order, ArpaWords words)
    {
        Bytes = bytes;
        _n = n;
        Used = Lines = Count = 0;
        AtHead = false;
        Sorted = true;
        int most = (bytes.Count / ((2 * n) + 2)) + 1; // "0", a tab or space and a letter for each word, a line feed
        Grow(ref _words, most * n);
        Grow(ref _p, most);
        _b = n == order ? [] : _b;
        Grow(ref _b, n == order ? 0 : most);
        Span<Range> previous = stackalloc Range[NgramTables.MaximumOrder]; // where the words of the line before stand
        ReadOnlySpan<byte> text = bytes;
        while (Used < text.Length)
        {
            int length = text[Used..].IndexOf((byte)'\n');
            if (length < 0)
            {
                return; // the last line of all
            }

            ReadOnlySpan<byte> line = text.Slice(Used, length);
            if (line.Length > 0 && line[0] == (byte)'\\')
            {
                AtHead = true;
                return;
            }

            int end = Used + length - (line.Length > 0 && line[^1] == (byte)'\r' ? 1 : 0);
            if (end > Used && !ReadEntry(text, Used, end, words, previous))
            {
                return;
            }

            Used += length + 1;
            Lines++;
        }
    }

    /// <summary>Takes back all that was read.</summary>
    public void Forget() => (Used, Lines, Count, AtHead) = (0, 0, 0, false);

    private bool ReadEntry(ReadOnlySpan<byte> text, int start, int end, ArpaWords table, Span<Range> previous)
    {
        int place = start;
        if (!ReadNumber(text, ref place, end, out float p) || p > 0 || place == end || text[place++] != (byte)'\t')
        {
            return false;
        }

        Span<int> words = _words.AsSpan(Count * _n, _n);
        ReadOnlySpan<int> before = Count == 0 ? [] : _words.AsSpan((Count - 1) * _n, _n);
        for (int i = 0; i < _n; i++)
        {
            int length = LengthOfWord(text[place..end]);
            Range range = place..(place + length);
            if (length == 0)
            {
                return false;
            }

            // In suffix order most words are those of the line before.
            int id = !before.IsEmpty && text[range].SequenceEqual(text[previous[i]]) ? before[i] : table.Find(text[range]);
            if (id < 0)
            {
                return false;
            }

            words[i] = id;
            previous[i] = range;
            place += length;
            if (i + 1 < _n && (place == end || text[place++] != (byte)' '))
            {
                return false;
            }
        }

        float b = 0;
        if (place < end && (_b.Length == 0 || text[place++] != (byte)'\t' || !ReadNumber(text, ref place, end, out b) || place < end))
        {
            return false;
        }

        Sorted = Sorted && (before.IsEmpty || CompareSuffixes(before, words) <= 0);
        _p[Count] = p;
        if (_b.Length > 0)
        {
            _b[Count] = b;
        }

        Count++;
        return true;
    }

    /// <summary>Bytes up to the next tab, space or end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOfWord(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)' ' or (byte)'\t' or (byte)'\r')
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>Reads a decimal number without exponent, rounded as it should be, up to the first byte that does not belong to it.</summary>
    private static bool ReadNumber(ReadOnlySpan<byte> text, ref int place, int end, out float value)
    {
        const int mostDigits = 15; // so that the digits are exact in a double
        int start = place;
        bool negative = place < end && text[place] == (byte)'-';
        place += negative ? 1 : 0;
        long digits = 0;
        int count = 0;
        int decimals = -1;
        for (; place < end; place++)
        {
            int digit = text[place] - '0';
            if ((uint)digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (text[place] == (byte)'.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                break;
            }
        }

        value = 0;
        if (count is 0 or > mostDigits || (place < end && text[place] is not ((byte)'\t' or (byte)' ')))
        {
            return ReadOtherNumber(text, start, ref place, end, out value);
        }

        double exact = digits / Powers[Math.Max(decimals, 0)]; // both exact, so rounded once
        const ulong middle = 0x10000000;
        const ulong below = 0x1FFFFFFF; // bits of a double that a float lacks
        if ((BitConverter.DoubleToUInt64Bits(exact) & below) == middle)
        {
            return ReadOtherNumber(text, start, ref place, end, out value); // a second rounding might go the wrong way
        }

        value = (float)(negative ? -exact : exact);
        return true;
    }

    private static bool ReadOtherNumber(ReadOnlySpan<byte> text, int start, ref int place, int end, out float value)
    {
        place = start + LengthOfWord(text[start..end]);
        return ArpaNumber.TryParse(text[start..place], out value);
    }

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }
    }
}
