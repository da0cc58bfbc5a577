using System.Runtime.CompilerServices;

namespace LanguageModeling.FastReading;

/// <summary>Numbers words in the order in which they come: a hash table of bytes, made for one thread.</summary>
internal sealed unsafe class WordTable
{
    private const int FirstSize = 1 << 10;

    private Entry[] _entries = new Entry[FirstSize]; // a power of two, at most half full
    private ByteWord[] _words = new ByteWord[FirstSize / 2]; // [number]
    private long[] _starts = new long[FirstSize / 2]; // [number]: where the word stands in _bytes
    private byte[] _bytes = new byte[1 << 14];
    private int _used; // bytes

    /// <summary>Number of words.</summary>
    public int Count { get; private set; }

    /// <summary>A word by its number.</summary>
    public ByteWord Word(int number) => _words[number];

    /// <summary>The bytes of a word by its number.</summary>
    public ReadOnlySpan<byte> Bytes(int number) => _bytes.AsSpan((int)_starts[number], _words[number].Length);

    /// <summary>The number of a word, which is added when it is new.</summary>
    /// <param name="word">The word.</param>
    /// <param name="bytes">Its bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GetOrAdd(in ByteWord word, byte* bytes)
    {
        int mask = _entries.Length - 1;
        for (int at = (int)(word.Hash & (uint)mask); ; at = (at + 1) & mask)
        {
            ref Entry entry = ref _entries[at];
            if (entry.Next == 0)
            {
                return Add(word, bytes, ref entry);
            }

            if (entry.Word == word && (!word.IsLong || Bytes(entry.Next - 1).SequenceEqual(new ReadOnlySpan<byte>(bytes, word.Length))))
            {
                return entry.Next - 1;
            }
        }
    }

    /// <summary>The number of a text, which is added when it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text)
    {
        byte[] padded = new byte[text.Length + ByteWord.Margin];
        text.CopyTo(padded);
        fixed (byte* start = padded)
        {
            return GetOrAdd(ByteWord.Of(start, text.Length), start);
        }
    }

    /// <summary>Forgets all words.</summary>
    public void Clear()
    {
        Array.Clear(_entries);
        Count = 0;
        _used = 0;
    }

    private int Add(in ByteWord word, byte* bytes, ref Entry entry)
    {
        int number = Count++;
        entry = new Entry(word, number + 1);
        if (number == _words.Length)
        {
            Array.Resize(ref _words, 2 * number);
            Array.Resize(ref _starts, 2 * number);
        }

        if (_bytes.Length - _used < word.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)_used + word.Length, 2L * _bytes.Length)));
        }

        _words[number] = word;
        _starts[number] = _used;
        new ReadOnlySpan<byte>(bytes, word.Length).CopyTo(_bytes.AsSpan(_used));
        _used += word.Length;
        if (2 * Count > _entries.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        var larger = new Entry[2 * _entries.Length];
        int mask = larger.Length - 1;
        for (int number = 0; number < Count; number++)
        {
            int at = (int)(_words[number].Hash & (uint)mask);
            while (larger[at].Next != 0)
            {
                at = (at + 1) & mask;
            }

            larger[at] = new Entry(_words[number], number + 1);
        }

        _entries = larger;
    }

    /// <summary>A word and its number + 1; 0 when the place is free.</summary>
    private readonly record struct Entry(ByteWord Word, int Next);
}
