namespace LanguageModeling.FastEstimation;

/// <summary>
/// What must be known of all n-grams before the first is estimated: how many there are, how many stay, how many have the counts 1 to 4,
/// and where in suffix order the n-grams of each order begin.
/// </summary>
internal sealed unsafe class NgramCensus
{
    /// <summary>Sorted places that are counted, and later written, at a time: 2 to the power of this.</summary>
    public const int BlockBits = 16;

    private readonly SuffixOrder _sorted;
    private readonly NgramFilter _filter;
    private readonly int _order;
    private readonly int[][] _before; // [n - 1][block]: n-grams before the block
    private readonly Lock _lock = new();

    private NgramCensus(SuffixOrder sorted, NgramFilter filter)
    {
        _sorted = sorted;
        _filter = filter;
        _order = sorted.Order;
        _before = new int[_order][];
        Counts = new int[_order];
        Kept = new long[_order];
        CountsOfCounts = new long[_order + 1][];
        for (int n = 1; n <= _order; n++)
        {
            CountsOfCounts[n] = new long[5];
        }
    }

    /// <summary>Number of blocks of sorted places.</summary>
    public int Blocks => (int)(((long)_sorted.Length + (1 << BlockBits) - 1) >> BlockBits);

    /// <summary>Number of n-grams in the text, at [n - 1]; of single words, those that occur, &lt;s&gt; included.</summary>
    public int[] Counts { get; }

    /// <summary>Number of n-grams that stay, at [n - 1]; of single words, those that occur often enough, special ones or not.</summary>
    public long[] Kept { get; }

    /// <summary>At [n][k]: how many n-grams have the adjusted count k, from 1 to 4, the way lmplz counts them. Pruned ones count too.</summary>
    public long[][] CountsOfCounts { get; }

    /// <summary>Counts.</summary>
    public static NgramCensus Take(SuffixOrder sorted, NgramFilter filter, ParallelOptions parallel)
    {
        var census = new NgramCensus(sorted, filter);
        census.CountBlocks(parallel);
        Parallel.ForEach(sorted.Stretches, parallel, census.CountStretch);
        return census;
    }

    /// <summary>N-grams of order <paramref name="n"/> before a sorted place.</summary>
    public int Before(int n, int place)
    {
        int block = place >> BlockBits;
        if (block == _before[n - 1].Length)
        {
            return Counts[n - 1];
        }

        int count = _before[n - 1][block];
        byte* codes = _sorted.Codes.Items;
        for (int r = block << BlockBits; r < place; r++)
        {
            count += NgramCode.Shared(codes[r]) < n && NgramCode.Depth(codes[r]) >= n ? 1 : 0;
        }

        return count;
    }

    private void CountBlocks(ParallelOptions parallel)
    {
        for (int n = 1; n <= _order; n++)
        {
            _before[n - 1] = new int[Blocks];
        }

        Parallel.For(0, Blocks, parallel, block =>
        {
            Span<int> begun = stackalloc int[NgramOptions.MaximumOrder + 2]; // differences of the numbers of n-grams that begin
            begun.Clear();
            byte* codes = _sorted.Codes.Items;
            int end = (int)Math.Min((long)(block + 1) << BlockBits, _sorted.Length);
            for (int r = block << BlockBits; r < end; r++)
            {
                if (codes[r] != NgramCode.Same)
                {
                    begun[NgramCode.Shared(codes[r]) + 1]++;
                    begun[NgramCode.Depth(codes[r]) + 1]--;
                }
            }

            for (int n = 1, count = 0; n <= _order; n++)
            {
                count += begun[n];
                _before[n - 1][block] = count;
            }
        });

        for (int n = 1; n <= _order; n++)
        {
            int total = 0;
            foreach (ref int before in _before[n - 1].AsSpan())
            {
                (before, total) = (total, total + before);
            }

            Counts[n - 1] = total;
        }
    }

    private void CountStretch((int Start, int End) stretch)
    {
        var tally = new Tally(_order);
        byte* codes = _sorted.Codes.Items;
        int* starts = stackalloc int[NgramOptions.MaximumOrder + 2]; // where the n-gram of each order began
        int* left = stackalloc int[NgramOptions.MaximumOrder + 2]; // words seen to its left
        int open = 0; // orders that have one
        int firstBad = int.MaxValue; // shortest n-gram with a word that is not allowed
        for (int r = stretch.Start; r <= stretch.End; r++)
        {
            byte code = r < stretch.End ? codes[r] : NgramCode.Of(0, 1);
            if (code == NgramCode.Same)
            {
                continue;
            }

            int shared = NgramCode.Shared(code);
            for (int n = shared + 1; n <= open; n++)
            {
                bool begins = n == open; // with <s>, or is of the highest order
                if (n == 1 && starts[1] == 0)
                {
                    continue; // <s> itself, whose places come first
                }

                tally.Add(n, r - starts[n], begins ? r - starts[n] : left[n], _filter.IsPruned(n, r - starts[n], n >= firstBad), IsLast(n, r, stretch));
            }

            if (r == stretch.End)
            {
                break;
            }

            open = NgramCode.Depth(code);
            firstBad = firstBad <= shared ? firstBad : _filter.FirstBad(_sorted, r, shared, open);
            left[shared]++;
            for (int n = shared + 1; n <= open; n++)
            {
                starts[n] = r;
                left[n] = 1;
            }
        }

        Merge(tally);
    }

    /// <summary>Whether these are the n-grams of the very last place in suffix order. There, lmplz takes plain counts.</summary>
    private bool IsLast(int n, int end, (int Start, int End) stretch) => n < _order && end == stretch.End && end == _sorted.Length;

    private void Merge(Tally tally)
    {
        lock (_lock)
        {
            for (int n = 1; n <= _order; n++)
            {
                Kept[n - 1] += tally.Kept[n];
                for (int k = 1; k <= 4; k++)
                {
                    CountsOfCounts[n][k] += tally.CountsOfCounts[n][k];
                }
            }
        }
    }

    private sealed class Tally
    {
        public Tally(int order)
        {
            Kept = new long[order + 1];
            CountsOfCounts = new long[order + 1][];
            for (int n = 1; n <= order; n++)
            {
                CountsOfCounts[n] = new long[5];
            }
        }

        public long[] Kept { get; }

        public long[][] CountsOfCounts { get; }

        public void Add(int n, int plain, int adjusted, bool pruned, bool takePlain)
        {
            Kept[n] += pruned ? 0 : 1;
            int count = takePlain ? plain : adjusted;
            if (count <= 4)
            {
                CountsOfCounts[n][count]++;
            }
        }
    }
}
