using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Bridge;

/// <summary>The values of one column, row after row, read anew at each enumeration.</summary>
internal static class ColumnRows
{
    /// <summary>Texts.</summary>
    public static IEnumerable<string> Texts(IHost host, IDataView input, DataViewSchema.Column column) => Read<string>(host, input, column, row =>
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            return text.ToString();
        };
    });

    /// <summary>Whatever a reader makes of the column.</summary>
    public static IEnumerable<T> Read<T>(
        IHost host, IDataView input, DataViewSchema.Column column, Func<DataViewRow, Func<T>> createReader, CancellationToken cancellationToken = default)
    {
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        Func<T> reader = createReader(cursor);
        for (long row = 0; cursor.MoveNext(); row++)
        {
            MlNet.CheckAlive(host, row, cancellationToken);
            yield return reader();
        }
    }
}
