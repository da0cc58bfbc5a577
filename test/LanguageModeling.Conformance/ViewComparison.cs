using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Conformance;

/// <summary>Compares the rows of two views: with all columns open, with every second one, and with one at a time.</summary>
internal static class ViewComparison
{
    public static void AreEqual(IDataView a, IDataView b)
    {
        Compare(a, b, b.Schema, "all columns", withIds: true);
        Compare(a, b, b.Schema.Where(c => c.Index % 2 == 0), "even columns", withIds: false);
        Compare(a, b, b.Schema.Where(c => c.Index % 2 == 1), "odd columns", withIds: false);
        foreach (DataViewSchema.Column column in b.Schema)
        {
            Compare(a, b, [column], $"column '{column.Name}' alone", withIds: false);
        }
    }

    private static void Compare(IDataView a, IDataView b, IEnumerable<DataViewSchema.Column> open, string what, bool withIds)
    {
        DataViewSchema.Column[] columns = [.. open];
        using DataViewRowCursor left = a.GetRowCursor(a.Schema);
        using DataViewRowCursor right = b.GetRowCursor(columns);
        Expect.True(left.Position == -1 && right.Position == -1, $"{what}: the position before the first row is -1");
        Func<object>[] leftCells = [.. columns.Select(c => CellReader.Create(left, a.Schema[c.Index]))];
        Func<object>[] rightCells = [.. columns.Select(c => CellReader.Create(right, c))];
        ValueGetter<DataViewRowId> leftId = left.GetIdGetter(), rightId = right.GetIdGetter();
        DataViewRowId x = default, y = default;
        var seen = new HashSet<DataViewRowId>();
        while (true)
        {
            bool more = left.MoveNext();
            Expect.True(more == right.MoveNext(), $"{what}: the number of rows differs");
            if (!more)
            {
                break;
            }

            leftId(ref x);
            rightId(ref y);
            Expect.True(x.Equals(y), $"{what}, row {left.Position}: ids {x} and {y}");
            Expect.True(!withIds || seen.Add(x), $"{what}, row {left.Position}: the id {x} is there twice");
            Expect.True(left.Position == right.Position, $"{what}: positions {left.Position} and {right.Position}");
            for (int i = 0; i < columns.Length; i++)
            {
                object p = leftCells[i](), q = rightCells[i]();
                Expect.True(CellReader.AreEqual(p, q), $"{what}, row {left.Position}, '{columns[i].Name}': {CellReader.ToText(p)} and {CellReader.ToText(q)}");
            }
        }

        Expect.True(!left.MoveNext() && !right.MoveNext(), $"{what}: after the last row MoveNext stays false");
        Expect.True(left.Position == -1 && right.Position == -1, $"{what}: the position after the last row is -1");
    }
}
