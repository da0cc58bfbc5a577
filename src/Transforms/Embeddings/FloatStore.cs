namespace LanguageModeling.Embeddings;

/// <summary>Numbers one after another, in an array that grows with the data that arrive.</summary>
/// <param name="rows">How many rows there can be at most.</param>
/// <param name="columns">Numbers in each.</param>
/// <param name="vouchedFor">How many numbers the bytes at hand can hold at most, when that is known: room is made for that many at once.</param>
internal sealed class FloatStore(long rows, int columns, long? vouchedFor)
{
    private readonly long _most = rows > long.MaxValue / columns ? long.MaxValue : rows * columns;
    private float[] _values = GC.AllocateUninitializedArray<float>(
        (int)Math.Min(Math.Min(rows, Array.MaxLength / columns) * columns, vouchedFor ?? (1 << 14)));

    /// <summary>Numbers so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether some more can be appended without moving the others.</summary>
    public bool HasRoom(int count) => count <= _values.Length - Count;

    /// <summary>Makes room for some more, to be filled in.</summary>
    public Span<float> Append(int count)
    {
        if (!HasRoom(count))
        {
            long wanted = (long)Count + count;
            if (wanted > Array.MaxLength)
            {
                throw new NotSupportedException(
                    $"The vectors hold more than {Array.MaxLength:N0} numbers, the most that fit in memory as one block. Set MaximumCount to read the first words only.");
            }

            Array.Resize(ref _values, (int)Math.Min(Math.Max(wanted, 2L * _values.Length), Math.Min(Math.Max(_most, wanted), Array.MaxLength)));
        }

        Count += count;
        return _values.AsSpan(Count - count, count);
    }

    /// <summary>Some of those that were appended.</summary>
    public Span<float> Slice(int start, int count) => _values.AsSpan(start, count);

    /// <summary>Takes back the last ones.</summary>
    public void Remove(int count) => Count -= count;

    /// <summary>Takes out whole rows.</summary>
    /// <param name="rows">Their numbers, rising.</param>
    public void RemoveRows(List<int> rows)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int end = (i + 1 < rows.Count ? rows[i + 1] : Count / columns) * columns;
            int start = (rows[i] + 1) * columns;
            _values.AsSpan(start..end).CopyTo(_values.AsSpan(start - ((i + 1) * columns)));
        }

        Count -= rows.Count * columns;
    }

    /// <summary>All of them.</summary>
    public float[] ToArray()
    {
        Array.Resize(ref _values, Count);
        return _values;
    }
}
