using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Applies a function to each value of a column, scalar or vector.</summary>
internal static class ValueMapping
{
    /// <summary>
    /// The getter of the mapped column. A sparse vector stays sparse where the function keeps the default, a dense one stays
    /// dense unless <paramref name="compact"/>, when it becomes sparse if that is shorter.
    /// </summary>
    public static Delegate Getter(DataViewRow row, DataViewSchema.Column column, Delegate map, bool compact = false)
    {
        Type[] types = map.GetType().GetGenericArguments();
        return (Delegate)Generic.Call(typeof(ValueMapping), column.Type is VectorDataViewType ? nameof(Vector) : nameof(Scalar), types, row, column, map, compact);
    }

    private static ValueGetter<TTo> Scalar<TFrom, TTo>(DataViewRow row, DataViewSchema.Column column, Func<TFrom, TTo> map, bool compact)
    {
        ValueGetter<TFrom> getter = row.GetGetter<TFrom>(column);
        TFrom value = default;
        return (ref TTo target) =>
        {
            getter(ref value);
            target = map(value);
        };
    }

    private static ValueGetter<VBuffer<TTo>> Vector<TFrom, TTo>(DataViewRow row, DataViewSchema.Column column, Func<TFrom, TTo> map, bool compact)
    {
        ValueGetter<VBuffer<TFrom>> getter = row.GetGetter<VBuffer<TFrom>>(column);
        int size = ((VectorDataViewType)column.Type).Size;
        TTo ofDefault = map(DefaultOf<TFrom>());
        bool keepsDefault = VectorForm.IsDefault(ofDefault);
        VBuffer<TFrom> source = default;
        return (ref VBuffer<TTo> target) =>
        {
            getter(ref source);
            VectorForm.CheckLength(column, size, source.Length);
            if (source.IsDense || !keepsDefault)
            {
                var dense = VBufferEditor.Create(ref target, source.Length);
                dense.Values.Fill(ofDefault);
                foreach ((int index, TFrom value) in source.Items())
                {
                    dense.Values[index] = map(value);
                }

                target = dense.Commit();
                if (compact)
                {
                    VectorForm.Compact(ref target, (source.Length / 2) - 1);
                }

                return;
            }

            var editor = VBufferEditor.Create(ref target, source.Length, source.GetValues().Length);
            for (int i = 0; i < editor.Values.Length; i++)
            {
                (editor.Values[i], editor.Indices[i]) = (map(source.GetValues()[i]), source.GetIndices()[i]);
            }

            target = editor.Commit();
        };
    }

    private static T DefaultOf<T>() => default;
}

/// <summary>Lengths of vectors, and what makes one sparse.</summary>
internal static class VectorForm
{
    /// <summary>A vector of known size must have that length in every row.</summary>
    public static void CheckLength(DataViewSchema.Column column, int size, int length)
    {
        if (size != 0 && length != size)
        {
            throw Contracts.Except($"Column '{column.Name}': expected {size} slots, but got {length}");
        }
    }

    public static bool IsDefault<T>(T value) => value is ReadOnlyMemory<char> text ? text.IsEmpty : EqualityComparer<T>.Default.Equals(value, default);

    /// <summary>
    /// Makes a dense vector sparse when at most <paramref name="most"/> of its values differ from the default. Upstream's limit is
    /// below half of the length in transforms, and half of it in text files.
    /// </summary>
    public static void Compact<T>(ref VBuffer<T> vector, int most)
    {
        T[] values = vector.GetValues().ToArray();
        int stored = values.Count(value => !IsDefault(value));
        if (!vector.IsDense || stored > most)
        {
            return;
        }

        var editor = VBufferEditor.Create(ref vector, values.Length, stored);
        for (int i = 0, at = 0; i < values.Length; i++)
        {
            if (!IsDefault(values[i]))
            {
                (editor.Values[at], editor.Indices[at++]) = (values[i], i);
            }
        }

        vector = editor.Commit();
    }
}
