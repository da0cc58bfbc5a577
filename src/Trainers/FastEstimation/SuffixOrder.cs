using System.Numerics;

namespace LanguageModeling.FastEstimation;

/// <summary>
/// The places of a text sorted by the N tokens that end there, read backwards. Equal n-grams of any order then lie side by side, and in
/// suffix order. After G. E. Pibiri and R. Venturini, "Handling Massive N-Gram Datasets Efficiently", TOIS 2019: one sort serves all orders.
/// </summary>
/// <remarks>
/// The places of &lt;s&gt; come first, whatever its id; nothing but single words ends with it. Each word's places are sorted by keys that
/// pack as many of the words before it as fit into 64 bits; only what is still equal is looked at again.
/// </remarks>
internal sealed unsafe class SuffixOrder : IDisposable
{
    private const int WorkSize = 1 << 16; // places that a thread takes at a time, at least

    private readonly CorpusIds _corpus;
    private readonly int _order;
    private readonly int _bits; // of a word in a key
    private readonly int _wordsPerKey;
    private readonly NativeArray<int> _starts; // [V + 1]

    private SuffixOrder(CorpusIds corpus, int vocabularySize, int order)
    {
        _corpus = corpus;
        _order = order;
        _bits = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)vocabularySize - 1));
        _wordsPerKey = 64 / _bits;
        VocabularySize = vocabularySize;
        _starts = new NativeArray<int>(vocabularySize + 1L);
        Places = new NativeArray<int>(corpus.Length);
        Codes = new NativeArray<byte>(corpus.Length);
    }

    /// <summary>N.</summary>
    public int Order => _order;

    /// <summary>V.</summary>
    public int VocabularySize { get; }

    /// <summary>Number of places.</summary>
    public int Length => _corpus.Length;

    /// <summary>The text.</summary>
    public CorpusIds Corpus => _corpus;

    /// <summary>The places, sorted.</summary>
    public NativeArray<int> Places { get; }

    /// <summary>For each sorted place which n-grams begin there, see <see cref="NgramCode"/>.</summary>
    public NativeArray<byte> Codes { get; }

    /// <summary>Stretches of sorted places, for one thread each: they begin and end where the last word changes.</summary>
    public IReadOnlyList<(int Start, int End)> Stretches { get; private set; } = [];

    /// <summary>Sorts.</summary>
    /// <param name="corpus">The text; must stay as it is.</param>
    /// <param name="vocabularySize">V.</param>
    /// <param name="order">N.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static SuffixOrder Sort(CorpusIds corpus, int vocabularySize, int order, ParallelOptions parallel)
    {
        var sorted = new SuffixOrder(corpus, vocabularySize, order);
        try
        {
            sorted.SortByLastWord();
            sorted.Stretches = sorted.FindStretches();
            Parallel.ForEach(sorted.Stretches, parallel, () => new Scratch(), (stretch, _, scratch) => sorted.SortStretch(stretch, scratch), scratch => scratch.Dispose());
            return sorted;
        }
        catch
        {
            sorted.Dispose();
            throw;
        }
    }

    /// <summary>Where the places of a word begin; <see cref="LastPlaceOf"/> is one past them.</summary>
    public int FirstPlaceOf(int word) => _starts[word];

    /// <summary>One past the last place of a word.</summary>
    public int LastPlaceOf(int word)
    {
        if (word == _corpus.Beginning)
        {
            int first = VocabularySize > 1 ? _starts[word == 0 ? 1 : 0] : Length;
            return first;
        }

        int next = word + 1 == _corpus.Beginning ? word + 2 : word + 1;
        return next < VocabularySize ? _starts[next] : Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _starts.Dispose();
        Places.Dispose();
        Codes.Dispose();
    }

    private void SortByLastWord()
    {
        int* text = _corpus.Ids.Items;
        int* starts = _starts.Items;
        int length = Length;
        for (int i = 0; i < length; i++)
        {
            starts[text[i]]++;
        }

        int start = starts[_corpus.Beginning];
        starts[_corpus.Beginning] = 0;
        for (int word = 0; word < VocabularySize; word++)
        {
            if (word != _corpus.Beginning)
            {
                int count = starts[word];
                starts[word] = start;
                start += count;
            }
        }

        int* places = Places.Items;
        for (int i = 0; i < length; i++)
        {
            places[starts[text[i]]++] = i;
        }

        int before = length == 0 ? 0 : starts[_corpus.Beginning]; // each start now is the next word's
        for (int word = 0; word < VocabularySize; word++)
        {
            if (word != _corpus.Beginning)
            {
                (starts[word], before) = (before, starts[word]);
            }
        }

        starts[_corpus.Beginning] = 0;
    }

    private List<(int Start, int End)> FindStretches()
    {
        var stretches = new List<(int, int)>();
        int start = 0;
        for (int word = 0; word <= VocabularySize; word++)
        {
            int next = word == VocabularySize ? Length : word == _corpus.Beginning ? start : _starts[word];
            if (next - start >= WorkSize || (word == VocabularySize && next > start))
            {
                stretches.Add((start, next));
                start = next;
            }
        }

        return stretches;
    }

    private Scratch SortStretch((int Start, int End) stretch, Scratch scratch)
    {
        int* text = _corpus.Ids.Items;
        int* places = Places.Items;
        for (int start = stretch.Start; start < stretch.End;)
        {
            int word = text[places[start]];
            int end = LastPlaceOf(word);
            if (word == _corpus.Beginning || _order == 1)
            {
                Codes[start] = NgramCode.Of(0, 1);
                Codes.AsSpan(start + 1, end - start - 1).Fill(NgramCode.Same);
            }
            else
            {
                scratch.Reserve(end - start);
                SortEqual(start, end, 1, 0, scratch.Items.AsSpan(0, end - start), scratch.Room.AsSpan(0, end - start), scratch.Histogram);
            }

            start = end;
        }

        return scratch;
    }

    /// <summary>Sorts places that share their last words, and none of these is &lt;s&gt;.</summary>
    /// <param name="start">The first of them.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="known">How many words they share, at least; from 1 to N - 1.</param>
    /// <param name="shared">How many the first of them shares with the place before.</param>
    /// <param name="items">As long.</param>
    /// <param name="room">As long.</param>
    /// <param name="histogram">For the sort.</param>
    private void SortEqual(int start, int end, int known, int shared, Span<KeyedPlace> items, Span<KeyedPlace> room, Span<int> histogram)
    {
        int words = Math.Min(_wordsPerKey, _order - known); // in the keys
        int* text = _corpus.Ids.Items;
        int* places = Places.Items;
        for (int j = 0; j < items.Length; j++)
        {
            items[j] = new KeyedPlace(GetKey(text, places[start + j], known, words), places[start + j]);
        }

        if (items.Length > 1)
        {
            RadixSort.Sort(items, room, histogram);
        }

        ulong mask = (1UL << _bits) - 1;
        for (int j = 0; j < items.Length;)
        {
            ulong key = items[j].Key;
            int next = j;
            for (; next < items.Length && items[next].Key == key; next++)
            {
                places[start + next] = items[next].Place;
            }

            if ((key & mask) == (ulong)_corpus.Beginning || known + words == _order)
            {
                Codes[start + j] = NgramCode.Of(shared, known + CountWords(key, words));
                Codes.AsSpan(start + j + 1, next - j - 1).Fill(NgramCode.Same);
            }
            else
            {
                SortEqual(start + j, start + next, known + words, shared, items[j..next], room[j..next], histogram);
            }

            if (next < items.Length)
            {
                shared = known + CountEqual(key ^ items[next].Key, words);
            }

            j = next;
        }
    }

    /// <summary>The words before a place, the nearest first; after &lt;s&gt; only &lt;s&gt; follows.</summary>
    private ulong GetKey(int* text, int place, int known, int words)
    {
        int* at = text + place - known;
        ulong key = 0;
        int beginning = _corpus.Beginning;
        for (int k = 0; k < words; k++)
        {
            key = (key << _bits) | (uint)*at;
            at -= *at == beginning ? 0 : 1;
        }

        return key;
    }

    /// <summary>Words of a key, up to the first &lt;s&gt;, which counts.</summary>
    private int CountWords(ulong key, int words)
    {
        ulong mask = (1UL << _bits) - 1;
        int count = 1;
        while (count < words && ((key >> (_bits * (words - count))) & mask) != (ulong)_corpus.Beginning)
        {
            count++;
        }

        return count;
    }

    private int CountEqual(ulong difference, int words)
        => (BitOperations.LeadingZeroCount(difference) - (64 - (words * _bits))) / _bits;

    /// <summary>What a thread sorts in.</summary>
    private sealed class Scratch : IDisposable
    {
        public NativeArray<KeyedPlace> Items { get; private set; } = new(WorkSize);

        public NativeArray<KeyedPlace> Room { get; private set; } = new(WorkSize);

        public int[] Histogram { get; } = new int[RadixSort.HistogramLength];

        public void Reserve(int count)
        {
            if (count > Items.Length)
            {
                Dispose();
                Items = new NativeArray<KeyedPlace>(count);
                Room = new NativeArray<KeyedPlace>(count);
            }
        }

        public void Dispose()
        {
            Items.Dispose();
            Room.Dispose();
        }
    }
}
