using System.Runtime.InteropServices;
using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Finds the code for the numbers of one order, and codes them. Without loss, unless told to quantize.</summary>
internal sealed unsafe class NumberCoder
{
    private readonly ValueCodes? _exact;
    private readonly float[]? _limits; // of each bin after the first, where it begins
    private readonly uint _least;
    private readonly uint _firstBin;

    /// <summary>Codes by a table that has every value.</summary>
    private NumberCoder(ValueCodes codes)
    {
        _exact = codes;
        Values = codes.Values;
        Bits = PackedNumbers.BitsFor((ulong)Values.Length - 1);
    }

    /// <summary>Codes by the distance from the value below the least.</summary>
    private NumberCoder(uint least, uint most)
    {
        _least = least - 1;
        Bits = PackedNumbers.BitsFor((ulong)most - least + 1);
    }

    /// <summary>Codes by a table of bins.</summary>
    private NumberCoder(uint[] values, uint firstBin, float[] limits, int bits)
    {
        Values = values;
        _firstBin = firstBin;
        _limits = limits;
        Bits = bits;
    }

    /// <summary>Bits of a code.</summary>
    public int Bits { get; }

    /// <summary>The values of a table; null for codes without one.</summary>
    public uint[]? Values { get; }

    /// <summary>What a file tells of the code: the value below the least, or -1 for a table.</summary>
    public long Least => Values is null ? _least : -1;

    /// <summary>Finds the smallest code without loss.</summary>
    public static NumberCoder Exact(ReadOnlySpan<uint> values)
    {
        uint least = uint.MaxValue;
        uint most = 0;
        foreach (uint value in values)
        {
            least = value != NumberCode.Zero ? Math.Min(least, value) : least;
            most = value != NumberCode.Zero ? Math.Max(most, value) : most;
        }

        var offset = least <= most ? new NumberCoder(least, most) : new NumberCoder(1, 0);
        if (ValueCodes.Create(values, Math.Min(1 << NumberCode.MostTableBits, values.Length / 4)) is { } codes)
        {
            var table = new NumberCoder(codes);
            if (((long)values.Length * table.Bits) + (32L << table.Bits) < (long)values.Length * offset.Bits)
            {
                return table;
            }
        }

        return offset;
    }

    /// <summary>Finds the code for floats in 2^bits bins of about the same number of values each, given back as their mean.</summary>
    /// <param name="values">The bits of the floats.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="kept">A value that keeps a code of its own.</param>
    public static NumberCoder Quantized(ReadOnlySpan<uint> values, int bits, uint? kept)
    {
        int codes = 1 << bits;
        if (ValueCodes.Create(values, codes) is { } distinct)
        {
            return new NumberCoder(distinct);
        }

        float[] sorted = Sort(values, kept);
        uint firstBin = kept is null ? 0u : 1u;
        int bins = codes - (int)firstBin;
        uint[] table = new uint[codes];
        table[0] = kept ?? 0;
        var limits = new List<float>();
        int end = 0;
        for (int bin = 0; bin < bins && end < sorted.Length; bin++)
        {
            int start = end;
            end = Math.Max(start + 1, (int)((long)sorted.Length * (bin + 1) / bins));
            while (end < sorted.Length && sorted[end] == sorted[end - 1])
            {
                end++;
            }

            double sum = 0;
            for (int i = start; i < end; i++)
            {
                sum += sorted[i];
            }

            table[firstBin + bin] = BitConverter.SingleToUInt32Bits((float)(sum / (end - start)));
            if (bin > 0)
            {
                limits.Add(sorted[start]);
            }
        }

        return new NumberCoder(table, firstBin, [.. limits], bits);
    }

    /// <summary>The code of a value.</summary>
    public uint Encode(uint value)
    {
        if (Values is null)
        {
            return value == NumberCode.Zero ? 0 : value - _least;
        }

        if (_exact is not null)
        {
            return _exact[value];
        }

        if (_firstBin > 0 && value == Values[0])
        {
            return 0;
        }

        int place = Array.BinarySearch(_limits!, BitConverter.UInt32BitsToSingle(value));
        return _firstBin + (uint)(place < 0 ? ~place : place + 1);
    }

    /// <summary>The table as a section, 2^bits values; null when there is none.</summary>
    public NativeBlock? ToBlock()
    {
        if (Values is null)
        {
            return null;
        }

        var block = new NativeBlock((long)sizeof(uint) << Bits);
        Values.CopyTo(new Span<uint>(block.Start, 1 << Bits));
        return block;
    }

    private static float[] Sort(ReadOnlySpan<uint> values, uint? kept)
    {
        var sorted = new List<float>(values.Length);
        foreach (uint value in values)
        {
            if (value != kept)
            {
                sorted.Add(BitConverter.UInt32BitsToSingle(value));
            }
        }

        CollectionsMarshal.AsSpan(sorted).Sort();
        return [.. sorted];
    }
}
