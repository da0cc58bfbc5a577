namespace Microsoft.ML.Data;

/// <summary>
/// Mirrors views that leave rows out, row ids kept: <paramref name="createTest"/> makes, for each cursor, the test whether the
/// current row stays; null from the test ends the view. The test may need columns that were not asked for.
/// </summary>
internal sealed class FilteredView(
    IDataView source, DataViewSchema.Column[] needed, bool canShuffle, Func<long?> rowCount, Func<DataViewRow, Func<bool?>> createTest) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => canShuffle && source.CanShuffle;

    public long? GetRowCount() => rowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(columnsNeeded, Schema);
        bool[] read = [.. active];
        foreach (DataViewSchema.Column column in needed)
        {
            read[column.Index] = true;
        }

        return new Cursor(source.GetRowCursor(Schema.Select(read), CanShuffle ? rand : null), active, createTest);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, bool[] active, Func<DataViewRow, Func<bool?>> createTest) : RootCursor
    {
        private readonly Func<bool?> _test = createTest(input);

        public override DataViewSchema Schema => input.Schema;

        public override long Batch => input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.CheckActive(active, column);
            return input.GetGetter<TValue>(column);
        }

        protected override bool Advance()
        {
            while (input.MoveNext())
            {
                if (_test() is not bool stays)
                {
                    return false;
                }

                if (stays)
                {
                    return true;
                }
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            input.Dispose();
        }
    }
}

/// <summary>The filters of the data catalog.</summary>
internal static class Filters
{
    public static IDataView Skip(IDataView input, long count)
        => new FilteredView(input, [], false, () => input.GetRowCount() is long rows ? Math.Max(0, rows - count) : null, _ =>
        {
            long left = count;
            return () => left-- <= 0;
        });

    public static IDataView Take(IDataView input, long count)
        => new FilteredView(input, [], false, () => input.GetRowCount() is long rows ? Math.Min(rows, count) : null, _ =>
        {
            long left = count;
            return () => left-- > 0 ? true : null;
        });

    /// <summary>Keeps rows whose number lies in [lower, upper); NaN never does.</summary>
    public static IDataView Range(IDataView input, DataViewSchema.Column column, double lower, double upper)
        => new FilteredView(input, [column], true, () => null, row =>
        {
            Func<double> number = Numbers.Reader(row, column);
            return () => number() is var value && value >= lower && (value < upper || (double.IsPositiveInfinity(upper) && value == upper));
        });

    public static IDataView WithoutMissing(IDataView input, DataViewSchema.Column[] columns)
        => new FilteredView(input, columns, true, () => null, row =>
        {
            Func<bool>[] missing = [.. columns.Select(c => Numbers.MissingTest(row, c))];
            return () => !missing.Any(test => test());
        });

    /// <summary>
    /// Keeps the rows whose draw from [0, 1) passes. Every cursor draws the same numbers in the same order, one a row, so that a
    /// view and its complement share the rows out.
    /// </summary>
    public static IDataView ByDraw(IDataView input, uint seed, Func<float, bool> passes)
        => new FilteredView(input, [], false, () => null, _ =>
        {
            var random = new TauswortheHybrid(seed);
            return () => passes(random.NextFloat());
        });

    /// <summary>As by draw, the number being made from the value of a column, so that equal values stay together.</summary>
    public static IDataView ByValue(IDataView input, DataViewSchema.Column column, uint seed, Func<float, bool> passes)
        => new FilteredView(input, [column], true, () => null, row =>
        {
            Func<uint> hash = Numbers.HashReader(row, column, seed);
            return () => passes((hash() >> 8) * (1f / (1 << 24)));
        });
}
