using LanguageModeling.Bridge;
using Microsoft.ML;

namespace LanguageModeling.Windows;

/// <summary>A row for each window; lazy.</summary>
internal sealed class WindowView(IDataView source, WindowBinding binding, TokenWindowsOptions options) : IDataView
{
    private readonly RowMapper _mapper = new(binding);

    public DataViewSchema Schema => _mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    // Known only once all rows were read.
    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = _mapper.FlagActive(columnsNeeded);
        return Create(source.GetRowCursor(GetInputs(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = _mapper.FlagActive(columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(GetInputs(active), n, rand), cursor => Create(cursor, active));
    }

    // The tokens are always read: they tell how many rows there are.
    private IEnumerable<DataViewSchema.Column> GetInputs(bool[] active)
        => _mapper.GetInputs(active).Where(c => c.Index != binding.Tokens.Index).Append(binding.Tokens);

    private MappedCursor Create(DataViewRowCursor cursor, bool[] active)
        => new(_mapper, new WindowCursor(cursor, binding.Tokens, binding.Padding, options), active);
}
