using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors how requested columns are checked: by index against the number of columns, nothing else.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(IEnumerable<DataViewSchema.Column> requested, DataViewSchema schema)
    {
        Contracts.CheckValue(requested, "columnsNeeded");
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in requested)
        {
            Contracts.Check(column.Index < active.Length, $"The requested column: {column} is not part of the {schema}");
            active[column.Index] = true;
        }

        return active;
    }

    public static DataViewSchema.Column[] Select(this DataViewSchema schema, bool[] active) => [.. schema.Where(c => active[c.Index])];

    public static void CheckActive(bool[] active, DataViewSchema.Column column)
        => Contracts.Check((uint)column.Index < (uint)active.Length && active[column.Index], $"Column '{column.Name}' is not active.");
}
