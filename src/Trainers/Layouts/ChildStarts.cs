using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>
/// Where the children of each node of a level begin, in blocks of 64 nodes: a block tells where its first node's children begin, and for each
/// node how much later its own do, in as many bits as the last of them takes. So a heavy node costs bits in its own block only, and
/// nothing is ever counted through.
/// </summary>
internal readonly unsafe struct ChildStarts
{
    private const int BlockShift = 6;
    private const int BlockMask = (1 << BlockShift) - 1;
    private const int StartBits = 31;
    private const ulong StartMask = (1UL << StartBits) - 1;

    private readonly ulong* _blocks; // first child, and from bit 31 on where the block's offsets begin; one more at the end
    private readonly ulong* _offsets;
    private readonly long _length; // bytes of the offsets that may be read from
    private readonly int _children;

    /// <summary>Describes them.</summary>
    /// <param name="blocks">For each block, and one more, the first child and, from bit 31 on, where its offsets begin, in 8 bytes.</param>
    /// <param name="offsets">The offsets, lowest bit first.</param>
    /// <param name="offsetsSize">Bytes of them, at least 8.</param>
    /// <param name="children">How many children there are together.</param>
    public ChildStarts(byte* blocks, byte* offsets, long offsetsSize, int children)
    {
        _blocks = (ulong*)blocks;
        _offsets = (ulong*)offsets;
        _length = offsetsSize - sizeof(ulong);
        _children = children;
    }

    /// <summary>Bytes of the blocks.</summary>
    public static long BlocksSize(long nodes) => (Blocks(nodes) + 1) * sizeof(ulong);

    /// <summary>The blocks and offsets of a level.</summary>
    /// <param name="starts">Of each node its first child; one more at the end.</param>
    public static (NativeBlock Blocks, NativeBlock Offsets) Write(ReadOnlySpan<int> starts)
    {
        int nodes = starts.Length - 1;
        var blocks = new NativeBlock(BlocksSize(nodes));
        ulong* block = (ulong*)blocks.Start;
        ulong place = 0;
        for (int b = 0; b <= Blocks(nodes); b++)
        {
            int first = (int)Math.Min((long)b << BlockShift, nodes);
            int last = (int)Math.Min((long)first + BlockMask, nodes);
            block[b] = (place << StartBits) | (uint)starts[first];
            place += (uint)PackedNumbers.BitsFor((ulong)(starts[last] - starts[first])); // 64 offsets of w bits are w times 8 bytes
        }

        var offsets = new NativeBlock(((long)place + 1) * sizeof(ulong));
        for (int b = 0; b < Blocks(nodes); b++)
        {
            var packed = new PackedNumbers(offsets.Start + ((long)(block[b] >> StartBits) * sizeof(ulong)), (int)((block[b + 1] >> StartBits) - (block[b] >> StartBits)));
            int first = b << BlockShift;
            for (int i = 0; i <= BlockMask && i <= nodes - first; i++)
            {
                packed.Add(i, 0, (ulong)(starts[first + i] - starts[first]));
            }
        }

        return (blocks, offsets);
    }

    /// <summary>The children of a node: in any file, a part of [0, children).</summary>
    /// <param name="node">The node, in [0, nodes).</param>
    /// <param name="start">Receives the first child.</param>
    /// <param name="end">Receives the end of the children.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Get(int node, out int start, out int end)
    {
        ulong* block = _blocks + ((uint)node >> BlockShift);
        int place = node & BlockMask;
        ulong offsets = block[0] >> StartBits;
        ulong width = (block[1] >> StartBits) - offsets;
        ulong bit = (offsets << 6) + ((uint)place * width);
        ulong mask = (1UL << (int)width) - 1;
        ulong first = block[0] & StartMask;
        ulong low = first + (Read(bit) & mask);
        ulong high = place == BlockMask ? block[1] & StartMask : first + (Read(bit + width) & mask);
        start = (int)Math.Min(low, (ulong)_children);
        end = Math.Max(start, (int)Math.Min(high, (ulong)_children));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchBlock(int node)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_blocks + ((uint)node >> BlockShift));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchOffset(int node)
    {
        if (Sse.IsSupported)
        {
            ulong* block = _blocks + ((uint)node >> BlockShift);
            ulong offsets = block[0] >> StartBits;
            ulong bit = (offsets << 6) + ((uint)(node & BlockMask) * ((block[1] >> StartBits) - offsets));
            Sse.Prefetch0((byte*)_offsets + (bit >> 3)); // of any file: to fetch what is not there does nothing
        }
    }

    private static long Blocks(long nodes) => (nodes + BlockMask) >> BlockShift;

    /// <summary>The bits from some bit on, at least 57; what lies outside is read as if it were at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Read(ulong bit) => *(ulong*)((byte*)_offsets + Math.Min(bit >> 3, (ulong)_length)) >> (int)(bit & 7);
}
