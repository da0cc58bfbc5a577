namespace LanguageModeling.FastReading;

/// <summary>
/// Numbers the words of a whole text in the order in which they come. Each comes once in each block of text, where a <see cref="WordTable"/>
/// has numbered it already: so this one is made small rather than fast, about 45 bytes a word.
/// </summary>
internal sealed class CorpusWords
{
    private const int FirstSize = 1 << 10;

    private Entry[] _entries = new Entry[FirstSize]; // a power of two, at most half full
    private int[] _ends = new int[FirstSize / 2]; // [number]: where the word ends in _bytes; it begins where the one before ends
    private byte[] _bytes = new byte[1 << 14];

    /// <summary>Number of words.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a word by its number.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            int start = number == 0 ? 0 : _ends[number - 1];
            return _bytes.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>The number of a word, which is added when it is new.</summary>
    /// <param name="word">Its bytes.</param>
    /// <param name="hash">Its <see cref="ByteWord.Hash"/>.</param>
    public int GetOrAdd(ReadOnlySpan<byte> word, uint hash)
    {
        int at = Find(word, hash);
        return _entries[at].Next > 0 ? _entries[at].Next - 1 : Add(word, hash, at);
    }

    /// <summary>The place of a word, or the free one where it belongs.</summary>
    private int Find(ReadOnlySpan<byte> word, uint hash)
    {
        int mask = _entries.Length - 1;
        int at = (int)hash & mask;
        while (_entries[at].Next > 0 && !(_entries[at].Hash == hash && this[_entries[at].Next - 1].SequenceEqual(word)))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private int Add(ReadOnlySpan<byte> word, uint hash, int at)
    {
        int number = Count++;
        if (number == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * number);
        }

        int start = number == 0 ? 0 : _ends[number - 1];
        if (_bytes.Length - start < word.Length)
        {
            Array.Resize(ref _bytes, checked((int)Math.Max(Math.Min(Array.MaxLength, _bytes.Length * 3L / 2), (long)start + word.Length)));
        }

        word.CopyTo(_bytes.AsSpan(start));
        _ends[number] = start + word.Length;
        _entries[at] = new Entry(hash, number + 1);
        if (2 * Count > _entries.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[2 * old.Length];
        int mask = _entries.Length - 1;
        foreach (Entry entry in old)
        {
            if (entry.Next > 0)
            {
                int at = (int)entry.Hash & mask;
                while (_entries[at].Next > 0)
                {
                    at = (at + 1) & mask;
                }

                _entries[at] = entry;
            }
        }
    }

    /// <summary>The hash of a word, and its number + 1; 0 when the place is free.</summary>
    private readonly record struct Entry(uint Hash, int Next);
}
