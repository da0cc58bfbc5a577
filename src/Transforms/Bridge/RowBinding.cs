using Microsoft.ML;

namespace LanguageModeling.Bridge;

/// <summary>A row-to-row transformer bound to one input schema. Cheap to create: ML.NET binds more often than it reads.</summary>
internal abstract class RowBinding
{
    protected RowBinding(DataViewSchema inputSchema)
    {
        InputSchema = inputSchema;
    }

    public DataViewSchema InputSchema { get; }

    /// <summary>The columns that the transformer adds, in order. One with the name of an input column hides that.</summary>
    public abstract IReadOnlyList<DataViewSchema.DetachedColumn> Added { get; }

    /// <summary>The input columns needed for the wanted added columns.</summary>
    /// <param name="wanted">One flag for each added column, at least one of them set.</param>
    public abstract IEnumerable<DataViewSchema.Column> GetDependencies(bool[] wanted);

    /// <summary>
    /// Creates a <see cref="ValueGetter{TValue}"/> for each wanted added column, <see langword="null"/> for the others. Called once for each
    /// row or cursor; whatever changes from row to row belongs to the getters.
    /// </summary>
    /// <param name="input">Where the input columns are read from.</param>
    /// <param name="wanted">One flag for each added column, at least one of them set.</param>
    public abstract Delegate?[] CreateGetters(DataViewRow input, bool[] wanted);
}
