namespace Microsoft.ML.Data;

/// <summary>A row transformer bound to one input schema: what it adds, what that needs, and how it is computed.</summary>
internal abstract class RowBinding(DataViewSchema input)
{
    public DataViewSchema InputSchema { get; } = input;

    public abstract DataViewSchema.DetachedColumn[] Added { get; }

    /// <summary>Indices of the input columns that the active added columns need.</summary>
    public abstract IEnumerable<int> InputsFor(bool[] active);

    /// <summary>One getter for each active added column, null for the others. Called once for a row or cursor.</summary>
    public abstract Delegate[] CreateGetters(DataViewRow input, bool[] active);
}

/// <summary>One added column that is computed independently of the others.</summary>
internal sealed record AddedColumn(DataViewSchema.DetachedColumn Column, int[] Inputs, Func<DataViewRow, Delegate> CreateGetter);

/// <summary>The binding of a transformer whose added columns are independent of each other.</summary>
internal sealed class ColumnwiseBinding(DataViewSchema input, AddedColumn[] columns) : RowBinding(input)
{
    public override DataViewSchema.DetachedColumn[] Added { get; } = Array.ConvertAll(columns, c => c.Column);

    public override IEnumerable<int> InputsFor(bool[] active) => columns.Where((_, i) => active[i]).SelectMany(c => c.Inputs);

    public override Delegate[] CreateGetters(DataViewRow input, bool[] active)
        => [.. columns.Select((c, i) => active[i] ? c.CreateGetter(input) : null)];
}
