using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram count</c> and <c>lm ngram merge</c>: counts of texts, which many machines can share in.</summary>
internal static class NgramCountCommand
{
    public static Command CreateCount()
    {
        Argument<string[]> files = TrainingText.CreateFiles();
        Option<string> counts = CreateOutput();
        var order = new Option<int>("--order") { Description = "Length of the n-grams, from 1 to 16.", DefaultValueFactory = _ => new NgramOptions().Order, HelpName = "N" };
        var tokenizer = new SplitterOption("--tokenizer", "whitespace");
        var lowercase = new Option<bool>("--lowercase") { Description = "Put text in lower case first." };
        var skipSymbols = new Option<bool>("--skip-symbols") { Description = "Skip <s>, </s> and <unk> in the text instead of stopping at them." };
        Option<long?> memory = MemorySize.CreateOption();
        Option<string?> temp = MemorySize.CreateFolderOption();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("count", "Count the n-grams of text files, for: lm ngram train --counts")
        {
            files, counts, order, lowercase, skipSymbols, memory, temp, replaceInvalid,
        };
        tokenizer.AddTo(command);
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            TrainingText.Require(paths);
            var options = new NgramOptions
            {
                Order = parsed.GetValue(order),
                Splitter = tokenizer.Read(parsed),
                Lowercase = parsed.GetValue(lowercase),
                SkipSymbols = parsed.GetValue(skipSymbols),
                MemoryLimit = parsed.GetValue(memory),
                TemporaryFolder = parsed.GetValue(temp),
                CancellationToken = cancellationToken,
            };
            TextReadingOptions reading = NgramSettings.GetReading(options, parsed.GetValue(replaceInvalid));
            string path = parsed.GetValue(counts)!;
            long count = TrainingProgress.Show(progress => TrainingText.IsStandardInput(paths)
                ? NgramFileTraining.Count(Console.OpenStandardInput(), path, options with { Progress = progress }, reading)
                : NgramFileTraining.Count(paths, path, options with { Progress = progress }, reading));
            WriteCount(output, count);
        });
        return command;
    }

    public static Command CreateMerge()
    {
        var files = new Argument<string[]>("COUNTS") { Description = "Counts of the parts of a text, in their order.", Arity = ArgumentArity.OneOrMore };
        Option<string> counts = CreateOutput();
        Option<long?> memory = MemorySize.CreateOption();
        Option<string?> temp = MemorySize.CreateFolderOption();
        var command = new Command("merge", "Merge counts of parts of a text to those of the whole.") { files, counts, memory, temp };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            Array.ForEach(paths, InputText.RequireFile);
            var options = new NgramOptions { MemoryLimit = parsed.GetValue(memory), TemporaryFolder = parsed.GetValue(temp), CancellationToken = cancellationToken };
            WriteCount(output, NgramFileTraining.Merge(paths, parsed.GetValue(counts)!, options));
        });
        return command;
    }

    private static Option<string> CreateOutput() => new("--output", "-o") { Description = "The file of counts to write.", Required = true, HelpName = "COUNTS" };

    private static void WriteCount(Output output, long count) => output.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} different n-grams"));
}
