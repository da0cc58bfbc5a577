using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary>
/// Where the children of each node of a level begin and end, in about two bits a child: for each node as many 0 bits as it has children, and
/// then a 1 (Elias-Fano without low bits). Of every 64th 1 the place is kept beside.
/// </summary>
internal readonly unsafe struct ChildCounts
{
    private const int SampleShift = 6;

    private readonly ulong* _bits;
    private readonly ulong* _samples;
    private readonly long _words;
    private readonly long _children;

    /// <summary>Describes them.</summary>
    /// <param name="bits">The bits, lowest first.</param>
    /// <param name="samples">Places of the ones number 0, 64, 128, …</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="children">How many children they have together.</param>
    public ChildCounts(byte* bits, byte* samples, long nodes, long children)
    {
        _bits = (ulong*)bits;
        _samples = (ulong*)samples;
        _words = BitsSize(nodes, children) / sizeof(ulong);
        _children = children;
    }

    public static long BitsSize(long nodes, long children) => (checked(nodes + children) + 63) / 64 * sizeof(ulong);

    public static long SamplesSize(long nodes) => ((nodes >> SampleShift) + 1) * sizeof(ulong);

    /// <summary>Writes the counts of all nodes.</summary>
    public static void Write(byte* bits, byte* samples, IEnumerable<int> counts)
    {
        ulong place = 0;
        long node = 0;
        foreach (int count in counts)
        {
            place += (uint)count;
            ((ulong*)bits)[place >> 6] |= 1UL << (int)(place & 63);
            if ((node & ((1 << SampleShift) - 1)) == 0)
            {
                ((ulong*)samples)[node >> SampleShift] = place;
            }

            place++;
            node++;
        }
    }

    /// <summary>The children of a node: in any file, a part of [0, children).</summary>
    /// <param name="node">The node, in [0, nodes).</param>
    /// <param name="start">Receives the first child.</param>
    /// <param name="end">Receives the end of the children.</param>
    public void Get(int node, out long start, out long end)
    {
        long before = node == 0 ? -1 : Select(node - 1); // place of the 1 of the node before
        start = Math.Clamp(before - node + 1, 0, _children);
        end = Math.Clamp(Next(before + 1) - node, start, _children);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSample(int node)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_samples + ((uint)node >> SampleShift));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchBits(int node)
    {
        long place = (long)(_samples[(uint)(node == 0 ? 0 : node - 1) >> SampleShift] >> 6);
        if (Sse.IsSupported && (ulong)place < (ulong)_words)
        {
            Sse.Prefetch0(_bits + place);
            Sse.Prefetch0(_bits + Math.Min(place + 8, _words - 1));
        }
    }

    /// <summary>The place of a 1; past the end when there is none.</summary>
    private long Select(long one)
    {
        ulong place = _samples[one >> SampleShift];
        int rest = (int)(one & ((1 << SampleShift) - 1)); // ones to pass from there
        long word = (long)(place >> 6);
        if ((ulong)word >= (ulong)_words)
        {
            return _words << 6;
        }

        ulong bits = _bits[word] & (ulong.MaxValue << (int)(place & 63));
        while (true)
        {
            int ones = BitOperations.PopCount(bits);
            if (rest < ones)
            {
                return (word << 6) + SelectInWord(bits, rest);
            }

            rest -= ones;
            if (++word == _words)
            {
                return _words << 6;
            }

            bits = _bits[word];
        }
    }

    /// <summary>The place of the first 1 from a place on.</summary>
    private long Next(long place)
    {
        long word = place >> 6;
        if (word >= _words)
        {
            return _words << 6;
        }

        ulong bits = _bits[word] & (ulong.MaxValue << (int)(place & 63));
        while (bits == 0)
        {
            if (++word == _words)
            {
                return _words << 6;
            }

            bits = _bits[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    private static int SelectInWord(ulong bits, int rest)
    {
        if (Bmi2.X64.IsSupported)
        {
            return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << rest, bits));
        }

        for (; rest > 0; rest--)
        {
            bits &= bits - 1;
        }

        return BitOperations.TrailingZeroCount(bits);
    }
}
