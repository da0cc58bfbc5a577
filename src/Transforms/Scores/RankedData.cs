using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Scores;

/// <summary>Reads the columns that ranking choices added.</summary>
internal static class RankedData
{
    public static ChoiceMetrics Evaluate(IHost host, IDataView data, string prefix, CancellationToken cancellationToken)
    {
        DataViewSchema.Column answer = Find(ChoiceColumns.AnswerIndex, NumberDataViewType.Int32);
        DataViewSchema.Column[] predicted =
        [
            Find(ChoiceColumns.PredictedIndex, NumberDataViewType.Int32),
            Find(ChoiceColumns.PredictedIndexPerToken, NumberDataViewType.Int32),
            Find(ChoiceColumns.PredictedIndexPerByte, NumberDataViewType.Int32),
        ];
        DataViewSchema.Column counts = Find(ChoiceColumns.TokenCounts, NumberDataViewType.Int32);
        using DataViewRowCursor cursor = data.GetRowCursor([answer, .. predicted, counts]);
        ValueGetter<int> readAnswer = cursor.GetGetter<int>(answer);
        ValueGetter<int>[] readPredicted = [.. predicted.Select(cursor.GetGetter<int>)];
        Func<int[]> readCounts = VectorColumn.CreateReader<int>(cursor, counts);
        var metrics = new ChoiceMetricsBuilder();
        for (long row = 0; cursor.MoveNext(); row++)
        {
            MlNet.CheckAlive(host, row, cancellationToken);
            metrics.Add(readCounts().Length, IsRight(readPredicted[0]), IsRight(readPredicted[1]), IsRight(readPredicted[2]));
        }

        return metrics.Build();

        bool IsRight(ValueGetter<int> read)
        {
            int index = 0, right = 0;
            read(ref index);
            readAnswer(ref right);
            return index == right;
        }

        DataViewSchema.Column Find(string name, DataViewType item)
        {
            DataViewSchema.Column column = data.Schema.GetColumnOrNull(prefix + name) ?? throw SchemaErrors.MissingColumn(host, nameof(data), prefix + name);
            return ((column.Type as VectorDataViewType)?.ItemType ?? column.Type).Equals(item) && (column.Type is VectorDataViewType) == (name == ChoiceColumns.TokenCounts)
                ? column
                : throw SchemaErrors.WrongType(host, nameof(data), prefix + name, $"{item}, as RankChoices adds it", column.Type.ToString()!);
        }
    }
}
