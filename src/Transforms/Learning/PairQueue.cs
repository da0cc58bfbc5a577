namespace LanguageModeling.Learning;

/// <summary>Pairs, the most frequent first; among those of one count the pair with the smaller symbols. A heap with four children a node.</summary>
internal sealed class PairQueue
{
    private const int Children = 4;

    private Entry[] _entries = new Entry[1 << 10];
    private int _count;

    public void Add(Entry entry)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        int at = _count++;
        while (at > 0)
        {
            int parent = (at - 1) / Children;
            if (!entry.Precedes(_entries[parent]))
            {
                break;
            }

            _entries[at] = _entries[parent];
            at = parent;
        }

        _entries[at] = entry;
    }

    public bool TryTake(out Entry top)
    {
        if (_count == 0)
        {
            top = default;
            return false;
        }

        top = _entries[0];
        Entry last = _entries[--_count];
        int at = 0;
        while (true)
        {
            int first = (at * Children) + 1;
            if (first >= _count)
            {
                break;
            }

            int best = first;
            for (int child = first + 1; child < Math.Min(first + Children, _count); child++)
            {
                best = _entries[child].Precedes(_entries[best]) ? child : best;
            }

            if (!_entries[best].Precedes(last))
            {
                break;
            }

            _entries[at] = _entries[best];
            at = best;
        }

        _entries[at] = last;
        return true;
    }

    /// <summary>A pair and the words that it stands in.</summary>
    /// <param name="Count">Its count when it was put here.</param>
    /// <param name="Key">Its symbols, as <see cref="PairTable.Key"/> packs them.</param>
    /// <param name="Pair">Its index in the <see cref="PairTable"/>.</param>
    /// <param name="Head">The words, in a <see cref="WordLists"/>.</param>
    internal readonly record struct Entry(long Count, ulong Key, int Pair, int Head)
    {
        public bool Precedes(in Entry other) => Count != other.Count ? Count > other.Count : Key < other.Key;
    }
}
