using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>The lazy result of a row-to-row transformer.</summary>
internal sealed class MappedView(IHost host, IDataView source, RowMapper mapper) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = mapper.FlagActive(columnsNeeded);
        return CreateCursor(source.GetRowCursor(mapper.GetInputs(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = mapper.FlagActive(columnsNeeded);
        DataViewRowCursor[] inputs = source.GetRowCursorSet(mapper.GetInputs(active), n, rand);
        bool computes = mapper.FlagWanted(active).Contains(true);
        if (computes && inputs.Length == 1 && n > 1 && mapper.Binding is not BatchBinding)
        {
            // A source with one cursor: fan its rows out here, so that this transformer's columns are computed on n threads.
            inputs = MlNet.Split(host, inputs[0], n);
        }

        return Array.ConvertAll(inputs, cursor => CreateCursor(cursor, active));
    }

    private DataViewRowCursor CreateCursor(DataViewRowCursor input, bool[] active)
        => mapper.Binding is BatchBinding binding && mapper.FlagWanted(active).Contains(true)
            ? new BatchCursor(host, mapper, binding, input, active)
            : new MappedCursor(mapper, input, active);
}
