using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Scores;

/// <summary>Reads the columns that scoring added.</summary>
internal static class ScoredData
{
    public static LanguageModelMetrics Evaluate(IHost host, IDataView data, string prefix, CancellationToken cancellationToken)
    {
        DataViewSchema.Column logProbabilities = Find(host, data.Schema, prefix + ScoreColumns.TokenLogProbabilities, typeof(double));
        TokenColumn tokens = TokenColumn.Find(host, data.Schema, prefix + ScoreColumns.ScoredTokens);
        SpecialTokens special = tokens.GetSpecialTokens() ?? SpecialTokens.None;
        DataViewSchema.Column? bytes = data.Schema.GetColumnOrNull(prefix + ScoreColumns.ByteCount);
        DataViewSchema.Column? ranks = data.Schema.GetColumnOrNull(prefix + ScoreColumns.TokenRanks);

        DataViewSchema.Column?[] needed = [logProbabilities, tokens.Column, bytes, ranks];
        using DataViewRowCursor cursor = data.GetRowCursor(needed.OfType<DataViewSchema.Column>());
        Func<double[]> readLogProbabilities = VectorColumn.CreateReader<double>(cursor, logProbabilities);
        Func<int[]> readTokens = VectorColumn.CreateReader<int>(cursor, tokens.Column);
        Func<int[]>? readRanks = ranks is { } r ? VectorColumn.CreateReader<int>(cursor, r) : null;
        ValueGetter<long>? readBytes = bytes is { } b ? cursor.GetGetter<long>(b) : null;
        var metrics = new LanguageModelMetricsBuilder();
        long byteCount = 0;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            MlNet.CheckAlive(host, row, cancellationToken);
            readBytes?.Invoke(ref byteCount);
            metrics.Add(new SequenceScore(readTokens(), readLogProbabilities(), special, readRanks?.Invoke(), readBytes is null ? null : byteCount));
        }

        return metrics.Build();
    }

    private static DataViewSchema.Column Find(IExceptionContext context, DataViewSchema schema, string name, Type item)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(schema), name);
        return column.Type is VectorDataViewType vector && vector.ItemType.RawType == item
            ? column
            : throw SchemaErrors.WrongType(context, nameof(schema), name, $"a vector of {item.Name}, as scoring adds it", column.Type.ToString()!);
    }
}
