using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary>Records of the same number of bits, one behind the other. A part of a record is read at once, so it has at most 57 bits.</summary>
/// <param name="start">Their bytes, <see cref="Size"/> of them, at first zero.</param>
/// <param name="bits">Bits of each record.</param>
internal readonly unsafe struct PackedNumbers(byte* start, int bits)
{
    private readonly ulong _mask = bits < 64 ? (1UL << bits) - 1 : ulong.MaxValue;

    /// <summary>Bytes that records take; a few more than they fill, as eight are always read at once.</summary>
    public static long Size(long count, int bits) => (((checked(count * bits) + 7) / 8) + 8 + 7) / 8 * 8;

    /// <summary>Bits for numbers up to <paramref name="largest"/>.</summary>
    public static int BitsFor(ulong largest) => 64 - BitOperations.LeadingZeroCount(largest);

    /// <summary>A record of at most 57 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Get(long index) => Get(index, 0) & _mask;

    /// <summary>What stands in a record from some bit on; only the first 57 bits of it count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Get(long index, int from)
    {
        long bit = (index * bits) + from;
        return *(ulong*)(start + (bit >> 3)) >> (int)(bit & 7);
    }

    /// <summary>Sets bits of a record that are still zero.</summary>
    public void Add(long index, int from, ulong value)
    {
        long bit = (index * bits) + from;
        *(ulong*)(start + (bit >> 3)) |= value << (int)(bit & 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long index)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(start + ((index * bits) >> 3));
        }
    }
}
