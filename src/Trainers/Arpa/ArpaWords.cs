using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Arpa;

/// <summary>The words of an ARPA file as bytes, numbered in the order of their lines.</summary>
/// <remarks>Safe for many readers once all words are there.</remarks>
internal sealed unsafe class ArpaWords
{
    private const int Slack = sizeof(ulong); // bytes that may be read after a word

    private byte[] _bytes = new byte[1 << 16]; // of all words, one behind the other
    private int[] _ends = new int[1 << 10]; // of each word
    private Slot[] _slots = NewSlots(1 << 12); // open addressing; id -1 is free

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a word.</summary>
    /// <returns>Whether it was new.</returns>
    public bool TryAdd(ReadOnlySpan<byte> word)
    {
        fixed (byte* bytes = Copy(word))
        {
            return TryAdd(bytes, word.Length);
        }
    }

    /// <summary>The number of a word, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word)
    {
        fixed (byte* bytes = Copy(word))
        {
            return Find(bytes, word.Length, Hash(bytes, word.Length));
        }
    }

    /// <summary>The number of a word, or -1.</summary>
    /// <param name="word">Its bytes, with 8 more that may be read.</param>
    /// <param name="length">How many.</param>
    /// <param name="hash">Its hash.</param>
    public int Find(byte* word, int length, ulong hash) => _slots[FindSlot(word, length, hash)].Id;

    /// <summary>Begins to bring what <see cref="Find(byte*, int, ulong)"/> will read into the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(int)(hash >> 32) & (_slots.Length - 1)]));
        }
    }

    /// <summary>Whether two words of the same length are the same; 8 bytes after each may be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreSame(byte* left, byte* right, int length)
    {
        for (; length > sizeof(ulong); length -= sizeof(ulong), left += sizeof(ulong), right += sizeof(ulong))
        {
            if (*(ulong*)left != *(ulong*)right)
            {
                return false;
            }
        }

        return Last(left, length) == Last(right, length);
    }

    /// <summary>Hashes a word; 8 bytes after it may be read.</summary>
    public static ulong Hash(byte* word, int length)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)length * factor;
        for (; length > sizeof(ulong); length -= sizeof(ulong), word += sizeof(ulong))
        {
            hash = (hash ^ *(ulong*)word) * factor;
            hash ^= hash >> 29;
        }

        hash = (hash ^ Last(word, length)) * factor;
        return (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
    }

    /// <summary>The bytes of a word.</summary>
    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            int start = id == 0 ? 0 : _ends[id - 1];
            return _bytes.AsSpan(start, _ends[id] - start);
        }
    }

    /// <summary>Up to 8 bytes as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(byte* word, int length) => length == 0 ? 0 : *(ulong*)word << (64 - (8 * length)) >> (64 - (8 * length));

    private static byte[] Copy(ReadOnlySpan<byte> word)
    {
        byte[] copy = new byte[word.Length + Slack];
        word.CopyTo(copy);
        return copy;
    }

    private bool TryAdd(byte* word, int length)
    {
        int slot = FindSlot(word, length, Hash(word, length));
        if (_slots[slot].Id >= 0)
        {
            return false;
        }

        int start = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - start < (long)length + Slack)
        {
            Array.Resize(ref _bytes, checked((int)Math.Max(Math.Min(Array.MaxLength, 2L * _bytes.Length), (long)start + length + Slack)));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * Count);
        }

        new ReadOnlySpan<byte>(word, length).CopyTo(_bytes.AsSpan(start));
        _ends[Count] = start + length;
        _slots[slot] = new Slot(Last(word, Math.Min(length, sizeof(ulong))), length, Count++);
        if (2 * Count > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Where a word is, or belongs.</summary>
    private int FindSlot(byte* word, int length, ulong hash)
    {
        ulong first = Last(word, Math.Min(length, sizeof(ulong)));
        int mask = _slots.Length - 1;
        for (int slot = (int)(hash >> 32) & mask; ; slot = (slot + 1) & mask)
        {
            ref Slot there = ref _slots[slot];
            if (there.Id < 0 || (there.First == first && there.Length == length
                && (length <= sizeof(ulong) || EndsAs(there.Id, word, length))))
            {
                return slot;
            }
        }
    }

    /// <summary>Whether a word of the same length and first 8 bytes is the one with a number.</summary>
    private bool EndsAs(int id, byte* word, int length)
    {
        fixed (byte* bytes = _bytes)
        {
            return AreSame(bytes + _ends[id] - length + sizeof(ulong), word + sizeof(ulong), length - sizeof(ulong));
        }
    }

    private void Grow()
    {
        Slot[] old = _slots;
        _slots = NewSlots(2 * old.Length);
        int mask = _slots.Length - 1;
        fixed (byte* bytes = _bytes)
        {
            foreach (Slot there in old)
            {
                if (there.Id >= 0)
                {
                    int slot = (int)(Hash(bytes + (_ends[there.Id] - there.Length), there.Length) >> 32) & mask;
                    while (_slots[slot].Id >= 0)
                    {
                        slot = (slot + 1) & mask;
                    }

                    _slots[slot] = there;
                }
            }
        }
    }

    private static Slot[] NewSlots(int count)
    {
        var slots = new Slot[count];
        Array.Fill(slots, new Slot(0, 0, -1));
        return slots;
    }

    /// <summary>A word: its first 8 bytes, which tell most words apart without a look at the others.</summary>
    private readonly record struct Slot(ulong First, int Length, int Id);
}
