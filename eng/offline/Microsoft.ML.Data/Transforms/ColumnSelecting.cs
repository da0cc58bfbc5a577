using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "Select Columns Transform", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors keeping or dropping columns by name.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, string[] columns, bool keep, bool keepHidden)
        : base(env.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(env, columns, keep, keepHidden, false))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        Transformer.CheckNames(inputSchema.Select(c => c.Name));
        return new SchemaShape(inputSchema.Where(c => Transformer.Selects(c.Name)));
    }
}

/// <summary>
/// Mirrors the transformer of selected columns. Kept columns come in the order of the request, hidden ones only when asked for;
/// dropping keeps the order and the hidden ones.
/// </summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";
    private readonly IHost _host;
    private readonly string[] _columns;
    private readonly bool _keep, _keepHidden, _ignoreMissing;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[] columns, bool keep, bool keepHidden, bool ignoreMissing)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        _host.Check(columns is { Length: > 0 }, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        (_columns, _keep, _keepHidden, _ignoreMissing) = (columns, keep, keepHidden, ignoreMissing);
    }

    private static VersionInfo Version => VersionInfo.BuiltIn("SELCOLST", 0x00010001, 0x00010001, 0x00010001, LoaderSignature, typeof(ColumnSelectingTransformer));

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Select(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new View(input, Select(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Select(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(_ignoreMissing);
        ctx.Writer.Write(_columns.Length);
        foreach (string column in _columns)
        {
            ctx.SaveNonEmptyString(column);
        }
    }

    internal bool Selects(string name) => _columns.Contains(name) == _keep;

    internal void CheckNames(IEnumerable<string> present)
    {
        string[] missing = [.. _columns.Except(present)];
        if (!_ignoreMissing && missing.Length > 0)
        {
            throw _host.ExceptSchemaMismatch("inputSchema", "input", string.Join(",", missing));
        }
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        (bool keep, bool keepHidden, bool ignoreMissing) = (ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean(), ctx.Reader.ReadBoolean());
        string[] columns = [.. Enumerable.Range(0, ctx.Reader.ReadInt32()).Select(_ => ctx.LoadNonEmptyString())];
        return new ColumnSelectingTransformer(env, columns, keep, keepHidden, ignoreMissing);
    }

    private Selection Select(DataViewSchema schema)
    {
        _host.CheckValue(schema, "inputSchema");
        CheckNames(schema.Select(c => c.Name));
        IEnumerable<DataViewSchema.Column> kept = _keep
            ? _columns.SelectMany(name => schema.Where(c => c.Name == name && (_keepHidden || !c.IsHidden)))
            : schema.Where(c => !_columns.Contains(c.Name));
        return new Selection(schema, [.. kept.Select(c => c.Index)]);
    }

    private sealed class Selection : IRowToRowMapper
    {
        private readonly int[] _sources;

        public Selection(DataViewSchema input, int[] sources)
        {
            (InputSchema, _sources) = (input, sources);
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(sources.Select(i => input[i]));
            OutputSchema = builder.ToSchema();
        }

        public DataViewSchema InputSchema { get; }

        public DataViewSchema OutputSchema { get; }

        public DataViewSchema.Column Source(DataViewSchema.Column column) => InputSchema[_sources[column.Index]];

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
            => dependingColumns.Select(Source).DistinctBy(c => c.Index).OrderBy(c => c.Index);

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
            => new Row(input, this, ActiveColumns.Of(activeColumns, OutputSchema));
    }

    private sealed class Row(DataViewRow input, Selection selection, bool[] active) : DataViewRow
    {
        public override DataViewSchema Schema => selection.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.CheckActive(active, column);
            return input.GetGetter<TValue>(selection.Source(column));
        }

        protected override void Dispose(bool disposing) => input.Dispose();
    }

    private sealed class View(IDataView source, Selection selection) : IDataView
    {
        public DataViewSchema Schema => selection.OutputSchema;

        public bool CanShuffle => source.CanShuffle;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        {
            bool[] active = ActiveColumns.Of(columnsNeeded, Schema);
            return new Cursor(source.GetRowCursor(selection.GetDependencies(Schema.Select(active)), rand), selection, active);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        {
            bool[] active = ActiveColumns.Of(columnsNeeded, Schema);
            return Array.ConvertAll(source.GetRowCursorSet(selection.GetDependencies(Schema.Select(active)), n, rand), c => (DataViewRowCursor)new Cursor(c, selection, active));
        }
    }

    private sealed class Cursor(DataViewRowCursor input, Selection selection, bool[] active) : ForwardingCursor(input)
    {
        public override DataViewSchema Schema => selection.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.CheckActive(active, column);
            return Input.GetGetter<TValue>(selection.Source(column));
        }
    }
}
