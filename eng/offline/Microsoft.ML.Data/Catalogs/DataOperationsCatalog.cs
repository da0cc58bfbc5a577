using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Mirrors the catalog of views: from and to objects, filters, splits, shuffling, caching.</summary>
public sealed class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new EnumerableView<TRow>(data, new TypedRows<TRow>(schemaDefinition));
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        return new EnumerableView<TRow>(data, new TypedRows<TRow>(TypedRows<TRow>.DefinedBy(_env, schema)));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        return Enumerate(data, reuseRowObject, new TypedReader<TRow>(_env, data.Schema, ignoreMissingColumns, schemaDefinition));
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        foreach (string column in columnsToPrefetch ?? [])
        {
            if (input.Schema.GetColumnOrNull(column) is null)
            {
                throw _env.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", column);
            }
        }

        return new CacheDataView(input);
    }

    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound < upperBound, nameof(upperBound), "Must be less than lowerBound");
        DataViewSchema.Column column = input.Schema[columnName];
        return column.Type is NumberDataViewType
            ? Filters.Range(input, column, lowerBound, upperBound)
            : throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "number", column.Type.ToString());
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(columns is { Length: > 0 }, nameof(columns), "At least one column must be named.");
        return Filters.WithoutMissing(input, [.. columns.Select(c => input.Schema.GetColumnOrNull(c) ?? throw _env.ExceptSchemaMismatch(nameof(columns), "input", c))]);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffledView(input, seed ?? _env.Register("Shuffle").Rand.Next(), shufflePoolSize, shuffleSource);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(count > 0, nameof(count), "Must be greater than zero.");
        return Filters.Skip(input, count);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckParam(count > 0, nameof(count), "Must be greater than zero.");
        return Filters.Take(input, count);
    }

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        return Split(data, samplingKeyColumnName, seed, draw => draw < testFraction);
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold => Split(data, samplingKeyColumnName, seed,
            draw => draw >= (double)fold / numberOfFolds && draw <= (double)(fold + 1) / numberOfFolds))];
    }

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, bool reuseRowObject, TypedReader<TRow> reader)
        where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(reader.ColumnsOf(data.Schema));
        Action<TRow> fill = reader.Bind(cursor);
        TRow row = null;
        while (cursor.MoveNext())
        {
            row = reuseRowObject ? row ?? new TRow() : new TRow();
            fill(row);
            yield return row;
        }
    }

    /// <summary>Shares the rows out by a number in [0, 1) for each: drawn with the seed (the context's, or 42), or made from the sampling key.</summary>
    private TrainTestData Split(IDataView data, string samplingKey, int? seed, Func<float, bool> isTest)
    {
        uint used = (uint)(seed ?? ((IHostEnvironmentInternal)_env).Seed ?? 42);
        if (samplingKey is null)
        {
            return new TrainTestData(Filters.ByDraw(data, used, draw => !isTest(draw)), Filters.ByDraw(data, used, isTest));
        }

        DataViewSchema.Column column = data.Schema.GetColumnOrNull(samplingKey)
            ?? throw _env.ExceptSchemaMismatch("samplingKeyColumn", "SamplingKeyColumn", samplingKey);
        return new TrainTestData(Filters.ByValue(data, column, used, draw => !isTest(draw)), Filters.ByValue(data, column, used, isTest));
    }

    /// <summary>Mirrors the two parts of a split.</summary>
    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet) => (TrainSet, TestSet) = (trainSet, testSet);
    }
}
