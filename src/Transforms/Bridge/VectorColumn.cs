using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Bridge;

/// <summary>Reads and writes columns of vectors.</summary>
internal static class VectorColumn
{
    /// <summary>Creates a function that reads a column of the input's current row; slots that a sparse vector leaves out hold the default value.</summary>
    public static Func<T[]> CreateReader<T>(DataViewRow input, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = input.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return () =>
        {
            getter(ref buffer);
            return [.. buffer.DenseValues()];
        };
    }

    /// <summary>Fills a value of a vector column.</summary>
    public static void Write<T>(ref VBuffer<T> value, IReadOnlyList<T> items)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref value, items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            editor.Values[i] = items[i];
        }

        value = editor.Commit();
    }
}
