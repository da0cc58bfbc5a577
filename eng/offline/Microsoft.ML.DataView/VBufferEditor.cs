namespace Microsoft.ML.Data;

/// <summary>Mirrors the way to fill a vector value: reuse its arrays where they are long enough, write, commit.</summary>
public static class VBufferEditor
{
    public static VBufferEditor<T> Create<T>(
        scoped ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        Argument.Check(newLogicalLength >= 0, nameof(newLogicalLength));
        Argument.Check(valuesCount is null || (valuesCount >= 0 && valuesCount <= newLogicalLength), nameof(valuesCount));
        int count = valuesCount ?? newLogicalLength;
        int capacity = maxValuesCapacity ?? Array.MaxLength;
        Argument.Check(count <= capacity, "max");
        return destination.Edit(newLogicalLength, count, capacity, keepOldOnResize, requireIndicesOnDense);
    }

    public static VBufferEditor<T> CreateFromBuffer<T>(scoped ref VBuffer<T> destination)
        => Create(ref destination, destination.Length, destination.StoredCount);
}

/// <summary>Mirrors the open edit: <see cref="Values"/> has exactly the requested count, <see cref="Indices"/> is empty when dense.</summary>
public readonly ref struct VBufferEditor<T>
{
    private readonly int _length;
    private readonly T[] _values;
    private readonly int[] _indices;

    public readonly Span<T> Values;
    public readonly Span<int> Indices;

    internal VBufferEditor(int length, int count, T[] values, int[] indices, bool showIndices, bool newValues, bool newIndices)
    {
        (_length, _values, _indices) = (length, values, indices);
        Values = values.AsSpan(0, count);
        Indices = showIndices ? indices.AsSpan(0, count) : default;
        (CreatedNewValues, CreatedNewIndices) = (newValues, newIndices);
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        Argument.Check(physicalValuesCount <= Values.Length, nameof(physicalValuesCount));
        return new(_length, physicalValuesCount, _values, _indices);
    }
}
