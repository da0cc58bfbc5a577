using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>What the transforms of text columns have in common: the check of the input, and one value or a vector of them.</summary>
internal static class TextColumns
{
    public static void Check(IExceptionContext ectx, DataViewSchema.Column input, string expected)
    {
        if (input.Type.ItemType() is not TextDataViewType)
        {
            throw ectx.ExceptSchemaMismatch("inputSchema", "input", input.Name, expected, input.Type.ToString());
        }
    }

    /// <summary>The shape of the input column, or the error for one that is missing or no text.</summary>
    public static SchemaShape.Column Find(IExceptionContext ectx, SchemaShape inputSchema, string name, string expected)
    {
        if (!inputSchema.TryFindColumn(name, out SchemaShape.Column column))
        {
            throw ectx.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        }

        return column.ItemType is TextDataViewType
            ? column
            : throw ectx.ExceptSchemaMismatch(nameof(inputSchema), "input", name, expected, column.ItemType.ToString());
    }

    /// <summary>The shape with a column added or replaced.</summary>
    public static SchemaShape With(SchemaShape inputSchema, SchemaShape.Column column)
    {
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    /// <summary>Reads the column as a list of texts: one for a scalar, those stored for a vector.</summary>
    public static Func<ReadOnlySpan<ReadOnlyMemory<char>>> Reader(DataViewRow row, int column)
    {
        if (row.Schema[column].Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<ReadOnlyMemory<char>>> vector = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(row.Schema[column]);
            VBuffer<ReadOnlyMemory<char>> values = default;
            return () =>
            {
                vector(ref values);
                return values.GetValues();
            };
        }

        ValueGetter<ReadOnlyMemory<char>> scalar = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[column]);
        var value = new ReadOnlyMemory<char>[1];
        return () =>
        {
            scalar(ref value[0]);
            return value;
        };
    }

    public static void Fill<T>(ref VBuffer<T> destination, List<T> values)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, values.Count);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    }
}
