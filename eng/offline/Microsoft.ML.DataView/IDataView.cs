namespace Microsoft.ML;

/// <summary>
/// Mirrors the lazy table. A row cursor visits the rows in order; the cursors of a set share the rows out among them, each
/// batch in one cursor; <c>rand</c> asks for shuffling and is ignored where <see cref="CanShuffle"/> is false.
/// </summary>
public interface IDataView
{
    bool CanShuffle { get; }

    DataViewSchema Schema { get; }

    long? GetRowCount();

    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null);

    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null);
}
