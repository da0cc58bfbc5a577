using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the vector value: dense when as many values are stored as the vector is long, otherwise sparse with ascending
/// indices. The default value is dense and empty. The constructors own the arrays given; <see cref="VBufferEditor"/> reuses them.
/// </summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null) : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Argument.Check(length >= 0, nameof(length));
        Argument.Check(count >= 0 && count <= length, nameof(count));
        Argument.Check((values?.Length ?? 0) >= count, nameof(values));
        Argument.Check(count == length || (indices?.Length ?? 0) >= count, nameof(indices));
        (Length, _count, _values, _indices) = (length, count, values, indices);
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public T GetItemOrDefault(int index)
    {
        Argument.Check(index >= 0 && index < Length, nameof(index));
        int at = IsDense ? index : GetIndices().BinarySearch(index);
        return at >= 0 ? _values[at] : default;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Argument.Check(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Argument.Check(length >= 0 && sourceIndex <= Length - length, nameof(length));
        int from = IsDense ? sourceIndex : FirstAtLeast(sourceIndex);
        int to = IsDense ? sourceIndex + length : FirstAtLeast(sourceIndex + length);
        var editor = VBufferEditor.Create(ref destination, length, to - from);
        GetValues()[from..to].CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
        {
            editor.Indices[i] = _indices[from + i] - sourceIndex;
        }

        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Argument.Check(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination));
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(_count == 0 ? default : defaultValue);
        for (int i = 0; i < _count; i++)
        {
            target[_indices[i]] = _values[i];
        }
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        Argument.Check(length >= 0 && length <= (source?.Length ?? 0), nameof(length));
        Argument.Check(sourceIndex >= 0 && sourceIndex <= (source?.Length ?? 0) - length, nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) => all || IsDense ? AllItems() : StoredItems();

    public IEnumerable<T> DenseValues() => AllItems().Select(item => item.Value);

    /// <summary>Enumerates the stored array, spare capacity included, as the real one does.</summary>
    public IEnumerator GetEnumerator() => _values.GetEnumerator();

    public override string ToString()
        => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> Edit(int length, int count, int maxCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        bool needIndices = count < length || requireIndicesOnDense;
        T[] values = Grown(_values, count, maxCapacity, keepOldOnResize);
        int[] indices = needIndices ? Grown(_indices, count, maxCapacity, keepOldOnResize) : _indices;
        return new VBufferEditor<T>(length, count, values, indices, needIndices, values != _values, indices != _indices);
    }

    internal int StoredCount => _count;

    private static TItem[] Grown<TItem>(TItem[] array, int count, int maxCapacity, bool keepOld)
    {
        int size = array?.Length ?? 0;
        if (size >= count)
        {
            return array;
        }

        var grown = new TItem[Math.Max(count, Math.Min(maxCapacity, size == 0 ? 4 : (int)Math.Min(2L * size, Array.MaxLength)))];
        if (keepOld)
        {
            array.AsSpan().CopyTo(grown);
        }

        return grown;
    }

    private int FirstAtLeast(int index)
    {
        int at = GetIndices().BinarySearch(index);
        return at >= 0 ? at : ~at;
    }

    private IEnumerable<KeyValuePair<int, T>> StoredItems()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return new(_indices[i], _values[i]);
        }
    }

    private IEnumerable<KeyValuePair<int, T>> AllItems()
    {
        bool dense = IsDense;
        for (int slot = 0, stored = 0; slot < Length; slot++)
        {
            bool here = dense || (stored < _count && _indices[stored] == slot);
            yield return new(slot, here ? _values[stored++] : default);
        }
    }
}
