using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary>
/// The layout for memory: a tree from the first word to the last, bit-packed. A node is its number within its order. See docs/ngram-format.md.
/// </summary>
internal readonly unsafe struct CompactLayout : INgramLayout
{
    private const int Narrow = 16; // n-grams that lie within a cache line or two
    private const int Together = 64;

    private readonly uint* _words; // [V, 2]
    private readonly CompactLevel[] _levels; // [N - 1]
    private readonly long[] _counts; // [N]

    /// <summary>Describes a layout.</summary>
    /// <param name="words">[V, 2]: the bits of probability and back-off weight of each word.</param>
    /// <param name="levels">At [n - 2] the n-grams of order n.</param>
    /// <param name="counts">At [n - 1] how many they are; the first is V.</param>
    public CompactLayout(uint* words, CompactLevel[] levels, long[] counts)
    {
        _words = words;
        _levels = levels;
        _counts = counts;
    }

    /// <inheritdoc/>
    public int Order => _counts.Length;

    /// <inheritdoc/>
    public int VocabularySize => (int)_counts[0];

    /// <inheritdoc/>
    public long Count(int n) => _counts[n - 1];

    /// <inheritdoc/>
    public void Score(in ScoringRun run, CancellationToken cancellationToken) => new RunScorer<CompactLayout>(this).Score(run, cancellationToken);

    /// <inheritdoc/>
    public int Find(int n, int context, int word)
    {
        ref CompactLevel level = ref _levels[n - 2];
        level.Children.Get(context, out long low, out long high);
        while (high - low > Narrow)
        {
            long middle = (low + high) >>> 1;
            if (level.Words.Get(middle) >> 1 <= (uint)word)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return FindNarrow(level.Words, low, high, word);
    }

    /// <inheritdoc/>
    public void FindMany(int n, ReadOnlySpan<int> contexts, ReadOnlySpan<int> words, Span<int> found)
    {
        for (int start = 0; start < contexts.Length; start += Together)
        {
            int count = Math.Min(Together, contexts.Length - start);
            FindTogether(ref _levels[n - 2], contexts.Slice(start, count), words.Slice(start, count), found.Slice(start, count));
        }
    }

    /// <inheritdoc/>
    public void Prefetch(int n, int context, int word) => _levels[n - 2].Children.PrefetchSample(context);

    /// <inheritdoc/>
    public void PrefetchNumbers(int n, int node)
    {
        if (n > 1)
        {
            _levels[n - 2].Numbers.Prefetch(node);
        }
        else if (Sse.IsSupported)
        {
            Sse.Prefetch0(_words + (2 * (long)node));
        }
    }

    /// <inheritdoc/>
    public float Log10Probability(int n, int node)
    {
        if (n == 1)
        {
            return FloatSigns.Decode(_words[2 * (long)node]);
        }

        ref CompactLevel level = ref _levels[n - 2];
        return FloatSigns.Decode(level.Probabilities.Decode(level.Numbers.Get(node, 0)));
    }

    /// <inheritdoc/>
    public float Log10Backoff(int n, int node) => BitConverter.UInt32BitsToSingle(BackoffBits(n, node));

    /// <inheritdoc/>
    public bool MayExtendRight(int n, int node) => true; // what has no children is found out where they are looked for

    /// <inheritdoc/>
    public bool ExtendsRight(int n, int node)
    {
        if (BackoffBits(n, node) != FloatSigns.NoContext)
        {
            return true;
        }

        _levels[n - 1].Children.Get(node, out long start, out long end);
        return start < end;
    }

    /// <inheritdoc/>
    public bool ExtendsLeft(int n, int node)
        => n == 1 ? FloatSigns.ExtendsLeft(_words[2 * (long)node]) : (_levels[n - 2].Words.Get(node) & 1) != 0;

    /// <inheritdoc/>
    public int GetSuccessors(int n, int node, ref int[] words, ref int[] nodes)
    {
        ref CompactLevel level = ref _levels[n - 1];
        level.Children.Get(node, out long start, out long end);
        int count = (int)Math.Min(end - start, VocabularySize);
        if (words.Length < count)
        {
            words = new int[count];
        }

        if (nodes.Length < count)
        {
            nodes = new int[count];
        }

        for (int i = 0; i < count; i++)
        {
            nodes[i] = (int)start + i;
            words[i] = CheckWord(level.Words.Get(start + i) >> 1, n + 1);
        }

        return count;
    }

    /// <inheritdoc/>
    public void CheckNumbers(int n)
    {
        for (int node = 0; node < _counts[n - 1]; node++)
        {
            FloatSigns.Check(n, Log10Probability(n, node), n == Order ? 0 : Log10Backoff(n, node));
        }
    }

    /// <inheritdoc/>
    public NgramLevel ReadLevel(int n)
    {
        int count = FastSuccessors.CheckCount(_counts[n - 1]);
        var read = new NgramLevel(new int[n == 1 ? 0 : count], new int[count], new float[count], n == Order ? [] : new float[count]);
        long next = 0;
        for (int context = 0; n > 1 && context < _counts[n - 2]; context++)
        {
            _levels[n - 2].Children.Get(context, out long start, out long end);
            if (start != next)
            {
                throw FastSuccessors.Damaged(n);
            }

            read.Contexts.AsSpan((int)start, (int)(end - start)).Fill(context);
            next = end;
        }

        for (int node = 0; node < count; node++)
        {
            read.Words[node] = n == 1 ? node : CheckWord(_levels[n - 2].Words.Get(node) >> 1, n);
            read.Log10Probabilities[node] = Log10Probability(n, node);
            if (n < Order)
            {
                read.Log10Backoffs[node] = Log10Backoff(n, node) + 0f;
            }
        }

        return n == 1 || next == count ? read : throw FastSuccessors.Damaged(n);
    }

    private int CheckWord(ulong word, int n) => word < (ulong)_counts[0] ? (int)word : throw FastSuccessors.Damaged(n);

    /// <summary>Searches side by side: each step of all searches fetches what the next step needs.</summary>
    [SkipLocalsInit]
    private static void FindTogether(ref CompactLevel level, ReadOnlySpan<int> contexts, ReadOnlySpan<int> words, Span<int> found)
    {
        Span<long> lows = stackalloc long[Together];
        Span<long> highs = stackalloc long[Together];
        Span<byte> wide = stackalloc byte[Together]; // searches whose range is not narrow yet
        ChildCounts children = level.Children;
        PackedNumbers packed = level.Words;
        for (int i = 0; i < contexts.Length; i++)
        {
            children.PrefetchSample(contexts[i]);
        }

        for (int i = 0; i < contexts.Length; i++)
        {
            children.PrefetchBits(contexts[i]);
        }

        int active = 0;
        for (int i = 0; i < contexts.Length; i++)
        {
            children.Get(contexts[i], out lows[i], out highs[i]);
            packed.Prefetch((lows[i] + highs[i]) >>> 1);
            wide[active] = (byte)i;
            active += highs[i] - lows[i] > Narrow ? 1 : 0;
        }

        while (active > 0)
        {
            int kept = 0;
            for (int j = 0; j < active; j++)
            {
                int i = wide[j];
                long middle = (lows[i] + highs[i]) >>> 1;
                bool right = packed.Get(middle) >> 1 <= (uint)words[i];
                lows[i] = right ? middle : lows[i];
                highs[i] = right ? highs[i] : middle;
                packed.Prefetch((lows[i] + highs[i]) >>> 1);
                wide[kept] = (byte)i;
                kept += highs[i] - lows[i] > Narrow ? 1 : 0;
            }

            active = kept;
        }

        for (int i = 0; i < contexts.Length; i++)
        {
            found[i] = FindNarrow(packed, lows[i], highs[i], words[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FindNarrow(PackedNumbers packed, long low, long high, int word)
    {
        long end = high;
        while (high - low > 1)
        {
            long middle = (low + high) >>> 1;
            bool right = packed.Get(middle) >> 1 <= (uint)word;
            low = right ? middle : low;
            high = right ? high : middle;
        }

        return low < end && packed.Get(low) >> 1 == (uint)word ? (int)low : -1;
    }

    private uint BackoffBits(int n, int node)
    {
        if (n == 1)
        {
            return _words[(2 * (long)node) + 1];
        }

        ref CompactLevel level = ref _levels[n - 2];
        return level.Backoffs.Decode(level.Numbers.Get(node, level.Probabilities.Bits));
    }
}
