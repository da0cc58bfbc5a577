using System.Numerics;
using System.Numerics.Tensors;

namespace LanguageModeling.Sampling;

/// <summary>
/// The tokens that can still be drawn, with their weights. Ordered, as far as asked for, by a key: best first, ties by lower id. Reused
/// from step to step; allocates nothing after construction.
/// </summary>
internal sealed class Candidates(int vocabularySize)
{
    private const int BinCount = 4096;
    private const int LongestSorted = 2048;

    // Key in the upper half, id in the lower: ascending order is best first, ties by lower id, and no two entries are equal.
    private readonly ulong[] _entries = new ulong[vocabularySize];
    private readonly double[] _weights = new double[vocabularySize]; // by id
    private readonly double[] _powers = new double[vocabularySize]; // scratch
    private readonly ulong[] _scratch = new ulong[vocabularySize];
    private float[] _logits = [];
    private readonly double[] _bins = new double[BinCount]; // scratch: weight of candidates by key
    private double _best;
    private double _temperature = 1;
    private int _sorted;
    private bool _byId; // whether the candidates stand in the order of their ids

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
        _byId = true;
        Count = LoadVectors(logits, out int id);
        for (; id < logits.Length; id++)
        {
            if (logits[id] > float.NegativeInfinity)
            {
                _entries[Count++] = Entry(-logits[id], id);
            }
        }
    }

    /// <summary>Takes the best tokens only, keyed by logit, in any order; ties by lower id. One look at each logit does, mostly.</summary>
    /// <param name="logits">Shape [V].</param>
    /// <param name="count">How many, at least 1; small against V.</param>
    public void LoadBest(float[] logits, int count)
    {
        _logits = logits;
        _sorted = 0;
        _byId = false;
        int room = Math.Min(_entries.Length, Math.Max(4 * count, 256));
        float bound = float.NegativeInfinity; // of the worst of the best so far: a later one must be above, for ties go to the lower id
        int taken = 0;
        int width = Vector<float>.Count;
        for (int start = 0; start < logits.Length; start += width)
        {
            int end = Math.Min(start + width, logits.Length);
            if (end - start == width && !Vector.GreaterThanAny(new Vector<float>(logits, start), new Vector<float>(bound)))
            {
                continue;
            }

            for (int id = start; id < end; id++)
            {
                if (logits[id] > bound)
                {
                    _entries[taken++] = Entry(-logits[id], id);
                    if (taken == room && room > count)
                    {
                        SmallestFirst(_entries.AsSpan(0, taken), count);
                        taken = count;
                        bound = WorstLogit(count);
                    }
                }
            }
        }

        SmallestFirst(_entries.AsSpan(0, taken), Math.Min(count, taken));
        Count = Math.Min(count, taken);
    }

    /// <summary>Sets each weight to e^((logit - best logit) / temperature), so that the best has weight 1.</summary>
    public void Weigh(double temperature)
    {
        _temperature = temperature;
        if (_byId && Count > _entries.Length / 2)
        {
            WeighAll(temperature);
            return;
        }

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

    /// <summary>Sum of the weights. Eight sums, each of every eighth weight, are added at the end: one order on every machine, and fast.</summary>
    public double TotalWeight()
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int i = 0;
        for (; i <= Count - 8; i += 8)
        {
            s0 += WeightAt(i);
            s1 += WeightAt(i + 1);
            s2 += WeightAt(i + 2);
            s3 += WeightAt(i + 3);
            s4 += WeightAt(i + 4);
            s5 += WeightAt(i + 5);
            s6 += WeightAt(i + 6);
            s7 += WeightAt(i + 7);
        }

        double total = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
        for (; i < Count; i++)
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
        _byId = false;
    }

    /// <summary>Keeps the fewest candidates, best first, whose weights sum to at least <paramref name="mass"/>; at least one.</summary>
    /// <remarks>Where there are many, those that are kept stand in no order.</remarks>
    public void KeepMass(double mass)
    {
        double sum = 0;
        int kept = Count > LongestSorted ? KeepCertain(mass, ref sum) : 0;
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
        _byId = false;
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
            _byId = false;
        }
    }

    /// <summary>
    /// Divides the candidates by key into bins, and puts those first that stand in bins which are kept whole, in any order, then those of the bin
    /// where the mass is reached, unordered; drops the rest. So only one bin has to be sorted.
    /// </summary>
    /// <param name="mass">The mass to reach.</param>
    /// <param name="sum">Receives the weight of the former.</param>
    /// <returns>How many of the former there are; they count as sorted.</returns>
    private int KeepCertain(double mass, ref double sum)
    {
        Span<ulong> entries = _entries.AsSpan(0, Count);
        (uint least, uint greatest) = KeyRange(entries);
        int shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount(greatest - least) - BitOperations.Log2(BinCount));
        Array.Clear(_bins);
        foreach (ulong entry in entries)
        {
            _bins[((uint)(entry >> 32) - least) >> shift] += _weights[(uint)entry];
        }

        int last = 0; // the bin in which the mass is reached
        while (last < BinCount - 1 && sum + _bins[last] < mass)
        {
            sum += _bins[last++];
        }

        // Written whether wanted or not, and then overwritten: without a branch that no processor can predict.
        int certain = 0;
        int open = 0;
        foreach (ulong entry in entries)
        {
            long bin = ((uint)(entry >> 32) - least) >> shift;
            entries[certain] = entry;
            _scratch[open] = entry;
            certain += bin < last ? 1 : 0;
            open += bin == last ? 1 : 0;
        }

        _scratch.AsSpan(0, open).CopyTo(_entries.AsSpan(certain));
        Count = certain + open;
        _sorted = certain;
        _byId = false;
        return certain;
    }

    /// <summary>The least and the greatest key; several at a time: as the key stands in the upper half, whole entries may be compared.</summary>
    private static (uint Least, uint Greatest) KeyRange(ReadOnlySpan<ulong> entries)
        => ((uint)(TensorPrimitives.Min(entries) >> 32), (uint)(TensorPrimitives.Max(entries) >> 32));

    private float WorstLogit(int count)
    {
        ulong worst = 0;
        for (int i = 0; i < count; i++)
        {
            worst = Math.Max(worst, _entries[i]);
        }

        return _logits[(uint)worst];
    }

    /// <summary>Makes entries of several logits at a time, up to the first that is negative infinity or the last few.</summary>
    private int LoadVectors(float[] logits, out int next)
    {
        int width = Vector<float>.Count;
        int half = width / 2;
        Vector<ulong> ids = Vector.AsVectorUInt64(Vector.CreateSequence(0L, 1L));
        Vector<uint> sign = new(0x80000000);
        Vector<float> forbidden = new(float.NegativeInfinity);
        next = 0;
        for (; next <= logits.Length - width; next += width)
        {
            Vector<float> values = new(logits, next);
            if (!Vector.GreaterThanAll(values, forbidden))
            {
                break;
            }

            Vector<uint> bits = Vector.AsVectorUInt32(Vector<float>.Zero - values); // +0 for both zeros
            bits ^= Vector.AsVectorUInt32(Vector.ShiftRightArithmetic(Vector.AsVectorInt32(bits), 31)) | sign;
            Vector.Widen(bits, out Vector<ulong> lower, out Vector<ulong> upper);
            (Vector.ShiftLeft(lower, 32) | (ids + new Vector<ulong>((ulong)next))).CopyTo(_entries, next);
            (Vector.ShiftLeft(upper, 32) | (ids + new Vector<ulong>((ulong)(next + half)))).CopyTo(_entries, next + half);
        }

        return next;
    }

    /// <summary>Weighs all tokens at once, by id, the forbidden ones with 0: the same steps as for each by itself.</summary>
    private void WeighAll(double temperature)
    {
        _best = TensorPrimitives.Max<float>(_logits);
        Vector<double> best = new(_best);
        Vector<double> divisor = new(temperature);
        int width = Vector<float>.Count;
        int half = width / 2;
        int id = 0;
        for (; id <= _logits.Length - width; id += width)
        {
            Vector.Widen(new Vector<float>(_logits, id), out Vector<double> lower, out Vector<double> upper);
            ((lower - best) / divisor).CopyTo(_weights, id);
            ((upper - best) / divisor).CopyTo(_weights, id + half);
        }

        for (; id < _logits.Length; id++)
        {
            _weights[id] = (_logits[id] - _best) / temperature;
        }

        PortableMath.Exp(_weights);
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
