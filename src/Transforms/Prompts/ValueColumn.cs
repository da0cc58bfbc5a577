using System.Reflection;
using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Prompts;

/// <summary>Columns whose values a template can show: text, Booleans, numbers, and vectors of these.</summary>
internal static class ValueColumn
{
    private const string Expected = "text, a Boolean, a number or a vector of these (make one of keys with MapKeyToValue)";

    /// <summary>Checks a column of an estimator's input.</summary>
    public static void Check(IExceptionContext context, Dictionary<string, SchemaShape.Column> columns, string name)
    {
        if (!columns.TryGetValue(name, out SchemaShape.Column column))
        {
            throw SchemaErrors.MissingColumn(context, "inputSchema", name);
        }

        if (column.IsKey || !IsShown(column.ItemType))
        {
            throw SchemaErrors.WrongType(context, "inputSchema", name, Expected, $"{column.Kind} of {column.ItemType}");
        }
    }

    /// <summary>Finds and checks a column of data.</summary>
    public static DataViewSchema.Column Find(IExceptionContext context, DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(schema), name);
        return IsShown((column.Type as VectorDataViewType)?.ItemType ?? column.Type)
            ? column
            : throw SchemaErrors.WrongType(context, nameof(schema), name, Expected, column.Type.ToString()!);
    }

    /// <summary>Creates a function that reads the values of the input's current row, by name.</summary>
    public static Func<Dictionary<string, object?>> CreateReader(DataViewRow input, IReadOnlyList<DataViewSchema.Column> columns)
    {
        (string Name, Func<object> Read)[] readers = [.. columns.Select(column => (column.Name, CreateReader(input, column)))];
        return () => readers.ToDictionary(reader => reader.Name, object? (reader) => reader.Read());
    }

    /// <summary>Creates a function that reads a column of the input's current row. A vector becomes an array.</summary>
    public static Func<object> CreateReader(DataViewRow input, DataViewSchema.Column column)
    {
        (string method, Type type) = column.Type is VectorDataViewType vector
            ? (nameof(CreateVectorReader), vector.ItemType.RawType)
            : (nameof(CreateScalarReader), column.Type.RawType);
        return (Func<object>)typeof(ValueColumn).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [input, column], null)!;
    }

    private static bool IsShown(DataViewType type) => type is TextDataViewType or BooleanDataViewType or NumberDataViewType;

    private static Func<object> CreateScalarReader<T>(DataViewRow input, DataViewSchema.Column column)
        where T : notnull
    {
        ValueGetter<T> getter = input.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    private static Func<object> CreateVectorReader<T>(DataViewRow input, DataViewSchema.Column column)
    {
        Func<T[]> reader = VectorColumn.CreateReader<T>(input, column);
        return () => reader();
    }
}
