namespace LanguageModeling.Tokenizers;

/// <summary>The symbols of a word while byte-pair encoding merges them.</summary>
internal sealed class BpeSymbols
{
    // Up to this many symbols looking through all pairs is faster than a queue.
    private const int FewSymbols = 48;

    private (int Id, int Start, int End)[] _symbols = new (int, int, int)[16];
    private int _count;

    public ReadOnlySpan<(int Id, int Start, int End)> Items => _symbols.AsSpan(0, _count);

    public void Add(int id, int start, int end)
    {
        if (_count == _symbols.Length)
        {
            Array.Resize(ref _symbols, _count * 2);
        }

        _symbols[_count] = (id, start, end);
        _count++;
    }

    /// <summary>Merges pairs, the one of the least rank first, of equal ones the leftmost, until no pair is left that can be.</summary>
    /// <param name="merges">What can be merged.</param>
    /// <param name="offered">Is told of every merge that becomes possible: what it would make, and where its left half is; null for nobody.</param>
    public void Merge(MergeTable merges, Action<int, (int Start, int End)>? offered = null)
    {
        if (_count <= (offered is null ? FewSymbols : 1))
        {
            MergeFew(merges);
        }
        else
        {
            MergeMany(merges, offered);
        }
    }

    private void MergeFew(MergeTable merges)
    {
        Span<(int Id, int Start, int End)> symbols = _symbols.AsSpan(0, _count);
        Span<ulong> pairs = stackalloc ulong[FewSymbols]; // the merge of each symbol with the next
        for (int i = 0; i < symbols.Length; i++)
        {
            pairs[i] = MergeAt(merges, i);
        }

        while (true)
        {
            ulong best = ulong.MaxValue;
            int at = -1;
            for (int i = 0; i < _count; i++)
            {
                // Rank in the upper half: the first of equal ones stays.
                if (pairs[i] >> 32 < best >> 32)
                {
                    best = pairs[i];
                    at = i;
                }
            }

            if (at < 0)
            {
                return;
            }

            symbols[at] = ((int)(uint)best, symbols[at].Start, symbols[at + 1].End);
            symbols[(at + 2).._count].CopyTo(symbols[(at + 1)..]);
            pairs[(at + 2).._count].CopyTo(pairs[(at + 1)..]);
            _count--;
            pairs[at] = MergeAt(merges, at);
            if (at > 0)
            {
                pairs[at - 1] = MergeAt(merges, at - 1);
            }
        }
    }

    private ulong MergeAt(MergeTable merges, int i) => i + 1 < _count ? merges.Get(_symbols[i].Id, _symbols[i + 1].Id) : ulong.MaxValue;

    private void MergeMany(MergeTable merges, Action<int, (int Start, int End)>? offered)
    {
        int count = _count;
        var previous = new int[count];
        var next = new int[count];
        var queue = new PriorityQueue<int, ulong>(count);
        for (int i = 0; i < count; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < count ? i + 1 : -1;
            Enqueue(i);
        }

        while (queue.TryDequeue(out int at, out ulong priority))
        {
            int right = next[at];
            if (right < 0)
            {
                continue;
            }

            ulong merge = merges.Get(_symbols[at].Id, _symbols[right].Id);
            if (merge == ulong.MaxValue || merge >> 32 != priority >> 32)
            {
                continue; // the pair has changed since
            }

            _symbols[at] = ((int)(uint)merge, _symbols[at].Start, _symbols[right].End);
            next[at] = next[right];
            next[right] = -2;
            if (next[at] >= 0)
            {
                previous[next[at]] = at;
            }

            if (previous[at] >= 0)
            {
                Enqueue(previous[at]);
            }

            Enqueue(at);
        }

        int kept = 0;
        for (int i = 0; i >= 0; i = next[i])
        {
            _symbols[kept] = _symbols[i];
            kept++;
        }

        _count = kept;

        void Enqueue(int i)
        {
            ulong merge = next[i] < 0 ? ulong.MaxValue : merges.Get(_symbols[i].Id, _symbols[next[i]].Id);
            if (merge != ulong.MaxValue)
            {
                queue.Enqueue(i, (merge & 0xFFFFFFFF00000000) | (uint)i);
                offered?.Invoke((int)(uint)merge, (_symbols[i].Start, _symbols[i].End));
            }
        }
    }
}
