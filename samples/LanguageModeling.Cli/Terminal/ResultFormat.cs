using System.CommandLine;
using System.Globalization;

namespace LanguageModeling.Cli.Terminal;

/// <summary>
/// The form of results: a table for people; for programs JSON objects, or tab-separated values under a header, a line each. In the latter,
/// tab, line feed, carriage return and backslash in a text are written \t, \n, \r and \\.
/// </summary>
internal static class ResultFormat
{
    public const string Table = "table";
    private const string Json = "json";
    private const string Tsv = "tsv";

    public static Option<string> CreateOption()
    {
        var option = new Option<string>("--format") { Description = "table, json (an object a line) or tsv.", DefaultValueFactory = _ => Table };
        option.AcceptOnlyFromAmong(Table, Json, Tsv);
        return option;
    }

    /// <summary>Writes results: at once for programs, when all are there for people.</summary>
    public static void WriteResults<T>(this Output output, string format, IReadOnlyList<ResultColumn<T>> columns, IEnumerable<T> results)
    {
        ResultColumn<T>[] fields = [.. columns.Where(column => column.Header is not null)];
        switch (format)
        {
            case Json:
                foreach (T result in results)
                {
                    output.Writer.WriteLine(JsonLine.Write(columns.Select(column => (column.Name, column.Value(result)))));
                }

                break;
            case Tsv:
                output.Writer.WriteLine(string.Join('\t', fields.Select(field => field.Name)));
                foreach (T result in results)
                {
                    output.Writer.WriteLine(string.Join('\t', fields.Select(field => Escape(Write(field.Value(result), "R")))));
                }

                break;
            default:
                ResultColumn<T>[] textLast = [.. fields.OrderBy(field => !field.Header!.StartsWith('>'))]; // long texts push nothing aside
                output.WriteTable(
                    [.. textLast.Select(field => field.Header!)],
                    [.. results.Select(result => textLast.Select(field => (Cell)Write(field.Value(result), "F3")).ToArray())]);
                break;
        }
    }

    private static string Write(object? value, string numberFormat) => value switch
    {
        double number => number.ToString(numberFormat, CultureInfo.InvariantCulture),
        IFormattable count => count.ToString(null, CultureInfo.InvariantCulture),
        _ => value as string ?? "",
    };

    private static string Escape(string text)
        => text.AsSpan().IndexOfAny("\\\t\n\r") < 0
            ? text
            : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
