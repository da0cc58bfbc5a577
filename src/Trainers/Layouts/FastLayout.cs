using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary>The layout for speed: an array for single words, a table of buckets for each order from 2 on. See docs/ngram-format.md.</summary>
internal readonly unsafe struct FastLayout : INgramLayout
{
    /// <summary>Bytes for a word: probability and back-off weight.</summary>
    public const int WordSize = 2 * sizeof(float);

    private readonly uint* _words; // [V, 2]
    private readonly FastLevel[] _levels; // [N - 1]
    private readonly long[] _counts; // [N]
    private readonly FastSuccessors _successors;

    /// <summary>Describes a layout.</summary>
    /// <param name="words">[V, 2]: the bits of probability and back-off weight of each word.</param>
    /// <param name="levels">At [n - 2] the n-grams of order n.</param>
    /// <param name="counts">At [n - 1] how many they are; the first is V.</param>
    public FastLayout(uint* words, FastLevel[] levels, long[] counts)
    {
        _words = words;
        _levels = levels;
        _counts = counts;
        _successors = new FastSuccessors(levels, counts);
    }

    /// <summary>[V, 2]: the bits of probability and back-off weight of each word.</summary>
    public uint* Words => _words;

    /// <inheritdoc/>
    public int Order => _counts.Length;

    /// <inheritdoc/>
    public int VocabularySize => (int)_counts[0];

    /// <inheritdoc/>
    public long Count(int n) => _counts[n - 1];

    /// <summary>The n-grams of order <paramref name="n"/> from 2 on.</summary>
    public FastLevel Level(int n) => _levels[n - 2];

    /// <inheritdoc/>
    public void Score(in ScoringRun run, CancellationToken cancellationToken) => FastRunScorer.Score(this, run, cancellationToken);

    /// <inheritdoc/>
    public int Find(int n, int context, int word) => _levels[n - 2].Find(FastLevel.Key(context, word));

    /// <inheritdoc/>
    public void FindMany(int n, ReadOnlySpan<int> contexts, ReadOnlySpan<int> words, Span<int> found)
    {
        FastLevel level = _levels[n - 2];
        for (int i = 0; i < contexts.Length; i++)
        {
            level.Prefetch(FastLevel.Key(contexts[i], words[i]));
        }

        for (int i = 0; i < contexts.Length; i++)
        {
            found[i] = level.Find(FastLevel.Key(contexts[i], words[i]));
        }
    }

    /// <inheritdoc/>
    public void Prefetch(int n, int context, int word) => _levels[n - 2].Prefetch(FastLevel.Key(context, word));

    /// <inheritdoc/>
    public void PrefetchNumbers(int n, int node)
    {
        if (n == 1 && Sse.IsSupported)
        {
            Sse.Prefetch0(_words + (2 * (long)node)); // those of longer n-grams came with the key
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Log10Probability(int n, int node) => FloatSigns.Decode(*ProbabilityBits(n, node));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Log10Backoff(int n, int node) => BitConverter.UInt32BitsToSingle(*BackoffBits(n, node));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ExtendsRight(int n, int node) => *BackoffBits(n, node) != FloatSigns.NoContext;

    /// <inheritdoc/>
    public bool MayExtendRight(int n, int node) => ExtendsRight(n, node);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ExtendsLeft(int n, int node) => FloatSigns.ExtendsLeft(*ProbabilityBits(n, node));

    /// <inheritdoc/>
    public int GetSuccessors(int n, int node, ref int[] words, ref int[] nodes) => _successors.Get(n, node, ref words, ref nodes);

    /// <inheritdoc/>
    public void CheckNumbers(int n)
    {
        for (int word = 0; n == 1 && word < VocabularySize; word++)
        {
            FloatSigns.Check(n, Log10Probability(n, word), Order == 1 ? 0 : Log10Backoff(n, word));
        }

        int room = FastLevel.Room(n == Order);
        for (long bucket = 0; n > 1 && bucket < _levels[n - 2].Count; bucket++)
        {
            for (int place = 0; place < room && _levels[n - 2].KeyAt(bucket, place) != 0; place++)
            {
                int node = FastLevel.Node((ulong)bucket, place);
                FloatSigns.Check(n, Log10Probability(n, node), n == Order ? 0 : Log10Backoff(n, node));
            }
        }
    }

    /// <inheritdoc/>
    public NgramLevel ReadLevel(int n)
    {
        if (n == 1)
        {
            return ReadWords();
        }

        FastLevel level = _levels[n - 2];
        int[]? numbers = n == 2 ? null : FastSuccessors.Number(_levels[n - 3], _counts[n - 2], n - 1 == Order); // of the contexts
        int count = FastSuccessors.CheckCount(_counts[n - 1]);
        var read = new NgramLevel(new int[count], new int[count], new float[count], n == Order ? [] : new float[count]);
        int next = 0;
        foreach (int node in FastSuccessors.Nodes(level, n == Order))
        {
            ulong key = level.KeyAt(FastLevel.BucketOf(node), FastLevel.PlaceOf(node));
            int context = FastSuccessors.CheckContext(key, n == 2 ? VocabularySize : numbers!.Length, n == 2, VocabularySize);
            int number = numbers is null ? context : numbers[context];
            if (next == count || number < 0)
            {
                throw FastSuccessors.Damaged(n);
            }

            read.Contexts[next] = number;
            read.Words[next] = (int)(uint)key;
            read.Log10Probabilities[next] = Log10Probability(n, node);
            if (n < Order)
            {
                read.Log10Backoffs[next] = Log10Backoff(n, node) + 0f;
            }

            next++;
        }

        return next == count ? read : throw FastSuccessors.Damaged(n);
    }

    private NgramLevel ReadWords()
    {
        var read = new NgramLevel([], new int[VocabularySize], new float[VocabularySize], Order == 1 ? [] : new float[VocabularySize]);
        for (int word = 0; word < VocabularySize; word++)
        {
            read.Words[word] = word;
            read.Log10Probabilities[word] = Log10Probability(1, word);
            if (Order > 1)
            {
                read.Log10Backoffs[word] = Log10Backoff(1, word) + 0f;
            }
        }

        return read;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint* ProbabilityBits(int n, int node) => n == 1 ? _words + (2 * (long)node) : _levels[n - 2].ProbabilityBits(node);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint* BackoffBits(int n, int node) => n == 1 ? _words + (2 * (long)node) + 1 : _levels[n - 2].BackoffBits(node);
}
