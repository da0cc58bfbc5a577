using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>Checks of columns, and errors of the type that ML.NET uses for them, marked with the component that found them.</summary>
internal static class SchemaErrors
{
    /// <summary>Finds a column of text in data.</summary>
    public static DataViewSchema.Column FindText(IExceptionContext context, DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw MissingColumn(context, nameof(schema), name);
        return column.Type is TextDataViewType ? column : throw WrongType(context, nameof(schema), name, "text", column.Type.ToString()!);
    }

    /// <summary>Checks that an estimator's input has a column of text.</summary>
    public static void CheckText(IExceptionContext context, Dictionary<string, SchemaShape.Column> columns, string name)
    {
        if (!columns.TryGetValue(name, out SchemaShape.Column column))
        {
            throw MissingColumn(context, "inputSchema", name);
        }

        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
        {
            throw WrongType(context, "inputSchema", name, "text", $"{column.Kind} of {column.ItemType}");
        }
    }

    public static Exception MissingColumn(IExceptionContext context, string parameter, string column)
        => context.Process(new ArgumentOutOfRangeException(
            parameter, $"Could not find the input column '{column}'. Check the column's name, and that an earlier step of the pipeline makes it."));

    public static Exception WrongType(IExceptionContext context, string parameter, string column, string expected, string seen)
        => context.Process(new ArgumentOutOfRangeException(
            parameter, $"Schema mismatch for the input column '{column}': expected {expected}, got {seen}."));
}
