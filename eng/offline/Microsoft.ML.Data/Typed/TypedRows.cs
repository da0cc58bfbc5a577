using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Mirrors a class seen as a schema, and its objects seen as rows.</summary>
internal sealed class TypedRows<TRow>
    where TRow : class
{
    private readonly MemberColumn[] _columns;

    public TypedRows(SchemaDefinition definition)
    {
        _columns = MemberColumn.Bind(typeof(TRow), SchemaDefinition.Direction.Read, definition);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type, c.Annotations)));
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>Mirrors the definition of a class by an existing schema: every column must have its member; types and annotations are the schema's.</summary>
    public static SchemaDefinition DefinedBy(IExceptionContext ectx, DataViewSchema schema)
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (DataViewSchema.Column column in schema)
        {
            SchemaDefinition.Column member = definition[column.Name];
            ectx.Check(member is not null, $"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            member.CopyAnnotations(column.Annotations);
        }

        return definition;
    }

    public Delegate[] CreateGetters(Func<TRow> current, bool[] active)
        => [.. _columns.Select((c, i) => active[i] ? c.CreateGetter(current) : null)];

    public static ValueGetter<T> Getter<T>(Delegate[] getters, DataViewSchema.Column column)
    {
        Contracts.CheckParam((uint)column.Index < (uint)getters.Length && getters[column.Index] is not null, nameof(column), "requested column not active");
        return Generic.As<T>(getters[column.Index]);
    }
}

/// <summary>Mirrors the input of a prediction engine: one object at a time, the position counting up.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly TypedRows<TRow> _rows;
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public InputRow(SchemaDefinition definition)
    {
        _rows = new TypedRows<TRow>(definition);
        _getters = _rows.CreateGetters(Current, [.. Schema.Select(_ => true)]);
    }

    public override DataViewSchema Schema => _rows.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow row) => (_current, _position) = (row, _position + 1);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => TypedRows<TRow>.Getter<TValue>(_getters, column);

    private TRow Current() => _current ?? throw Contracts.Except("There is no current row yet.");
}

/// <summary>
/// Mirrors the view over an enumerable: lazy, one enumeration for each cursor, one cursor in any set, no shuffling, a row count
/// only for collections, ids 0, 1, 2 and so on.
/// </summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> data, TypedRows<TRow> rows) : IDataView
    where TRow : class
{
    public DataViewSchema Schema => rows.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => (data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(data.GetEnumerator(), rows, ActiveColumns.Of(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly IEnumerator<TRow> _data;
        private readonly TypedRows<TRow> _rows;
        private readonly Delegate[] _getters;

        public Cursor(IEnumerator<TRow> data, TypedRows<TRow> rows, bool[] active)
        {
            (_data, _rows) = (data, rows);
            _getters = rows.CreateGetters(Current, active);
        }

        public override DataViewSchema Schema => _rows.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => TypedRows<TRow>.Getter<TValue>(_getters, column);

        protected override bool Advance()
        {
            bool moved = _data.MoveNext();
            Contracts.Check(!moved || _data.Current is not null, "Encountered null when iterating over data, this is not supported.");
            return moved;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _data.Dispose();
        }

        private TRow Current()
        {
            CheckOnRow();
            return _data.Current;
        }
    }
}
