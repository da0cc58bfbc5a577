using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LanguageModeling.Cli.Commands;

/// <summary>Amounts of memory as people write them: 512M, 4G, 50%.</summary>
internal static class MemorySize
{
    private const string Units = "KMGT"; // each 1024 times the one before

    /// <summary>How much memory training takes.</summary>
    public static Option<long?> CreateOption() => new("--memory", "-S")
    {
        Description = "mkn: memory to use, such as 512M, 4G or 50% of the machine's, the default; a larger text is counted in parts on disk.",
        CustomParser = Parse,
        HelpName = "SIZE",
    };

    /// <summary>Where what does not fit goes.</summary>
    public static Option<string?> CreateFolderOption() => new("--temp", "-T")
    {
        Description = "mkn: folder for what does not fit into memory; it needs room for several times the model.",
        HelpName = "DIR",
    };

    private static long? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string upper = text.ToUpperInvariant();
        bool isNumber = double.TryParse(upper.TrimEnd('B')[..Math.Max(0, upper.TrimEnd('B').Length - 1)], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        char unit = upper.TrimEnd('B').LastOrDefault();
        if (isNumber && number > 0 && unit == '%' && number <= 100)
        {
            return (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * (number / 100));
        }

        if (isNumber && number > 0 && Units.Contains(unit, StringComparison.Ordinal))
        {
            return (long)(number * Math.Pow(1024, Units.IndexOf(unit, StringComparison.Ordinal) + 1));
        }

        result.AddError($"--memory {text}: write a number and K, M, G, T or %, as in 512M, 4G or 50%.");
        return null;
    }
}
