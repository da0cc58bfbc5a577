using System.Runtime.InteropServices;

namespace LanguageModeling.Arpa;

/// <summary>The words of an ARPA file as bytes, numbered in the order of their lines.</summary>
internal sealed class ArpaWords
{
    private byte[] _bytes = new byte[1 << 16]; // of all words, one behind the other
    private int[] _ends = new int[1 << 10]; // of each word
    private (ulong Hash, int Id)[] _slots = NewSlots(1 << 12); // open addressing; id -1 is free

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a word.</summary>
    /// <returns>Whether it was new.</returns>
    public bool TryAdd(ReadOnlySpan<byte> word)
    {
        ulong hash = Hash(word);
        int slot = Find(word, hash);
        if (_slots[slot].Id >= 0)
        {
            return false;
        }

        int start = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - start < word.Length)
        {
            Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)start + word.Length))));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * Count);
        }

        word.CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + word.Length;
        _slots[slot] = (hash, Count++);
        if (2 * Count > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    /// <summary>The number of a word, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word) => _slots[Find(word, Hash(word))].Id;

    /// <summary>The bytes of a word.</summary>
    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            int start = id == 0 ? 0 : _ends[id - 1];
            return _bytes.AsSpan(start, _ends[id] - start);
        }
    }

    private int Find(ReadOnlySpan<byte> word, ulong hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(hash >> 32) & mask;
        while (_slots[slot].Id >= 0 && (_slots[slot].Hash != hash || !this[_slots[slot].Id].SequenceEqual(word)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        (ulong Hash, int Id)[] old = _slots;
        _slots = NewSlots(2 * old.Length);
        int mask = _slots.Length - 1;
        foreach ((ulong hash, int id) in old)
        {
            if (id >= 0)
            {
                int slot = (int)(hash >> 32) & mask;
                while (_slots[slot].Id >= 0)
                {
                    slot = (slot + 1) & mask;
                }

                _slots[slot] = (hash, id);
            }
        }
    }

    private static (ulong Hash, int Id)[] NewSlots(int count)
    {
        var slots = new (ulong, int)[count];
        Array.Fill(slots, (0UL, -1));
        return slots;
    }

    private static ulong Hash(ReadOnlySpan<byte> word)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)word.Length * factor;
        for (; word.Length >= sizeof(ulong); word = word[sizeof(ulong)..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(word)) * factor;
            hash ^= hash >> 29;
        }

        ulong last = 0;
        for (int i = 0; i < word.Length; i++)
        {
            last |= (ulong)word[i] << (8 * i);
        }

        hash = (hash ^ last) * factor;
        return (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
    }
}
