using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Conformance;

/// <summary>Reads a cell of any type as an object that can be compared: vectors as dense arrays, text as strings.</summary>
internal static class CellReader
{
    public static Func<object> Create(DataViewRow row, DataViewSchema.Column column)
    {
        (string method, Type type) = column.Type is VectorDataViewType vector
            ? (nameof(Vector), vector.ItemType.RawType)
            : (nameof(Scalar), column.Type.RawType);
        return (Func<object>)typeof(CellReader).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!;
    }

    /// <summary>Equal but for the last bits of floating-point numbers.</summary>
    public static bool AreEqual(object a, object b) => (a, b) switch
    {
        (float x, float y) => x.Equals(y) || Math.Abs(x - y) < 1e-6f,
        (double x, double y) => x.Equals(y) || Math.Abs(x - y) < 1e-9,
        (Array x, Array y) => x.Length == y.Length && x.Cast<object>().Zip(y.Cast<object>()).All(p => AreEqual(p.First, p.Second)),
        _ => Equals(a, b),
    };

    /// <summary>The same text for equal cells only.</summary>
    public static string ToText(object cell) => cell switch
    {
        Array array => string.Join(',', array.Cast<object>().Select(ToText)),
        float number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => cell.ToString()!,
    };

    private static Func<object> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Plain(value!);
        };
    }

    private static Func<object> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return value.DenseValues().Select(item => Plain(item!)).ToArray();
        };
    }

    private static object Plain(object value) => value is ReadOnlyMemory<char> text ? text.ToString() : value;
}
