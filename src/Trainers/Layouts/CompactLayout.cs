using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary>
/// The layout for memory: a tree from the first word to the last, bit-packed. A node is its number within its order. See docs/ngram-format.md.
/// </summary>
internal readonly unsafe struct CompactLayout : INgramLayout
{
    private const int Together = 64;
    private const int Wide = 16; // children of which a guess is worth correcting once
    private const int VeryWide = 4096; // and twice

    private readonly uint* _words; // [V, 2]
    private readonly CompactLevel[] _levels; // [N - 1]
    private readonly long[] _counts; // [N]
    private readonly WordCode _code;

    /// <summary>Describes a layout.</summary>
    /// <param name="words">[V, 2]: the bits of probability and back-off weight of each word.</param>
    /// <param name="levels">At [n - 2] the n-grams of order n.</param>
    /// <param name="counts">At [n - 1] how many they are; the first is V.</param>
    public CompactLayout(uint* words, CompactLevel[] levels, long[] counts)
    {
        _words = words;
        _levels = levels;
        _counts = counts;
        _code = new WordCode(counts[0]);
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
        level.Children.Get(context, out int low, out int high);
        if (low == high)
        {
            return -1;
        }

        uint code = _code.Encode(word);
        int size = high - low;
        int guess = Guess(low, size, code);
        if (size > Wide)
        {
            guess = Correct(level.Words, ref low, ref high, guess, size, code);
        }

        return FindNear(level.Words, low, high, guess, code);
    }

    /// <inheritdoc/>
    public void FindMany(int n, ReadOnlySpan<int> contexts, ReadOnlySpan<int> words, Span<int> found)
    {
        for (int start = 0; start < contexts.Length; start += Together)
        {
            int count = Math.Min(Together, contexts.Length - start);
            FindTogether(_levels[n - 2], contexts.Slice(start, count), words.Slice(start, count), found.Slice(start, count));
        }
    }

    /// <inheritdoc/>
    public void Prefetch(int n, int context, int word) => _levels[n - 2].Children.PrefetchOffset(context);

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

        _levels[n - 1].Children.Get(node, out int start, out int end);
        return start < end;
    }

    /// <inheritdoc/>
    public bool ExtendsLeft(int n, int node)
        => n == 1 ? FloatSigns.ExtendsLeft(_words[2 * (long)node]) : (_levels[n - 2].Words.Get(node) & 1) != 0;

    /// <inheritdoc/>
    public int GetSuccessors(int n, int node, ref int[] words, ref int[] nodes)
    {
        ref CompactLevel level = ref _levels[n - 1];
        level.Children.Get(node, out int start, out int end);
        int count = Math.Min(end - start, VocabularySize);
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
            nodes[i] = start + i;
            words[i] = DecodeWord(level.Words.Get(start + i) >> 1, n + 1);
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
        int next = 0;
        for (int context = 0; n > 1 && context < _counts[n - 2]; context++)
        {
            _levels[n - 2].Children.Get(context, out int start, out int end);
            if (start != next)
            {
                throw FastSuccessors.Damaged(n);
            }

            read.Contexts.AsSpan(start, end - start).Fill(context);
            next = end;
        }

        for (int node = 0; node < count; node++)
        {
            read.Words[node] = n == 1 ? node : DecodeWord(_levels[n - 2].Words.Get(node) >> 1, n);
            read.Log10Probabilities[node] = Log10Probability(n, node);
            if (n < Order)
            {
                read.Log10Backoffs[node] = Log10Backoff(n, node) + 0f;
            }
        }

        return n == 1 || next == count ? read : throw FastSuccessors.Damaged(n);
    }

    private int DecodeWord(ulong code, int n) => _code.Decode((uint)code) is uint word && word < _counts[0] ? (int)word : throw FastSuccessors.Damaged(n);

    /// <summary>Searches side by side: each step of all searches fetches what the next step needs.</summary>
    [SkipLocalsInit]
    private void FindTogether(in CompactLevel level, ReadOnlySpan<int> contexts, ReadOnlySpan<int> words, Span<int> found)
    {
        int* lows = stackalloc int[Together];
        int* highs = stackalloc int[Together];
        int* guesses = stackalloc int[Together];
        int* sizes = stackalloc int[Together];
        uint* codes = stackalloc uint[Together];
        byte* open = stackalloc byte[Together]; // searches that go on
        ChildStarts children = level.Children;
        PackedNumbers packed = level.Words;
        foreach (int context in contexts)
        {
            children.PrefetchOffset(context);
        }

        int count = 0;
        for (int i = 0; i < contexts.Length; i++)
        {
            found[i] = -1;
            children.Get(contexts[i], out lows[i], out highs[i]);
            if (lows[i] < highs[i])
            {
                codes[i] = _code.Encode(words[i]);
                sizes[i] = highs[i] - lows[i];
                guesses[i] = Guess(lows[i], sizes[i], codes[i]);
                packed.Prefetch(guesses[i]);
                open[count++] = (byte)i;
            }
        }

        for (int wide = Wide; wide <= VeryWide; wide *= VeryWide / Wide)
        {
            for (int j = 0; j < count; j++)
            {
                int i = open[j];
                if (sizes[i] > wide)
                {
                    guesses[i] = Correct(packed, ref lows[i], ref highs[i], guesses[i], sizes[i], codes[i]);
                    packed.Prefetch(guesses[i]);
                }
            }
        }

        for (int j = 0; j < count; j++)
        {
            int i = open[j];
            found[i] = FindNear(packed, lows[i], highs[i], guesses[i], codes[i]);
        }
    }

    /// <summary>Where a code would stand if codes were spread evenly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Guess(int low, int size, uint code) => low + (int)(((ulong)code * (uint)size) >> _code.Bits);

    /// <summary>Corrects a guess by the code that stands there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Correct(PackedNumbers packed, ref int low, ref int high, int guess, int size, uint code)
    {
        long away = (long)code - (uint)(packed.Get(guess) >> 1);
        low = away >= 0 ? guess : low;
        high = away >= 0 ? high : guess;
        long better = guess + ((away * size) >> _code.Bits);
        return (int)Math.Max(low, Math.Min(better, high - 1));
    }

    /// <summary>Finds a code in a sorted range, sooner the nearer it is to a guess in it.</summary>
    /// <returns>Its place, or -1.</returns>
    private static int FindNear(PackedNumbers packed, int low, int high, int guess, uint code)
    {
        if (low == high)
        {
            return -1;
        }

        uint there = (uint)(packed.Get(guess) >> 1);
        if (there == code)
        {
            return guess;
        }

        int step = 1;
        if (there < code)
        {
            low = guess + 1;
            while (step <= high - low && (packed.Get(low + step - 1) >> 1) < code)
            {
                low += step;
                step *= 2;
            }

            high = step < high - low ? low + step : high;
        }
        else
        {
            high = guess;
            while (step <= high - low && (packed.Get(high - step) >> 1) > code)
            {
                high -= step;
                step *= 2;
            }

            low = step < high - low ? high - step : low;
        }

        while (low < high)
        {
            int middle = (low + high) >>> 1;
            uint at = (uint)(packed.Get(middle) >> 1);
            if (at == code)
            {
                return middle;
            }

            (low, high) = at < code ? (middle + 1, high) : (low, middle);
        }

        return -1;
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
