using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LanguageModeling.Layouts;

/// <summary><see cref="RunScorer{TLayout}"/> for the fast layout: the same steps, with what a bucket tells kept as it is read.</summary>
internal static unsafe class FastRunScorer
{
    private const int Block = 256; // a place is told by a byte
    private const int Stride = Block + 1; // the place before the block at [0]

    /// <summary>Scores.</summary>
    [SkipLocalsInit]
    public static void Score(FastLayout layout, in ScoringRun run, CancellationToken cancellationToken)
    {
        int order = layout.Order;
        uint* nodes = stackalloc uint[order * Stride]; // [n - 1][place + 1]
        uint* probabilities = stackalloc uint[order * Stride];
        uint* backoffs = stackalloc uint[order * Stride];
        byte* matched = stackalloc byte[Stride]; // [place + 1]
        byte* limits = stackalloc byte[Block]; // most words that an n-gram may have
        var block = new Places(nodes, probabilities, backoffs, matched, limits);
        int sequence = 0;
        for (int start = 0; start < run.Words.Length; start += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = Math.Min(Block, run.Words.Length - start);
            for (int t = 0; t < length; t++)
            {
                while (sequence + 1 < run.Starts.Length && run.Starts[sequence + 1] <= start + t)
                {
                    sequence++;
                }

                limits[t] = (byte)Math.Min(start + t - run.Starts[sequence] + 1, order);
            }

            fixed (int* words = run.Words[start..])
            {
                FindBlock(layout, words, length, block);
            }

            fixed (float* sums = run.Log10Probabilities[start..])
            {
                SumBlock(block, length, sums);
            }

            if (!run.Matched.IsEmpty)
            {
                new ReadOnlySpan<byte>(matched + 1, length).CopyTo(run.Matched[start..]);
            }

            matched[0] = matched[length];
            for (int n = 0; n < order; n++)
            {
                nodes[n * Stride] = nodes[(n * Stride) + length];
                backoffs[n * Stride] = backoffs[(n * Stride) + length];
            }
        }
    }

    /// <summary>Finds the n-grams that end at each place of a block, order by order.</summary>
    [SkipLocalsInit]
    private static void FindBlock(FastLayout layout, int* words, int length, Places block)
    {
        byte* active = stackalloc byte[Block]; // places still to be extended
        ulong* keys = stackalloc ulong[Block];
        byte** homes = stackalloc byte*[Block];
        uint* table = layout.Words;
        for (int t = 0; t < length; t++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(table + (2 * (long)words[t]));
            }

            active[t] = (byte)t;
        }

        for (int t = 0; t < length; t++)
        {
            uint* word = table + (2 * (long)words[t]);
            block.Nodes[t + 1] = (uint)words[t];
            block.Probabilities[t + 1] = word[0];
            block.Backoffs[t + 1] = word[1];
            block.Matched[t + 1] = 1;
        }

        int count = length;
        for (int n = 2; n <= layout.Order && count > 0; n++)
        {
            FastLevel level = layout.Level(n);
            count = Prefetch(level, n, words, block, active, count, keys, homes);
            count = Find(level, n, n == layout.Order, block, active, count, keys, homes);
        }
    }

    /// <summary>Keeps the places where an n-gram may be, and begins to bring its bucket into the cache.</summary>
    private static int Prefetch(FastLevel level, int n, int* words, Places block, byte* active, int count, ulong* keys, byte** homes)
    {
        uint* nodes = block.Nodes + ((n - 2) * Stride);
        uint* probabilities = block.Probabilities + ((n - 2) * Stride);
        uint* backoffs = block.Backoffs + ((n - 2) * Stride);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int t = active[i];
            if (block.Limits[t] >= n && block.Matched[t] >= n - 1 && FloatSigns.ExtendsLeft(probabilities[t + 1]) && backoffs[t] != FloatSigns.NoContext)
            {
                ulong key = FastLevel.Key((int)nodes[t], words[t]);
                byte* home = level.Bucket(level.Home(key));
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(home);
                }

                keys[kept] = key;
                homes[kept] = home;
                active[kept++] = (byte)t;
            }
        }

        return kept;
    }

    /// <summary>Looks into the buckets, and keeps the places where the n-gram is there.</summary>
    /// <remarks>What is not in its bucket, which is full, is looked for in the next one, again for all such places together.</remarks>
    [SkipLocalsInit]
    private static int Find(FastLevel level, int n, bool highest, Places block, byte* active, int count, ulong* keys, byte** homes)
    {
        byte* found = stackalloc byte[Block];
        uint* nodes = block.Nodes + ((n - 1) * Stride);
        uint* probabilities = block.Probabilities + ((n - 1) * Stride);
        uint* backoffs = block.Backoffs + ((n - 1) * Stride);
        int room = FastLevel.Room(highest);
        int kept = 0;
        for (int probe = 1; count > 0; probe++)
        {
            int open = 0;
            for (int i = 0; i < count; i++)
            {
                byte* bucket = homes[i];
                ulong* stored = (ulong*)bucket;
                int t = active[i];
                uint hits = Vector256.Equals(Vector256.Load(stored), Vector256.Create(keys[i])).ExtractMostSignificantBits();
                if (highest && stored[4] == keys[i])
                {
                    hits = 1 << 4;
                }

                if (hits != 0)
                {
                    int node = (int)level.NodeAt(bucket, BitOperations.TrailingZeroCount(hits));
                    found[kept++] = (byte)t;
                    nodes[t + 1] = (uint)node;
                    probabilities[t + 1] = *level.ProbabilityBits(node);
                    backoffs[t + 1] = highest ? 0 : *level.BackoffBits(node);
                    block.Matched[t + 1] = (byte)n;
                }
                else if (stored[room - 1] != 0 && probe < level.Probes)
                {
                    byte* next = level.After(bucket);
                    if (Sse.IsSupported)
                    {
                        Sse.Prefetch0(next);
                    }

                    keys[open] = keys[i];
                    homes[open] = next;
                    active[open++] = (byte)t;
                }
            }

            count = open;
        }

        Unsafe.CopyBlock(active, found, (uint)kept);
        return kept;
    }

    /// <summary>Adds up probabilities and back-off weights.</summary>
    private static void SumBlock(Places block, int length, float* sums)
    {
        for (int t = 0; t < length; t++)
        {
            int m = block.Matched[t + 1];
            float log10 = FloatSigns.Decode(block.Probabilities[((m - 1) * Stride) + t + 1]);
            int longest = Math.Min(block.Matched[t], block.Limits[t] - 1);
            for (int k = m; k <= longest; k++)
            {
                log10 += BitConverter.UInt32BitsToSingle(block.Backoffs[((k - 1) * Stride) + t]);
            }

            sums[t] = log10;
        }
    }

    /// <summary>What is known of the places of a block.</summary>
    private readonly struct Places(uint* nodes, uint* probabilities, uint* backoffs, byte* matched, byte* limits)
    {
        public readonly uint* Nodes = nodes;
        public readonly uint* Probabilities = probabilities;
        public readonly uint* Backoffs = backoffs;
        public readonly byte* Matched = matched;
        public readonly byte* Limits = limits;
    }
}
