using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Bridge;

/// <summary>A cursor with the added columns, each computed when its getter is called.</summary>
internal sealed class MappedCursor(RowMapper mapper, DataViewRowCursor input, bool[] active) : DataViewRowCursor
{
    private readonly Delegate?[] _added = mapper.CreateAddedGetters(input, active);

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapper.GetGetter<TValue>(column, active, _added, input);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
