using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors the schema arithmetic of built-in row transformers: a new column goes to the end, a replaced one beside the column
/// it hides; the row mapper asks for requested pass-through columns too and compares schemas by reference.
/// </summary>
internal sealed class RowMapping : IRowToRowMapper
{
    private readonly RowBinding _binding;
    private readonly int[] _sources;   // for each output column: its input column, or ~(its added column)
    private readonly int[] _places;    // for each added column: its output column

    public RowMapping(RowBinding binding)
    {
        _binding = binding;
        var sources = Enumerable.Range(0, binding.InputSchema.Count).ToList();
        for (int i = 0; i < binding.Added.Length; i++)
        {
            int hides = sources.FindLastIndex(s => NameOf(s) == binding.Added[i].Name);
            sources.Insert(hides >= 0 ? hides + 1 : sources.Count, ~i);
        }

        _sources = [.. sources];
        _places = [.. Enumerable.Range(0, binding.Added.Length).Select(i => sources.IndexOf(~i))];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_sources.Select(s => s >= 0 ? new DataViewSchema.DetachedColumn(InputSchema[s]) : binding.Added[~s]));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema => _binding.InputSchema;

    public DataViewSchema OutputSchema { get; }

    public bool AnyAdded(bool[] active) => _places.Any(place => active[place]);

    public DataViewSchema.Column[] InputsFor(bool[] active)
    {
        var needed = new bool[InputSchema.Count];
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i] && _sources[i] >= 0)
            {
                needed[_sources[i]] = true;
            }
        }

        foreach (int input in _binding.InputsFor(Added(active)))
        {
            needed[input] = true;
        }

        return InputSchema.Select(needed);
    }

    public Delegate[] CreateGetters(DataViewRow input, bool[] active) => _binding.CreateGetters(input, Added(active));

    public ValueGetter<T> Getter<T>(DataViewRow input, Delegate[] getters, bool[] active, DataViewSchema.Column column)
    {
        ActiveColumns.CheckActive(active, column);
        int source = _sources[column.Index];
        return source >= 0 ? input.GetGetter<T>(input.Schema[source]) : Generic.As<T>(getters[~source]);
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => InputsFor(ActiveColumns.Of(dependingColumns, OutputSchema));

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new MappedRow(this, input, ActiveColumns.Of(activeColumns, OutputSchema));
    }

    private bool[] Added(bool[] active) => Array.ConvertAll(_places, place => active[place]);

    private string NameOf(int source) => source >= 0 ? InputSchema[source].Name : _binding.Added[~source].Name;
}

/// <summary>Mirrors the row of a row mapper; it owns the row below it.</summary>
internal sealed class MappedRow(RowMapping mapping, DataViewRow input, bool[] active) : DataViewRow
{
    private readonly Delegate[] _getters = mapping.CreateGetters(input, active);

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapping.Getter<TValue>(input, _getters, active, column);

    protected override void Dispose(bool disposing) => input.Dispose();
}

/// <summary>
/// Mirrors the lazy view of a built-in row transformer. When an added column is asked for it works on several threads, and one
/// cursor is several consolidated; cursors of a set are split from a source that gives only one.
/// </summary>
internal sealed class MappedView(IHost host, IDataView source, RowMapping mapping) : IDataView
{
    public DataViewSchema Schema => mapping.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(columnsNeeded, Schema);
        int threads = Schema.Select(active).All(c => DataViewUtils.IsCacheable(c.Type)) ? DataViewUtils.ThreadCount : 1;
        return DataViewUtils.Consolidate(host, GetRowCursorSet(columnsNeeded, threads, CanShuffle ? rand : null));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(columnsNeeded, Schema);
        DataViewRowCursor[] inputs = source.GetRowCursorSet(mapping.InputsFor(active), n, rand);
        if (inputs.Length == 1 && n > 1 && mapping.AnyAdded(active))
        {
            inputs = DataViewUtils.CreateSplitCursors(host, inputs[0], n);
        }

        return Array.ConvertAll(inputs, input => (DataViewRowCursor)new Cursor(mapping, input, active));
    }

    private sealed class Cursor(RowMapping mapping, DataViewRowCursor input, bool[] active) : ForwardingCursor(input)
    {
        private readonly Delegate[] _getters = mapping.CreateGetters(input, active);

        public override DataViewSchema Schema => mapping.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapping.Getter<TValue>(Input, _getters, active, column);
    }
}
