using System.CommandLine;
using System.Globalization;

namespace LanguageModeling.Cli.Terminal;

/// <summary>The form of results: a table for people, JSON objects or tab-separated values, a line each, for programs.</summary>
internal static class OutputFormat
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Tsv = "tsv";

    public static Option<string> CreateOption()
    {
        var option = new Option<string>("--format") { Description = "table, json (an object a line) or tsv.", DefaultValueFactory = _ => Table };
        option.AcceptOnlyFromAmong(Table, Json, Tsv);
        return option;
    }

    /// <summary>A number for people.</summary>
    public static string Short(double? value, string format = "F3") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number for programs: all its digits.</summary>
    public static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A count.</summary>
    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text as one field of a line: tab, line feed, carriage return and backslash are written \t, \n, \r and \\.</summary>
    public static string Escape(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
