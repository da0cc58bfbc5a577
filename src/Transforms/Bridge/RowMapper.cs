using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Bridge;

/// <summary>
/// Schema arithmetic shared by the view, its cursors and single rows. The output columns are all input columns, then the added ones.
/// </summary>
internal sealed class RowMapper : IRowToRowMapper
{
    private readonly int _inputCount;

    public RowMapper(RowBinding binding)
    {
        Binding = binding;
        _inputCount = binding.InputSchema.Count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(binding.InputSchema);
        builder.AddColumns(binding.Added);
        OutputSchema = builder.ToSchema();
    }

    public RowBinding Binding { get; }

    public DataViewSchema InputSchema => Binding.InputSchema;

    public DataViewSchema OutputSchema { get; }

    /// <summary>A flag for each output column: whether it is among the given ones.</summary>
    public bool[] FlagActive(IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if ((uint)column.Index >= (uint)active.Length || OutputSchema[column.Index].Name != column.Name)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(columns),
                    $"Column '{column.Name}' is not a column of this data. "
                    + "Take columns from its own Schema.");
            }

            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>The part of the flags that is about added columns.</summary>
    public bool[] FlagWanted(bool[] active) => active[_inputCount..];

    /// <summary>The active input columns, and those that active added columns are computed from.</summary>
    public IReadOnlyList<DataViewSchema.Column> GetInputs(bool[] active)
    {
        bool[] needed = active[.._inputCount];
        bool[] wanted = FlagWanted(active);
        if (wanted.Contains(true))
        {
            foreach (DataViewSchema.Column column in Binding.GetDependencies(wanted))
            {
                needed[column.Index] = true;
            }
        }

        return [.. InputSchema.Where(c => needed[c.Index])];
    }

    /// <summary>Getters of the added columns; none are created when none of these columns is active.</summary>
    public Delegate?[] CreateAddedGetters(DataViewRow input, bool[] active)
    {
        bool[] wanted = FlagWanted(active);
        return wanted.Contains(true) ? Binding.CreateGetters(input, wanted) : new Delegate?[wanted.Length];
    }

    /// <summary>The getter of an output column.</summary>
    /// <param name="column">The column asked for.</param>
    /// <param name="active">Flags of the output columns.</param>
    /// <param name="added">Getters of the added columns.</param>
    /// <param name="input">Where input columns are read from.</param>
    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column, bool[] active, Delegate?[] added, DataViewRow input)
    {
        CheckActive(column, active);
        return column.Index < _inputCount
            ? input.GetGetter<TValue>(InputSchema[column.Index])
            : Cast<TValue>(column, added[column.Index - _inputCount]);
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => GetInputs(FlagActive(dependingColumns));

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!ReferenceEquals(input.Schema, InputSchema))
        {
            throw new ArgumentException(
                "The row's schema is not the one that this mapper was created for. "
                + "Create a mapper with the row's own Schema.",
                nameof(input));
        }

        return new MappedRow(this, input, FlagActive(activeColumns));
    }

    internal static void CheckActive(DataViewSchema.Column column, bool[] active)
    {
        if ((uint)column.Index >= (uint)active.Length || !active[column.Index])
        {
            throw new ArgumentOutOfRangeException(
                nameof(column),
                $"Column '{column.Name}' is not active in this row. "
                + "Ask for it when the cursor or row is created.");
        }
    }

    internal static ValueGetter<TValue> Cast<TValue>(DataViewSchema.Column column, Delegate? getter)
        => getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter: '{typeof(TValue)}', "
                + $"but column '{column.Name}' holds '{column.Type.RawType}'.");
}
