namespace LanguageModeling.Tokenizers;

/// <summary>The symbols of a word while byte-pair encoding merges them.</summary>
internal sealed class BpeSymbols
{
    // Up to this many symbols looking through all pairs is faster than a queue.
    private const int FewSymbols = 48;

    private readonly List<(int Id, int Start, int End)> _symbols = [];

    public IReadOnlyList<(int Id, int Start, int End)> Items => _symbols;

    public void Add(int id, int start, int end) => _symbols.Add((id, start, end));

    /// <summary>Merges pairs, the one of the least rank first, of equal ones the leftmost, until no pair is left that can be.</summary>
    public void Merge(MergeTable merges)
    {
        if (_symbols.Count <= FewSymbols)
        {
            MergeFew(merges);
        }
        else
        {
            MergeMany(merges);
        }
    }

    private void MergeFew(MergeTable merges)
    {
        while (_symbols.Count > 1)
        {
            ulong best = ulong.MaxValue;
            int at = -1;
            for (int i = 0; i + 1 < _symbols.Count; i++)
            {
                ulong merge = merges.Get(_symbols[i].Id, _symbols[i + 1].Id);
                if (merge != ulong.MaxValue && (at < 0 || merge >> 32 < best >> 32))
                {
                    best = merge;
                    at = i;
                }
            }

            if (at < 0)
            {
                return;
            }

            _symbols[at] = ((int)(uint)best, _symbols[at].Start, _symbols[at + 1].End);
            _symbols.RemoveAt(at + 1);
        }
    }

    private void MergeMany(MergeTable merges)
    {
        int count = _symbols.Count;
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

        _symbols.RemoveRange(kept, count - kept);

        void Enqueue(int i)
        {
            ulong merge = next[i] < 0 ? ulong.MaxValue : merges.Get(_symbols[i].Id, _symbols[next[i]].Id);
            if (merge != ulong.MaxValue)
            {
                queue.Enqueue(i, (merge & 0xFFFFFFFF00000000) | (uint)i);
            }
        }
    }
}
