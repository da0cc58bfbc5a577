using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Reads a column of key vectors of any raw type as 32-bit keys; what is beyond the key count is missing.</summary>
internal static class KeyReader
{
    public static Func<uint[]> Create(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
        {
            throw Contracts.Except("Source column type must be vector");
        }

        if (vector.ItemType is not KeyDataViewType key)
        {
            throw Contracts.ExceptSchemaMismatch(null, "inputSchema", "input", column.Name, NgramExtractingEstimator.Expected, column.Type.ToString());
        }

        return (Func<uint[]>)Generic.Call(typeof(KeyReader), nameof(Typed), [key.RawType], row, column, key.Count);
    }

    private static Func<uint[]> Typed<T>(DataViewRow row, DataViewSchema.Column column, ulong count)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(row.Schema[column.Index]);
        VBuffer<T> keys = default;
        return () =>
        {
            getter(ref keys);
            return [.. keys.DenseValues().Select(k => Convert.ToUInt64(k, CultureInfo.InvariantCulture)).Select(k => k > count || k > uint.MaxValue ? 0u : (uint)k)];
        };
    }
}
