namespace LanguageModeling.Sampling;

/// <summary>
/// The tokens that can still be drawn, with their weights. Ordered, as far as asked for, by a key: best first, ties by lower id. Reused
/// from step to step; allocates nothing after construction.
/// </summary>
internal sealed class Candidates(int vocabularySize)
{
    // Key in the upper half, id in the lower: ascending order is best first, ties by lower id, and no two entries are equal.
    private readonly ulong[] _entries = new ulong[vocabularySize];
    private readonly double[] _weights = new double[vocabularySize]; // by id
    private readonly double[] _powers = new double[vocabularySize]; // scratch
    private float[] _logits = [];
    private double _best;
    private double _temperature = 1;
    private int _sorted;

    /// <summary>Number of candidates.</summary>
    public int Count { get; private set; }

    /// <summary>Token of the candidate at a place.</summary>
    public int IdAt(int place) => (int)(uint)_entries[place];

    /// <summary>Weight of the candidate at a place: its probability, up to one factor for all. Set by <see cref="Weigh"/>.</summary>
    public double WeightAt(int place) => _weights[IdAt(place)];

    /// <summary>ln of the weight, exact even where the weight is too small for a double.</summary>
    public double LogWeightAt(int place) => (_logits[IdAt(place)] - _best) / _temperature;

    /// <summary>Takes every token whose logit is above negative infinity, keyed by logit.</summary>
    public void Load(float[] logits)
    {
        _logits = logits;
        _sorted = 0;
        int count = 0;
        for (int id = 0; id < logits.Length; id++)
        {
            if (logits[id] > float.NegativeInfinity)
            {
                _entries[count++] = Entry(-logits[id], id);
            }
        }

        Count = count;
    }

    /// <summary>Sets each weight to e^((logit - best logit) / temperature), so that the best has weight 1.</summary>
    public void Weigh(double temperature)
    {
        _temperature = temperature;
        _best = double.NegativeInfinity;
        for (int i = 0; i < Count; i++)
        {
            _best = Math.Max(_best, _logits[IdAt(i)]);
        }

        for (int i = 0; i < Count; i++)
        {
            _powers[i] = LogWeightAt(i);
        }

        PortableMath.Exp(_powers.AsSpan(0, Count));
        for (int i = 0; i < Count; i++)
        {
            _weights[IdAt(i)] = _powers[i];
        }
    }

    /// <summary>Sum of the weights, in the order of the candidates.</summary>
    public double TotalWeight()
    {
        double total = 0;
        for (int i = 0; i < Count; i++)
        {
            total += WeightAt(i);
        }

        return total;
    }

    /// <summary>Keeps the first <paramref name="count"/> candidates.</summary>
    public void KeepFirst(int count) => Count = Math.Min(count, Count);

    /// <summary>Keeps the candidates that weigh at least <paramref name="minimum"/>, in their order.</summary>
    public void KeepHeavy(double minimum)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (WeightAt(i) >= minimum)
            {
                _entries[kept++] = _entries[i];
            }
        }

        Count = kept;
        _sorted = 0;
    }

    /// <summary>Keeps the fewest candidates, best first, whose weights sum to at least <paramref name="mass"/>; at least one.</summary>
    public void KeepMass(double mass)
    {
        double sum = 0;
        int kept = 0;
        for (int ready = 64; kept < Count; ready *= 8)
        {
            SortFirst(ready);
            for (; kept < Math.Min(ready, Count); kept++)
            {
                sum += WeightAt(kept);
                if (sum >= mass)
                {
                    Count = kept + 1;
                    return;
                }
            }
        }
    }

    /// <summary>Orders by distance of the log weight from <paramref name="center"/>, nearest first.</summary>
    public void OrderAround(double center)
    {
        for (int i = 0; i < Count; i++)
        {
            _entries[i] = Entry((float)Math.Abs(LogWeightAt(i) - center), IdAt(i));
        }

        _sorted = 0;
    }

    /// <summary>Puts the best <paramref name="count"/> candidates first, in order; the others follow in any order.</summary>
    public void SortFirst(int count)
    {
        count = Math.Min(count, Count);
        if (count > _sorted)
        {
            Span<ulong> rest = _entries.AsSpan(_sorted, Count - _sorted);
            SmallestFirst(rest, count - _sorted);
            rest[..(count - _sorted)].Sort();
            _sorted = count;
        }
    }

    /// <summary>Hoare's selection: puts the <paramref name="count"/> smallest entries first, in linear time on average.</summary>
    private static void SmallestFirst(Span<ulong> entries, int count)
    {
        while (count < entries.Length)
        {
            ulong pivot = Median(entries[0], entries[entries.Length / 2], entries[^1]);
            int left = 0;
            int right = entries.Length - 1;
            while (left <= right)
            {
                while (entries[left] < pivot)
                {
                    left++;
                }

                while (entries[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (entries[left], entries[right]) = (entries[right], entries[left]);
                    left++;
                    right--;
                }
            }

            // Entries before `left` are at most the pivot, entries after `right` at least; one entry may lie between the two.
            if (count <= right)
            {
                entries = entries[..(right + 1)];
            }
            else if (count <= left)
            {
                return;
            }
            else
            {
                entries = entries[left..];
                count -= left;
            }
        }
    }

    private static ulong Median(ulong a, ulong b, ulong c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    /// <summary>Maps the key to bits that sort as it does: flips all bits of negative floats and the sign of others. +0 and -0 are one key.</summary>
    private static ulong Entry(float key, int id)
    {
        uint bits = BitConverter.SingleToUInt32Bits(key + 0f);
        bits = (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
        return ((ulong)bits << 32) | (uint)id;
    }
}
