using System.Numerics;
using LanguageModeling.FastEstimation;

namespace LanguageModeling.Records;

/// <summary>Records in memory, sorted there.</summary>
internal sealed unsafe class RecordBuffer : IRecordSource
{
    private readonly RecordShape _shape;
    private readonly bool _sums;
    private readonly int _capacity;
    private readonly NativeArray<int> _numbers;
    private readonly int[] _sum;
    private RecordScratch? _sorted; // has the sorted places
    private int _highest; // bits that occur in keys
    private int _next;

    /// <summary>Makes an empty buffer.</summary>
    /// <param name="shape">Of the records.</param>
    /// <param name="capacity">Most records.</param>
    /// <param name="sums">Whether records with equal keys become one, their values (the lower and the upper half of a count) being added.</param>
    public RecordBuffer(RecordShape shape, int capacity, bool sums)
    {
        _shape = shape;
        _sums = sums;
        _capacity = capacity;
        _numbers = new NativeArray<int>((long)capacity * shape.Width);
        _sum = new int[shape.Width];
    }

    /// <summary>Records in the buffer.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no more fits.</summary>
    public bool IsFull => Count == _capacity;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Current => _sum;

    /// <summary>Adds a record.</summary>
    public void Add(ReadOnlySpan<int> record)
    {
        record.CopyTo(_numbers.AsSpan((long)Count * _shape.Width, _shape.Width));
        for (int k = 0; k < _shape.Key; k++)
        {
            _highest |= record[k];
        }

        Count++;
    }

    /// <summary>Empties the buffer.</summary>
    public void Clear()
    {
        Count = 0;
        _highest = 0;
    }

    /// <summary>Sorts; then the records are read from the first.</summary>
    /// <param name="scratch">Room to sort in; grows.</param>
    public void Sort(RecordScratch scratch)
    {
        scratch.Reserve(Count);
        _sorted = scratch;
        _next = 0;
        Span<KeyedPlace> items = scratch.Items(Count);
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new KeyedPlace(0, i);
        }

        int bits = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)_highest));
        SortEqual(items, scratch.Room(Count), 0, bits, scratch.Histogram);
    }

    /// <inheritdoc/>
    public bool Next()
    {
        if (_next == Count)
        {
            return false;
        }

        Record(_next++).CopyTo(_sum);
        while (_sums && _next < Count && _shape.Compare(Record(_next), _sum) == 0)
        {
            RecordCount.Add(_sum.AsSpan(_shape.Key), Record(_next++)[_shape.Key..]);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _numbers.Dispose();

    private ReadOnlySpan<int> Record(int rank) => _numbers.AsSpan((long)_sorted!.Items(Count)[rank].Place * _shape.Width, _shape.Width);

    /// <summary>Sorts records whose first numbers are equal by as many of the following ones as fit into 64 bits.</summary>
    private void SortEqual(Span<KeyedPlace> items, Span<KeyedPlace> room, int known, int bits, Span<int> histogram)
    {
        int count = Math.Min(64 / bits, _shape.Key - known);
        foreach (ref KeyedPlace item in items)
        {
            int* numbers = _numbers.Items + ((long)item.Place * _shape.Width) + known;
            ulong key = 0;
            for (int k = 0; k < count; k++)
            {
                key = (key << bits) | (uint)numbers[k];
            }

            item = new KeyedPlace(key, item.Place);
        }

        RadixSort.Sort(items, room, histogram);
        if (known + count == _shape.Key)
        {
            return;
        }

        for (int start = 0; start < items.Length;)
        {
            int next = start + 1;
            while (next < items.Length && items[next].Key == items[start].Key)
            {
                next++;
            }

            if (next - start > 1)
            {
                SortEqual(items[start..next], room[start..next], known + count, bits, histogram);
            }

            start = next;
        }
    }
}
