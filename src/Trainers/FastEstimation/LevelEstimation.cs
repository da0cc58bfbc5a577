using System.Runtime.Intrinsics.X86;
using LanguageModeling.Estimation;

namespace LanguageModeling.FastEstimation;

/// <summary>
/// Estimates one order after the other. The n-grams of an order are scanned twice: by their own suffix order, which brings each beside
/// its suffix, and by that of their contexts, which brings together what shares a context. See <see cref="ModifiedKneserNey"/> for the letters.
/// </summary>
internal sealed unsafe class LevelEstimation : IDisposable
{
    private const int Ahead = 24; // places that memory is asked for before they are needed

    private readonly SuffixOrder _sorted;
    private readonly NgramCensus _census;
    private readonly NgramFilter _filter;
    private readonly ParallelOptions _parallel;
    private readonly NativeArray<Slot> _slots; // [places]
    private readonly NativeArray<int> _followers; // [places]

    /// <summary>Begins with the probabilities of single words, by id, and room for their back-off weights.</summary>
    public LevelEstimation(SuffixOrder sorted, NgramCensus census, NgramFilter filter, float[] p, ParallelOptions parallel)
    {
        _sorted = sorted;
        _census = census;
        _filter = filter;
        _parallel = parallel;
        P = new NativeArray<float>(p.Length);
        p.CopyTo(P.AsSpan(0, p.Length));
        Gamma = new NativeArray<float>(0);
        _slots = new NativeArray<Slot>(sorted.Length);
        _followers = Followers.Find(sorted, (int*)_slots.Items, parallel);
    }

    /// <summary>
    /// The probabilities of the n-grams below the present order, in suffix order, <see cref="Slot.Pruned"/> for those that were left out;
    /// those of single words by id.
    /// </summary>
    public NativeArray<float> P { get; private set; }

    /// <summary>γ of the same n-grams as contexts; NaN where nothing follows.</summary>
    public NativeArray<float> Gamma { get; private set; }

    /// <summary>Where the n-grams of the present order begin, with their probabilities.</summary>
    public NativeArray<Slot> Slots => _slots;

    /// <summary>Goes on to the next order: the probabilities of its n-grams are then in <see cref="Slots"/>, what is below in <see cref="P"/> and <see cref="Gamma"/>.</summary>
    /// <param name="n">The order, from 2.</param>
    /// <param name="d">Its discounts.</param>
    public void Advance(int n, Discounts d)
    {
        if (n > 2)
        {
            P.Dispose();
            P = new NativeArray<float>(_census.Counts[n - 2]);
        }

        Gamma.Dispose();
        Gamma = new NativeArray<float>(P.Length);
        if (n == 2)
        {
            Gamma.AsSpan(0, (int)Gamma.Length).Fill(float.NaN);
        }

        Parallel.ForEach(_sorted.Stretches, _parallel, stretch => FillSlots(n, stretch.Start, stretch.End));
        Parallel.ForEach(_sorted.Stretches, _parallel, stretch => EstimateContexts(n, d, stretch.Start, stretch.End));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        P.Dispose();
        Gamma.Dispose();
        _slots.Dispose();
        _followers.Dispose();
    }

    /// <summary>Puts count and suffix's probability where each n-gram begins, and moves the probabilities of the order below out of the way.</summary>
    private void FillSlots(int n, int first, int end)
    {
        byte* codes = _sorted.Codes.Items;
        Slot* slots = _slots.Items;
        float* p = P.Items;
        int suffix = n == 2 ? 0 : _census.Before(n - 1, first);
        float suffixP = 0;
        int start = -1; // of the open n-gram
        int left = 0; // words seen to its left
        bool plain = false; // whether its plain count is taken
        int firstBad = int.MaxValue;
        for (int r = first; r < end; r++)
        {
            byte code = codes[r];
            int shared = NgramCode.Shared(code);
            if (shared >= n || code == NgramCode.Same)
            {
                slots[r].SetCount(0, false);
                left += shared == n && code != NgramCode.Same ? 1 : 0;
                continue;
            }

            if (start >= 0)
            {
                slots[start].SetCount(plain ? r - start : left, _filter.IsPruned(n, r - start, n >= firstBad));
                start = -1;
            }

            int depth = NgramCode.Depth(code);
            if (shared < n - 1)
            {
                if (n == 2)
                {
                    suffixP = p[_sorted.Corpus.Ids[_sorted.Places[r]]];
                }
                else if (depth >= n - 1)
                {
                    suffixP = p[suffix++] = slots[r].P;
                }
            }

            slots[r].SetCount(0, false);
            firstBad = firstBad <= shared ? firstBad : _filter.FirstBad(_sorted, r, shared, depth);
            if (depth >= n)
            {
                start = r;
                left = 1;
                plain = depth == n;
                slots[r].P = suffixP;
            }
        }

        if (start >= 0)
        {
            slots[start].SetCount(plain ? end - start : left, _filter.IsPruned(n, end - start, n >= firstBad));
        }
    }

    /// <summary>Sums up what shares a context, and replaces in its slots p(w | h') by p(w | h).</summary>
    private void EstimateContexts(int n, Discounts d, int first, int end)
    {
        byte* codes = _sorted.Codes.Items;
        int context = n == 2 ? 0 : _census.Before(n - 1, first);
        int start = first;
        while (start < end)
        {
            int next = start + 1;
            while (next < end && NgramCode.Shared(codes[next]) >= n - 1)
            {
                next++;
            }

            if (NgramCode.Depth(codes[start]) >= n - 1)
            {
                int place = n == 2 ? _sorted.Corpus.Ids[_sorted.Places[start]] : context++;
                Gamma[place] = EstimateContext(d, start, next, end);
            }

            start = next;
        }
    }

    private float EstimateContext(Discounts d, int first, int next, int end)
    {
        Slot* slots = _slots.Items;
        int* followers = _followers.Items;
        var sums = new ContextSums(d);
        for (int r = first; r < next; r++)
        {
            if (Sse.IsSupported && r + Ahead < end)
            {
                Sse.Prefetch0(slots + followers[r + Ahead]);
            }

            ref Slot slot = ref slots[followers[r]];
            if (!slot.IsEmpty)
            {
                sums.Add(slot.Count, slot.IsPruned);
            }
        }

        if (sums.IsEmpty)
        {
            return float.NaN;
        }

        float gamma = sums.Gamma;
        for (int r = first; r < next; r++)
        {
            ref Slot slot = ref slots[followers[r]];
            if (slot.IsPruned)
            {
                slot.P = Slot.Pruned;
            }
            else if (!slot.IsEmpty)
            {
                float share = gamma * slot.P; // rounded before the sum
                slot.P = sums.Discounted(slot.Count) + share;
            }
        }

        return gamma;
    }
}
