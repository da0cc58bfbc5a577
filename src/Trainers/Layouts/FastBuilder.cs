using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Builds a <see cref="FastLayout"/> in memory.</summary>
/// <param name="origin">What the model tells about itself.</param>
internal sealed unsafe class FastBuilder(NgramOrigin origin) : IModelBuilder
{
    /// <summary>The part of the places that is filled. Fuller tables are smaller, and looked through longer.</summary>
    private const double Load = 0.75;

    private const int Batch = 256;

    private readonly ModelImage _image = new(NgramFileFormat.Fast);
    private readonly int[] _nodes = new int[Batch];
    private readonly int[] _next = new int[Batch];
    private readonly int[] _column = new int[Batch];
    private readonly int[] _suffixPlaces = new int[Batch]; // the n-grams of a batch whose last n - 1 words are other than those of the one before
    private Vocabulary _vocabulary = null!;
    private long[] _counts = [];
    private long[] _parameters = []; // for each level from 2 on: buckets, probes
    private FastLevel[] _levels = [];
    private uint* _words;
    private FastLayout _layout;
    private long _taken; // n-grams of the current level
    private int _level = 1;

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        _vocabulary = vocabulary;
        _counts = counts.ToArray();
        _levels = new FastLevel[counts.Length - 1];
        _parameters = new long[2 * _levels.Length];
        _words = (uint*)_image.Add(SectionKind.Words, 1, new NativeBlock(counts[0] * FastLayout.WordSize));
        _layout = new FastLayout(_words, _levels, _counts);
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        while (_level < n)
        {
            EndLevel();
            BeginLevel(++_level);
        }

        if (log10Probabilities.Length > _counts[n - 1] - _taken)
        {
            throw new InvalidOperationException($"There are more than the {_counts[n - 1]} {n}-grams announced.");
        }

        if (n == 1)
        {
            AddWords(log10Probabilities, log10Backoffs);
            return;
        }

        for (int start = 0; start < log10Probabilities.Length; start += Batch)
        {
            int count = Math.Min(Batch, log10Probabilities.Length - start);
            AddBatch(
                n, words.Slice(start * n, count * n), log10Probabilities.Slice(start, count), log10Backoffs.IsEmpty ? [] : log10Backoffs.Slice(start, count));
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        while (_level < _counts.Length)
        {
            EndLevel();
            BeginLevel(++_level);
        }

        EndLevel();
        for (int n = 2; n <= _counts.Length; n++)
        {
            _levels[n - 2] = _levels[n - 2].WithProbes((int)_parameters[(2 * (n - 2)) + 1]);
        }

        _image.Add(SectionKind.Properties, new NgramProperties(origin, _vocabulary.SpecialTokens, _counts, _parameters).Write);
        _image.Add(SectionKind.Vocabulary, _vocabulary.Save);
    }

    /// <inheritdoc/>
    public LayoutTables Finish() => new LayoutTables<FastLayout>(_layout, _image);

    private void BeginLevel(int n)
    {
        bool highest = n == _counts.Length;
        long buckets = (long)(_counts[n - 1] / (Load * FastLevel.Room(highest))) + 1;
        if (buckets > FastLevel.MostBuckets)
        {
            throw new NotSupportedException($"A model in the fast form has at most {FastLevel.MostBuckets * Load * FastLevel.Room(highest):N0} n-grams of an order. Use the compact form.");
        }

        byte* start = _image.Add(SectionKind.Ngrams, n, new NativeBlock(buckets * FastLevel.BucketSize));
        _levels[n - 2] = new FastLevel(start, buckets, FastLevel.MostProbes, highest);
        _parameters[2 * (n - 2)] = buckets;
        _parameters[(2 * (n - 2)) + 1] = 1;
        _taken = 0;
    }

    private void EndLevel()
    {
        if (_taken != _counts[_level - 1])
        {
            throw new InvalidOperationException($"There were {_counts[_level - 1]} {_level}-grams announced but {_taken} came.");
        }
    }

    private void AddWords(ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        for (int i = 0; i < log10Probabilities.Length; i++)
        {
            uint* word = _words + (2 * _taken++);
            word[0] = FloatSigns.Encode(log10Probabilities[i]);
            word[1] = FloatSigns.EncodeBackoff(log10Backoffs.IsEmpty ? 0 : log10Backoffs[i]);
        }
    }

