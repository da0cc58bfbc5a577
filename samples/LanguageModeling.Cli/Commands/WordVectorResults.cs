using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary>Results of <c>lm word2vec</c>: a table, or one JSON array.</summary>
internal static class WordVectorResults
{
    /// <summary>What a file of vectors holds.</summary>
    public static readonly ResultColumn<WordVectors>[] Summary =
    [
        new("words", ">words", vectors => vectors.Count),
        new("dimension", ">dimension", vectors => vectors.Dimension),
        new("subwords", "sub-words", vectors => vectors.HasSubwords ? "yes" : "no"),
    ];

    private const string Json = "json";

    public static Option<string> CreateFormat()
    {
        var option = new Option<string>("--format") { Description = "table or json (an array of objects).", DefaultValueFactory = _ => ResultFormat.Table };
        option.AcceptOnlyFromAmong(ResultFormat.Table, Json);
        return option;
    }

    /// <summary>Writes results, all at once.</summary>
    public static void WriteArray<T>(this Output output, string format, IReadOnlyList<ResultColumn<T>> columns, IEnumerable<T> results)
    {
        if (format == Json)
        {
            output.Writer.WriteLine($"[{string.Join(",", results.Select(result => JsonLine.Write(columns.Select(column => (column.Name, column.Value(result))))))}]");
        }
        else
        {
            output.WriteResults(ResultFormat.Table, columns, results);
        }
    }
}
