using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Conformance;

/// <summary>What chains and prediction engines need of a row mapper: rows equal to the cursor's, dependencies that suffice, one schema object.</summary>
internal static class RowMapperChecks
{
    public static void Check(ITransformer transformer, IRowToRowMapper mapper, IDataView data)
    {
        IDataView view = transformer.Transform(data);
        Check(view, mapper, data, [.. mapper.OutputSchema]);
        Check(view, mapper, data, [.. mapper.OutputSchema.Where(c => c.Index % 2 == 1)]);
        foreach (DataViewSchema.Column column in mapper.OutputSchema)
        {
            Check(view, mapper, data, [column]);
        }
    }

    private static void Check(IDataView view, IRowToRowMapper mapper, IDataView data, DataViewSchema.Column[] wanted)
    {
        DataViewSchema.Column[] needed = [.. mapper.GetDependencies(wanted)];
        foreach (DataViewSchema.Column column in wanted.Where(c => c.Index < data.Schema.Count && data.Schema[c.Index].Name == c.Name))
        {
            Expect.True(needed.Any(n => n.Index == column.Index), $"GetDependencies must include the input column '{column.Name}' that was asked for");
        }

        using DataViewRowCursor source = data.GetRowCursor(needed);
        using DataViewRow row = mapper.GetRow(source, wanted);
        Expect.True(ReferenceEquals(row.Schema, mapper.OutputSchema), "row.Schema is mapper.OutputSchema itself: the next mapper compares references");
        using DataViewRowCursor cursor = view.GetRowCursor(wanted.Select(c => view.Schema[c.Index]));
        Func<object>[] rowCells = [.. wanted.Select(c => CellReader.Create(row, c))];
        Func<object>[] cursorCells = [.. wanted.Select(c => CellReader.Create(cursor, view.Schema[c.Index]))];
        while (source.MoveNext())
        {
            Expect.True(cursor.MoveNext(), "the view has as many rows as its source");
            for (int i = 0; i < wanted.Length; i++)
            {
                object a = rowCells[i](), b = cursorCells[i]();
                Expect.True(
                    CellReader.AreEqual(a, b),
                    $"row {source.Position}, '{wanted[i].Name}': {CellReader.ToText(a)} through the mapper, {CellReader.ToText(b)} through the view");
            }
        }
    }
}
