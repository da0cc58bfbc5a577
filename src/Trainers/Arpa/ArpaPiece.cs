using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <summary>
/// Reads the entries of a section from whole lines, quickly: lines as tools write them. At anything else it stops, and the careful reader,
/// which knows all forms and all errors, reads that line.
/// </summary>
/// <remarks>
/// Some lines are split first, and what the table of words will read for them is fetched; then their words are looked up. In suffix order
/// most words are those of the line before.
/// </remarks>
internal sealed unsafe class ArpaPiece
{
    private const int Together = 64;

    private readonly int[] _lineStarts = new int[Together];
    private readonly int[] _linesBefore = new int[Together];
    private readonly int[] _starts = new int[Together * NgramTables.MaximumOrder]; // of the words that are looked up
    private readonly int[] _lengths = new int[Together * NgramTables.MaximumOrder];
    private readonly ulong[] _hashes = new ulong[Together * NgramTables.MaximumOrder];
    private readonly int[] _startsBefore = new int[NgramTables.MaximumOrder]; // of the words of the line before
    private readonly int[] _lengthsBefore = new int[NgramTables.MaximumOrder];
    private int _lookups;
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
        Forget();
        Sorted = true;
        Array.Fill(_lengthsBefore, -1);
        int most = (bytes.Count / ((2 * n) + 2)) + 1; // "0", a tab or space and a letter for each word, a line feed
        Grow(ref _words, most * n);
        Grow(ref _p, most);
        _b = n == order ? [] : _b;
        Grow(ref _b, n == order ? 0 : most);
        int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1; // what comes after is the last line of all
        fixed (byte* text = bytes.AsSpan())
        {
            bool goesOn = true;
            while (goesOn && Used < end)
            {
                goesOn = ReadSome(text, end, words);
            }
        }
    }

    /// <summary>Reads what is left of the lines' current piece.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool ReadOn(ArpaLines lines, int order, ArpaWords words)
    {
        bool any = lines.TakePiece(out ArraySegment<byte> bytes);
        Read(bytes, _n, order, words);
        return any;
    }

    /// <summary>Takes back all that was read.</summary>
    public void Forget() => (Used, Lines, Count) = (0, 0, 0);

    /// <summary>Reads some lines.</summary>
    /// <returns>Whether all of them could be read.</returns>
    private bool ReadSome(byte* text, int end, ArpaWords table)
    {
        int place = Used;
        int lines = Lines;
        int count = 0;
        bool sound = true;
        _lookups = 0;
        while (sound && place < end && count < Together)
        {
            int blank = text[place] == '\n' ? 1 : text[place] == '\r' && text[place + 1] == '\n' ? 2 : 0;
            if (blank > 0)
            {
                place += blank;
                lines++;
                continue;
            }

            (_lineStarts[count], _linesBefore[count]) = (place, lines);
            byte* next = Split(text, text + place, Count + count, table);
            sound = next != null;
            if (sound)
            {
                place = (int)(next - text);
                lines++;
                count++;
            }
        }

        int lookup = 0;
        for (int i = 0; i < count; i++)
        {
            if (!FindWords(text, table, ref lookup))
            {
                (Used, Lines) = (_lineStarts[i], _linesBefore[i]);
                return false;
            }
        }

        (Used, Lines) = (place, lines);
        return sound;
    }

    /// <summary>Reads the numbers of a line and finds where its words are.</summary>
    /// <returns>The line after it; null when the line has another form.</returns>
    private byte* Split(byte* text, byte* start, int entry, ArpaWords table)
    {
        byte* stop = FindSeparator(start);
        if (*stop != '\t' || !ReadNumber(start, stop, out _p[entry]) || _p[entry] > 0)
        {
            return null;
        }

        for (int i = 0; i < _n; i++)
        {
            start = stop + 1;
            stop = FindSeparator(start);
            int length = (int)(stop - start);
            if (length == 0 || (i + 1 < _n && *stop != ' '))
            {
                return null;
            }

            bool known = length == _lengthsBefore[i] && ArpaWords.AreSame(start, text + _startsBefore[i], length);
            _words[(entry * _n) + i] = known ? 0 : -1; // to be looked up
            if (!known)
            {
                ulong hash = ArpaWords.Hash(start, length);
                table.Prefetch(hash);
                (_starts[_lookups], _lengths[_lookups], _hashes[_lookups]) = ((int)(start - text), length, hash);
                _lookups++;
            }

            (_startsBefore[i], _lengthsBefore[i]) = ((int)(start - text), length);
        }

        if (_b.Length > 0)
        {
            _b[entry] = 0;
            if (*stop == '\t')
            {
                start = stop + 1;
                stop = FindSeparator(start);
                if (!ReadNumber(start, stop, out _b[entry]))
                {
                    return null;
                }
            }
        }

        stop += *stop == '\r' ? 1 : 0;
        return *stop == '\n' ? stop + 1 : null;
    }

    /// <summary>Finds the words of the next entry that was split.</summary>
    private bool FindWords(byte* text, ArpaWords table, ref int lookup)
    {
        Span<int> words = _words.AsSpan(Count * _n, _n);
        ReadOnlySpan<int> before = Count == 0 ? [] : _words.AsSpan((Count - 1) * _n, _n);
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
            {
                words[i] = before[i];
            }
            else
            {
                words[i] = table.Find(text + _starts[lookup], _lengths[lookup], _hashes[lookup]);
                lookup++;
                if (words[i] < 0)
                {
                    return false;
                }
            }
        }

        Sorted = Sorted && (before.IsEmpty || CompareSuffixes(before, words) <= 0);
        Count++;
        return true;
    }

    /// <summary>The first space, tab or line end; there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* FindSeparator(byte* place)
    {
        Vector256<byte> space = Vector256.Create((byte)' ');
        while (true)
        {
            Vector256<byte> bytes = Vector256.Load(place);
            uint hits = Vector256.Equals(Vector256.Min(bytes, space), bytes).ExtractMostSignificantBits();
            if (hits == 0)
            {
                place += Vector256<byte>.Count;
                continue;
            }

            place += BitOperations.TrailingZeroCount(hits);
            if (*place is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                return place;
            }

            place++; // another control character is part of a word
        }
    }

    /// <summary>Reads a decimal number without exponent, rounded as it should be; others the slow way.</summary>
    private static bool ReadNumber(byte* start, byte* end, out float value)
    {
        const int mostDigits = 15; // so that the digits are exact in a double
        byte* place = start + (*start == '-' ? 1 : 0);
        long digits = 0;
        int count = 0;
        int decimals = -1;
        for (; place < end; place++)
        {
            int digit = *place - '0';
            if ((uint)digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (*place == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                break;
            }
        }

        if (count is > 0 and <= mostDigits && place == end)
        {
            double exact = digits / Powers[Math.Max(decimals, 0)]; // both exact, so rounded once
            const ulong middle = 0x10000000;
            const ulong below = 0x1FFFFFFF; // bits of a double that a float lacks
            if ((BitConverter.DoubleToUInt64Bits(exact) & below) != middle) // else a second rounding might go the wrong way
            {
                value = (float)(*start == '-' ? -exact : exact);
                return true;
            }
        }

        return ArpaNumber.TryParse(new ReadOnlySpan<byte>(start, (int)(end - start)), out value);
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
