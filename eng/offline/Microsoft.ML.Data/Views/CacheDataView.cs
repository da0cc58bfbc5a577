namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the cache: a column is read from the source when it is first asked for, and kept. Cursors may be shuffled; ids are
/// row numbers.
/// </summary>
internal sealed class CacheDataView(IDataView source) : IDataView
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, RowBuffer> _columns = [];
    private int? _rows;

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => _rows ?? source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(this, ActiveColumns.Of(columnsNeeded, Schema), rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Reads what is missing of the columns, in one pass.</summary>
    private int Load(DataViewSchema.Column[] columns)
    {
        lock (_lock)
        {
            DataViewSchema.Column[] missing = [.. columns.Where(c => !_columns.ContainsKey(c.Index))];
            if (_rows is not null && missing.Length == 0)
            {
                return _rows.Value;
            }

            using DataViewRowCursor cursor = source.GetRowCursor(missing);
            var buffer = new RowBuffer(cursor, 16);
            Action<int> fill = buffer.Filler(cursor);
            int rows = 0;
            while (cursor.MoveNext())
            {
                fill(rows++);
            }

            foreach (DataViewSchema.Column column in missing)
            {
                _columns[column.Index] = buffer;
            }

            return (_rows = rows).Value;
        }
    }

    private sealed class Cursor(CacheDataView view, bool[] active, Random rand) : RootCursor
    {
        private int _rows = -1;
        private int[] _order;
        private int _next;
        private int _slot;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)_slot, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.CheckActive(active, column);
            Start();
            RowBuffer buffer = view._columns[column.Index];
            return Generic.As<TValue>(buffer.Reader(column, () =>
            {
                CheckOnRow();
                return (buffer, _slot);
            }));
        }

        protected override bool Advance()
        {
            Start();
            if (_next == _rows)
            {
                return false;
            }

            _slot = _order?[_next] ?? _next;
            _next++;
            return true;
        }

        private void Start()
        {
            if (_rows >= 0)
            {
                return;
            }

            _rows = view.Load(view.Schema.Select(active));
            if (rand is not null)
            {
                _order = [.. Enumerable.Range(0, _rows)];
                rand.Shuffle(_order);
            }
        }
    }
}
