using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Conformance;

/// <summary>What a view's cursors must keep to.</summary>
internal static class CursorChecks
{
    public static void Check(IDataView view)
    {
        InactiveColumns(view);
        SingleColumns(view);
        List<Row> expected = Read(view.GetRowCursor(view.Schema));
        CursorSets(view, [.. expected.Select(r => r.Text)]);
        if (view.CanShuffle)
        {
            List<Row> shuffled = Read(view.GetRowCursor(view.Schema, new Random(1)));
            Expect.True(shuffled.Select(r => r.Text).Order().SequenceEqual(expected.Select(r => r.Text).Order()), "a shuffling cursor gives the same rows");
        }

        Expect.True((view.GetRowCount() ?? expected.Count) == expected.Count, $"GetRowCount says {view.GetRowCount()}, but there are {expected.Count} rows");
    }

    private static void InactiveColumns(IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([]);
        Expect.True(ReferenceEquals(cursor.Schema, view.Schema), "cursor.Schema is view.Schema itself");
        foreach (DataViewSchema.Column column in view.Schema)
        {
            Expect.True(!cursor.IsColumnActive(column), $"'{column.Name}' is active but was not asked for");
            Expect.True(Expect.Thrown(() => CellReader.Create(cursor, column)) is not null, $"the getter of the inactive '{column.Name}' must throw");
        }
    }

    private static void SingleColumns(IDataView view)
    {
        foreach (DataViewSchema.Column column in view.Schema)
        {
            using DataViewRowCursor cursor = view.GetRowCursor([column]);
            Exception? thrown = Expect.Thrown(() => cursor.GetGetter<Guid>(column));
            Expect.True(thrown is InvalidOperationException, $"a getter of the wrong type for '{column.Name}' gave {thrown?.GetType().Name ?? "no exception"}");
            Func<object> cell = CellReader.Create(cursor, column);
            if (cursor.MoveNext())
            {
                Expect.True(CellReader.AreEqual(cell(), cell()), $"reading '{column.Name}' twice on a row gives different values");
            }
        }
    }

    private static void CursorSets(IDataView view, List<string> expected)
    {
        foreach (int count in new[] { 1, 2, 3 })
        {
            DataViewRowCursor[] cursors = view.GetRowCursorSet(view.Schema, count);
            Expect.True(cursors.Length >= 1, "a cursor set is not empty");
            var parts = new List<Row>[cursors.Length];
            Task[] readers = [.. cursors.Select((cursor, i) => Task.Factory.StartNew(
                () => parts[i] = Read(cursor), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
            Task.WaitAll(readers);
            Expect.True(
                parts.SelectMany(p => p.Select(r => r.Batch).Distinct()).GroupBy(b => b).All(g => g.Count() == 1),
                $"in a set of {count} cursors, a batch belongs to one of them");
            IEnumerable<string> restored = parts.SelectMany(p => p).OrderBy(r => r.Batch).ThenBy(r => r.Position).Select(r => r.Text);
            Expect.True(restored.SequenceEqual(expected), $"in a set of {count} cursors, batches restore the order");
        }
    }

    private static List<Row> Read(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
            DataViewRowId id = default;
            Func<object>[] cells = [.. cursor.Schema.Where(cursor.IsColumnActive).Select(c => CellReader.Create(cursor, c))];
            var rows = new List<Row>();
            while (cursor.MoveNext())
            {
                idGetter(ref id);
                rows.Add(new Row(cursor.Batch, cursor.Position, $"{id}|{string.Join('|', cells.Select(c => CellReader.ToText(c())))}"));
            }

            return rows;
        }
    }

    private readonly record struct Row(long Batch, long Position, string Text);
}
