using Microsoft.ML;

namespace LanguageModeling.Bridge;

/// <summary>A binding whose columns are cheaper to compute for many rows at once. A cursor reads ahead for it; a single row is a batch of one.</summary>
internal abstract class BatchBinding : RowBinding
{
    protected BatchBinding(DataViewSchema inputSchema, BatchSettings settings)
        : base(inputSchema)
    {
        Settings = settings;
    }

    public BatchSettings Settings { get; }

    /// <summary>Creates the place where one cursor or row gathers its input and keeps its results.</summary>
    /// <param name="input">Where the input columns are read from.</param>
    /// <param name="wanted">One flag for each added column, at least one of them set.</param>
    /// <param name="capacity">Number of rows that fit.</param>
    public abstract RowBatch CreateBatch(DataViewRow input, bool[] wanted, int capacity);

    public sealed override Delegate?[] CreateGetters(DataViewRow input, bool[] wanted)
    {
        RowBatch batch = CreateBatch(input, wanted, capacity: 1);
        long computed = -1;
        return batch.CreateGetters(() =>
        {
            if (input.Position < 0)
            {
                throw NotOnRow();
            }

            if (computed != input.Position)
            {
                computed = -1; // stays so when the computation throws
                batch.Read(0);
                batch.Compute(0, 1, Settings.CancellationToken);
                computed = input.Position;
            }

            return 0;
        });
    }

    internal static InvalidOperationException NotOnRow() => new("The cursor is not on a row. Call MoveNext first, and read values only while it returns true.");
}
