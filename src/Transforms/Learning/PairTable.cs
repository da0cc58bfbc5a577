using System.Numerics;

namespace LanguageModeling.Learning;

/// <summary>How often pairs of symbols stand side by side. Open addressing; pairs are never removed.</summary>
internal sealed class PairTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15; // 2^64 / golden ratio: spreads the keys
    private const int FirstBits = 12;

    private int[] _slots = new int[1 << FirstBits]; // 1 + index; 0 is free
    private int _shift = 64 - FirstBits;

    public int Count { get; private set; }

    /// <summary>The pairs, as <see cref="Key"/> packs them, in the order in which they were added.</summary>
    public ulong[] Keys { get; private set; } = new ulong[1 << (FirstBits - 1)];

    /// <summary>The count of each pair.</summary>
    public long[] Counts { get; private set; } = new long[1 << (FirstBits - 1)];

    /// <summary>Where each pair's newest words begin in a <see cref="WordLists"/>; -1 for none.</summary>
    public int[] Heads { get; private set; } = new int[1 << (FirstBits - 1)];

    public static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    /// <summary>The index of a pair, which is added with count 0 if it is new.</summary>
    public int GetOrAdd(ulong key)
    {
        int mask = _slots.Length - 1;
        int slot = (int)((key * Multiplier) >> _shift);
        for (int index; (index = _slots[slot]) != 0; slot = (slot + 1) & mask)
        {
            if (Keys[index - 1] == key)
            {
                return index - 1;
            }
        }

        if (Count == Keys.Length)
        {
            Grow();
            return GetOrAdd(key);
        }

        _slots[slot] = Count + 1;
        Keys[Count] = key;
        Heads[Count] = -1;
        return Count++;
    }

    /// <summary>The index of a pair; -1 when it is not there.</summary>
    public int Find(ulong key)
    {
        int mask = _slots.Length - 1;
        int slot = (int)((key * Multiplier) >> _shift);
        for (int index; (index = _slots[slot]) != 0; slot = (slot + 1) & mask)
        {
            if (Keys[index - 1] == key)
            {
                return index - 1;
            }
        }

        return -1;
    }

    private void Grow()
    {
        int size = 2 * Keys.Length;
        (ulong[] keys, long[] counts, int[] heads) = (Keys, Counts, Heads);
        Array.Resize(ref keys, size);
        Array.Resize(ref counts, size);
        Array.Resize(ref heads, size);
        (Keys, Counts, Heads) = (keys, counts, heads);
        _slots = new int[2 * size];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        int mask = _slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)((keys[i] * Multiplier) >> _shift);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }
}
