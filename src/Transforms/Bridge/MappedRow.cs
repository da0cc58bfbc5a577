using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Bridge;

/// <summary>One row with the added columns. Its schema is the mapper's own object: the next mapper of a chain compares references.</summary>
internal sealed class MappedRow(RowMapper mapper, DataViewRow input, bool[] active) : DataViewRow
{
    private readonly Delegate?[] _added = mapper.CreateAddedGetters(input, active);

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

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
