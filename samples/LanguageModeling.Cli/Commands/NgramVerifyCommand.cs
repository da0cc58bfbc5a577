using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram verify</c>: reads a model file completely and checks it.</summary>
internal static class NgramVerifyCommand
{
    private static readonly ResultColumn<(int Order, long Count)>[] Columns =
    [
        new("order", ">order", row => row.Order),
        new("count", ">n-grams", row => row.Count.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    public static Command Create()
    {
        Argument<string> input = ModelFile.CreateArgument();
        var command = new Command("verify", "Read an n-gram model completely and check it: checksums, numbers, connections.") { input };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string path = parsed.GetValue(input)!;
            NgramLanguageModel model = ModelFile.LoadNgrams(path, new ArpaReadingOptions());
            ModelFile.Naming(path, () => model.Verify(cancellationToken));
            output.WriteResults(ResultFormat.Table, Columns, model.NgramCounts.Select((count, i) => (i + 1, count)));
        });
        return command;
    }
}
