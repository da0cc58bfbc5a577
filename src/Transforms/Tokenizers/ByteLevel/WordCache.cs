using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LanguageModeling.Tokenizers;

/// <summary>Remembers the ids of words. Owned by one thread at a time; starts anew when it is full.</summary>
internal sealed class WordCache
{
    private const int Slots = 1 << 17;
    private const int MostWords = Slots / 2;
    private const int LongestWord = 64;

    private readonly Entry[] _entries = new Entry[Slots];
    private char[] _words = new char[1 << 16];
    private int[] _ids = new int[1 << 16];
    private int _count;
    private int _wordsUsed;
    private int _idsUsed;

    /// <summary>Finds a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="ids">Its ids.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(ReadOnlySpan<char> word, out ReadOnlySpan<int> ids)
    {
        if (word.Length <= LongestWord)
        {
            uint hash = Hash(word);
            for (uint at = hash & (Slots - 1); ; at = (at + 1) & (Slots - 1))
            {
                ref Entry entry = ref _entries[at];
                if (entry.Length == 0)
                {
                    break;
                }

                if (entry.Hash == hash && entry.Length == word.Length && word.SequenceEqual(_words.AsSpan(entry.Word, entry.Length)))
                {
                    ids = _ids.AsSpan(entry.Ids, entry.Count);
                    return true;
                }
            }
        }

        ids = default;
        return false;
    }

    /// <summary>Remembers a word that is not there.</summary>
    public void Add(ReadOnlySpan<char> word, ReadOnlySpan<int> ids)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return;
        }

        if (_count == MostWords)
        {
            Array.Clear(_entries);
            _count = _wordsUsed = _idsUsed = 0;
        }

        uint hash = Hash(word);
        uint at = hash & (Slots - 1);
        while (_entries[at].Length != 0)
        {
            at = (at + 1) & (Slots - 1);
        }

        _entries[at] = new Entry { Hash = hash, Length = word.Length, Word = _wordsUsed, Ids = _idsUsed, Count = ids.Length };
        Append(ref _words, ref _wordsUsed, word);
        Append(ref _ids, ref _idsUsed, ids);
        _count++;
    }

    private static void Append<T>(ref T[] all, ref int used, ReadOnlySpan<T> added)
    {
        if (used + added.Length > all.Length)
        {
            Array.Resize(ref all, Math.Max(all.Length * 2, used + added.Length));
        }

        added.CopyTo(all.AsSpan(used));
        used += added.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<char> word)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)word.Length * Factor;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(word);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(bytes)) * Factor;
            hash ^= hash >> 32;
            bytes = bytes[sizeof(ulong)..];
        }

        if (bytes.Length >= sizeof(uint))
        {
            hash = (hash ^ MemoryMarshal.Read<uint>(bytes)) * Factor;
            hash ^= hash >> 32;
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length > 0)
        {
            hash = (hash ^ MemoryMarshal.Read<ushort>(bytes)) * Factor;
            hash ^= hash >> 32;
        }

        return (uint)(hash >> 7);
    }

    private struct Entry
    {
        public uint Hash;
        public int Length;
        public int Word;
        public int Ids;
        public int Count;
    }
}
