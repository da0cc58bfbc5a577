using LanguageModeling.Files;

namespace LanguageModeling.Layouts;

/// <summary>Builds a <see cref="FastLayout"/> in memory.</summary>
/// <param name="origin">What the model tells about itself.</param>
internal sealed unsafe class FastBuilder(NgramOrigin origin) : LayoutBuilder<FastLayout>(NgramFileFormat.Fast, origin)
{
    /// <summary>The part of the places that is filled. Fuller tables are smaller, and looked through longer.</summary>
    private const double Load = 0.75;

    private const int Ahead = 32; // n-grams whose memory is asked for before it is needed

    private long[] _parameters = []; // for each level from 2 on: buckets, probes
    private FastLevel[] _levels = [];
    private FastLayout _layout;

    /// <inheritdoc/>
    protected override FastLayout Layout => _layout;

    /// <inheritdoc/>
    protected override long[] Parameters => _parameters;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _levels = new FastLevel[Order - 1];
        _parameters = new long[2 * _levels.Length];
        _layout = new FastLayout(Words, _levels, Counts);
    }

    /// <inheritdoc/>
    protected override void BeginLevel(int n)
    {
        bool highest = n == Order;
        double most = FastLevel.MostBuckets * Load * FastLevel.Room(highest);
        if (Counts[n - 1] >= most)
        {
            throw new NotSupportedException($"A model in the fast form has fewer than {most:N0} {n}-grams. Use the compact form.");
        }

        long buckets = (long)(Counts[n - 1] / (Load * FastLevel.Room(highest))) + 1;
        byte* start = Image.Add(SectionKind.Ngrams, n, new NativeBlock(buckets * FastLevel.BucketSize));
        _levels[n - 2] = new FastLevel(start, buckets, FastLevel.MostProbes, highest);
        _parameters[2 * (n - 2)] = buckets;
        _parameters[(2 * (n - 2)) + 1] = 1;
    }

    /// <inheritdoc/>
    protected override void AddNgrams(
        int n, ReadOnlySpan<int> words, ReadOnlySpan<int> contexts, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        FastLevel level = _levels[n - 2];
        for (int i = 0; i < contexts.Length; i++)
        {
            if (i + Ahead < contexts.Length)
            {
                level.Prefetch(FastLevel.Key(contexts[i + Ahead], words[((i + Ahead) * n) + n - 1]));
                PrefetchContext(n, contexts[i + Ahead]);
            }

            uint* backoff = n == 2 ? Words + (2 * (long)contexts[i]) + 1 : _levels[n - 3].BackoffBits(contexts[i]);
            *backoff = FloatSigns.ExtendRight(*backoff);
            int node = Insert(level, n, words.Slice(i * n, n), contexts[i]);
            *level.ProbabilityBits(node) = FloatSigns.Encode(log10Probabilities[i]);
            if (n < Order)
            {
                *level.BackoffBits(node) = FloatSigns.EncodeBackoff(log10Backoffs[i]);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndLevel(int n) => _levels[n - 2] = _levels[n - 2].WithProbes((int)_parameters[(2 * (n - 2)) + 1]);

    /// <inheritdoc/>
    protected override void ExtendLeft(int n, int node)
    {
        uint* probability = _levels[n - 2].ProbabilityBits(node);
        *probability = FloatSigns.ExtendLeft(*probability);
    }

    private void PrefetchContext(int n, int context)
    {
        if (n > 2)
        {
            _levels[n - 3].PrefetchNode(context);
        }
    }

    private int Insert(FastLevel level, int n, ReadOnlySpan<int> words, int context)
    {
        ulong key = FastLevel.Key(context, words[^1]);
        ulong number = level.Home(key);
        int room = FastLevel.Room(n == Order);
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
