using System.Numerics;
using System.Runtime.CompilerServices;

namespace LanguageModeling.FastReading;

/// <summary>A word as it stands in a buffer, with what tells it from others: its first 16 bytes, or for a longer one a hash of the rest.</summary>
/// <param name="First">Bytes 0 to 7, 0 where there are none.</param>
/// <param name="Second">Bytes 8 to 15; of a longer word, a hash of all from 8 on.</param>
/// <param name="Length">Bytes.</param>
internal readonly unsafe record struct ByteWord(ulong First, ulong Second, int Length)
{
    /// <summary>Bytes behind a word that are read, though not looked at.</summary>
    public const int Margin = 16;

    private const int Inline = 16;
    private const ulong Multiplier1 = 0x9E3779B97F4A7C15; // 2^64 / golden ratio
    private const ulong Multiplier2 = 0xC2B2AE3D27D4EB4F; // a prime, as xxHash has it

    /// <summary>Whether equal <see cref="First"/> and <see cref="Second"/> are not yet proof of equality.</summary>
    public bool IsLong => Length > Inline;

    /// <summary>A number that words spread by.</summary>
    public uint Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ulong mixed = (First * Multiplier1) ^ (BitOperations.RotateLeft(Second, 31) * Multiplier2) ^ (uint)Length;
            mixed ^= mixed >> 32;
            return (uint)((mixed * Multiplier1) >> 32);
        }
    }

    /// <summary>Takes a word from a buffer with <see cref="Margin"/> bytes behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteWord Of(byte* start, int length)
    {
        ulong first = Unsafe.ReadUnaligned<ulong>(start);
        if (length <= 8)
        {
            return new ByteWord(first & (ulong.MaxValue >> (64 - (length * 8))), 0, length);
        }

        ulong second = Unsafe.ReadUnaligned<ulong>(start + 8);
        return length <= Inline ? new ByteWord(first, second & (ulong.MaxValue >> (128 - (length * 8))), length) : OfLong(start, length);
    }

    private static ByteWord OfLong(byte* start, int length)
    {
        ulong hash = 0;
        for (int at = 8; at < length; at += 8)
        {
            int left = Math.Min(8, length - at);
            hash = (BitOperations.RotateLeft(hash, 29) ^ (Unsafe.ReadUnaligned<ulong>(start + at) & (ulong.MaxValue >> (64 - (left * 8))))) * Multiplier2;
        }

        return new ByteWord(Unsafe.ReadUnaligned<ulong>(start), hash, length);
    }
}
