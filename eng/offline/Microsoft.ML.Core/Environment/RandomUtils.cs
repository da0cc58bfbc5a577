using System.Numerics;

namespace Microsoft.ML;

/// <summary>Mirrors how generators are seeded: from a number, or by draws from the parent's generator.</summary>
internal static class RandomUtils
{
    public static Random Create(int? seed) => seed is int given ? new TauswortheHybrid((uint)given) : new TauswortheHybrid(new Random());

    public static Random Create(Random parent) => new TauswortheHybrid(parent);
}

/// <summary>
/// Mirrors the generator, a sum of three Tausworthe steps and a linear congruential one (Nguyen, GPU Gems 3, chapter 37):
/// same seed, same numbers as upstream. Not thread-safe.
/// </summary>
internal sealed class TauswortheHybrid : Random
{
    private uint _z1, _z2, _z3, _z4;

    public TauswortheHybrid(uint seed)
    {
        _z1 = seed;
        _z2 = MurmurRound(_z1, seed);
        _z3 = MurmurRound(_z2, seed);
        _z4 = MurmurRound(_z3, seed);
    }

    public TauswortheHybrid(Random parent)
    {
        _z1 = Seed(parent, 128);
        _z2 = Seed(parent, 128);
        _z3 = Seed(parent, 128);
        _z4 = Seed(parent, 0);
    }

    public override int Next() => (int)(Step() & int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)(((ulong)Step() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override double NextDouble() => Step() / 4294967296.0;

    public override void NextBytes(byte[] buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)Next();
        }
    }

    internal float NextFloat() => (Step() >> 9) * (1f / (1 << 23));

    internal static uint MurmurRound(uint hash, uint chunk)
        => (BitOperations.RotateLeft(hash ^ (BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593), 13) * 5) + 0xE6546B64;

    private static uint Seed(Random parent, uint least)
    {
        while (true)
        {
            uint high = (uint)parent.Next(0x10000);
            uint seed = (high << 16) | (uint)parent.Next(0x10000);
            if (seed >= least)
            {
                return seed;
            }
        }
    }

    private static uint Tausworthe(uint z, int s1, int s2, int s3, uint mask) => ((z & mask) << s3) ^ (((z << s1) ^ z) >> s2);

    private uint Step()
    {
        _z1 = Tausworthe(_z1, 13, 19, 12, ~0x1u);
        _z2 = Tausworthe(_z2, 2, 25, 4, ~0x7u);
        _z3 = Tausworthe(_z3, 3, 11, 17, ~0xfu);
        _z4 = (1664525 * _z4) + 1013904223;
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }
}
