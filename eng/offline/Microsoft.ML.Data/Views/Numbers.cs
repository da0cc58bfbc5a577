using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads any column as a number, as a hash, or as missing or not.</summary>
internal static class Numbers
{
    public static Func<double> Reader(DataViewRow row, DataViewSchema.Column column)
        => (Func<double>)Generic.Call(typeof(Numbers), nameof(NumberOf), [column.Type.RawType], row, column);

    public static Func<uint> HashReader(DataViewRow row, DataViewSchema.Column column, uint seed)
        => (Func<uint>)Generic.Call(typeof(Numbers), nameof(HashOf), [column.Type.RawType], row, column, seed);

    /// <summary>True where the value, or one of a vector's, is NaN or the missing key. Other types are never missing.</summary>
    public static Func<bool> MissingTest(DataViewRow row, DataViewSchema.Column column)
        => column.Type is VectorDataViewType vector
            ? (Func<bool>)Generic.Call(typeof(Numbers), nameof(AnyMissing), [vector.ItemType.RawType], row, column)
            : (Func<bool>)Generic.Call(typeof(Numbers), nameof(IsMissing), [column.Type.RawType], row, column);

    private static Func<double> NumberOf<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return Convert.ToDouble(value, CultureInfo.InvariantCulture);
        };
    }

    private static Func<uint> HashOf<T>(DataViewRow row, DataViewSchema.Column column, uint seed)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            string text = value is VBuffer<T> ? throw Contracts.Except("A vector cannot be a sampling key.") : Convert.ToString(value, CultureInfo.InvariantCulture);
            return text.Aggregate(TauswortheHybrid.MurmurRound(seed, (uint)text.Length), (hash, c) => TauswortheHybrid.MurmurRound(hash, c));
        };
    }

    private static Func<bool> IsMissing<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        Func<T, bool> missing = Test<T>(column.Type);
        T value = default;
        return () =>
        {
            getter(ref value);
            return missing(value);
        };
    }

    private static Func<bool> AnyMissing<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        Func<T, bool> missing = Test<T>(column.Type.ItemType());
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return value.DenseValues().Any(missing);
        };
    }

    private static Func<T, bool> Test<T>(DataViewType type)
        => type is KeyDataViewType ? value => value.Equals(default(T)) : value => value is float.NaN or double.NaN;
}
