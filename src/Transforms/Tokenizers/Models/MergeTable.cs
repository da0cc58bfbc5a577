using System.Numerics;
using System.Runtime.CompilerServices;

namespace LanguageModeling.Tokenizers;

/// <summary>Pairs of ids that are merged, with their rank and what they become: a hash table that is filled once and then only read.</summary>
internal sealed class MergeTable
{
    private const ulong Free = ulong.MaxValue;

    private readonly ulong[] _pairs;
    private readonly ulong[] _merges;   // rank in the upper half, id in the lower
    private readonly int _shift;

    /// <summary>Makes room.</summary>
    /// <param name="count">Most pairs that will be added.</param>
    public MergeTable(int count)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        _pairs = new ulong[size];
        Array.Fill(_pairs, Free);
        _merges = new ulong[size];
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    /// <summary>Number of pairs.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a pair, unless it is there.</summary>
    public bool TryAdd(int left, int right, int rank, int id)
    {
        ulong pair = Pair(left, right);
        int at = Find(pair);
        if (_pairs[at] == pair)
        {
            return false;
        }

        _pairs[at] = pair;
        _merges[at] = ((ulong)(uint)rank << 32) | (uint)id;
        Count++;
        return true;
    }

    /// <summary>Finds a pair.</summary>
    /// <returns>Rank in the upper half and id in the lower; <see cref="ulong.MaxValue"/> when the pair is not merged.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Get(int left, int right)
    {
        ulong pair = Pair(left, right);
        ulong[] pairs = _pairs;
        int at = (int)((pair * 0x9E3779B97F4A7C15) >> _shift);
        while (true)
        {
            ulong seen = pairs[at];
            if (seen == pair)
            {
                return _merges[at];
            }

            if (seen == Free)
            {
                return ulong.MaxValue;
            }

            at = (at + 1) & (pairs.Length - 1);
        }
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private int Find(ulong pair)
    {
        int at = (int)((pair * 0x9E3779B97F4A7C15) >> _shift);
        while (_pairs[at] != Free && _pairs[at] != pair)
        {
            at = (at + 1) & (_pairs.Length - 1);
        }

        return at;
    }
}