    private void AddBatch(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        int count = log10Probabilities.Length;
        MarkSuffixes(n, words, count);
        Span<int> contexts = FindColumns(n, words, 0, n - 1, Places(count));
        FastLevel level = _levels[n - 2];
        for (int i = 0; i < count; i++)
        {
            if (contexts[i] == -1)
            {
                throw new IncompleteNgramsException(n, words.Slice(i * n, n - 1));
            }

            level.Prefetch(FastLevel.Key(contexts[i], words[(i * n) + n - 1]));
        }

        for (int i = 0; i < count; i++)
        {
            uint* backoff = n == 2 ? _words + (2 * (long)contexts[i]) + 1 : _levels[n - 3].BackoffBits(contexts[i]);
            *backoff = FloatSigns.ExtendRight(*backoff);
            int node = Insert(level, n, words.Slice(i * n, n), contexts[i]);
            *level.ProbabilityBits(node) = FloatSigns.Encode(log10Probabilities[i]);
            if (n < _counts.Length)
            {
                *level.BackoffBits(node) = FloatSigns.EncodeBackoff(log10Backoffs[i]);
            }
        }

        _taken += count;
    }

    /// <summary>Marks the last n - 1 words of each n-gram as the end of a longer one. N-grams that share them follow each other.</summary>
    private void MarkSuffixes(int n, ReadOnlySpan<int> words, int count)
    {
        int suffixes = 0;
        for (int i = 0; i < count; i++)
        {
            if (i == 0 || !words.Slice((i * n) + 1, n - 1).SequenceEqual(words.Slice(((i - 1) * n) + 1, n - 1)))
            {
                _suffixPlaces[suffixes++] = i;
            }
        }

        Span<int> found = FindColumns(n, words, 1, n - 1, _suffixPlaces.AsSpan(0, suffixes));
        for (int i = 0; i < suffixes; i++)
        {
            if (found[i] == -1)
            {
                throw new IncompleteNgramsException(n, words.Slice((_suffixPlaces[i] * n) + 1, n - 1));
            }

            uint* probability = n == 2 ? _words + (2 * (long)found[i]) : _levels[n - 3].ProbabilityBits(found[i]);
            *probability = FloatSigns.ExtendLeft(*probability);
        }
    }

    /// <summary>Finds parts of the n-grams of a batch, word by word for all of them.</summary>
    /// <param name="n">The order of the batch.</param>
    /// <param name="words">Its words.</param>
    /// <param name="first">The first word of the part.</param>
    /// <param name="length">Its words.</param>
    /// <param name="places">Which n-grams of the batch.</param>
    /// <returns>Nodes, or -1.</returns>
    private Span<int> FindColumns(int n, ReadOnlySpan<int> words, int first, int length, ReadOnlySpan<int> places)
    {
        Span<int> nodes = _nodes.AsSpan(0, places.Length);
        Span<int> next = _next.AsSpan(0, places.Length);
        Span<int> column = _column.AsSpan(0, places.Length);
        for (int i = 0; i < places.Length; i++)
        {
            nodes[i] = words[(places[i] * n) + first];
        }

        for (int k = 2; k <= length; k++)
        {
            for (int i = 0; i < places.Length; i++)
            {
                column[i] = words[(places[i] * n) + first + k - 1];
            }

            _layout.FindMany(k, nodes, column, next);
            for (int i = 0; i < nodes.Length; i++)
            {
                nodes[i] = nodes[i] == -1 ? -1 : next[i]; // what is missing stays missing
            }
        }

        return nodes;
    }

    private static ReadOnlySpan<int> Places(int count) => AllPlaces.AsSpan(0, count);

    private static readonly int[] AllPlaces = [.. Enumerable.Range(0, Batch)];

    private int Insert(FastLevel level, int n, ReadOnlySpan<int> words, int context)
    {
        ulong key = FastLevel.Key(context, words[^1]);
        ulong number = level.Home(key);
        int room = FastLevel.Room(n == _counts.Length);
        for (int probe = 1; probe <= FastLevel.MostProbes; probe++)
        {
            ulong* keys = (ulong*)level.Bucket(number);
            for (int place = 0; place < room; place++)
            {
                if (keys[place] == key)
                {
                    throw new RepeatedNgramException(words);
                }

                if (keys[place] == 0)
                {
                    keys[place] = key;
                    ref long probes = ref _parameters[(2 * (n - 2)) + 1];
                    probes = Math.Max(probes, probe);
                    return FastLevel.Node(number, place);
                }
            }

            number = number + 1 == (ulong)level.Count ? 0 : number + 1;
        }

        throw new NotSupportedException($"The {n}-grams do not spread over the table of the fast form. Use the compact form.");
    }
}
