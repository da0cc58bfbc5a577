using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm tokenizer dictionary</c>: makes a word list, for splitting text that has no spaces.</summary>
internal static class DictionaryCommand
{
    private static readonly WordLearningOptions Defaults = new();

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "UTF-8 text, plain or gzip; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--output", "-o") { Description = "The words: a word and its count a line.", HelpName = "WORDS", Required = true };
        var segmented = new Option<bool>("--segmented") { Description = "The text is split already, with spaces between words: count them. Else words are found by expectation maximization." };
        var minimum = new Option<double?>("--min-count") { Description = $"Leave out words seen, or expected, less often. Default 1 with --segmented, else {Defaults.MinimumCount}.", HelpName = "N" };
        var length = new Option<int>("--max-characters") { Description = "Most characters of a word that is found.", DefaultValueFactory = _ => Defaults.MaximumCharacters, HelpName = "N" };
        var iterations = new Option<int>("--iterations") { Description = "Rounds of expectation maximization.", DefaultValueFactory = _ => Defaults.Iterations, HelpName = "N" };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("dictionary", "Make a word list of text, for --dictionary.") { files, to, segmented, minimum, length, iterations, replaceInvalid };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            Array.ForEach(paths.Where(path => path != "-").ToArray(), InputText.RequireFile);
            IEnumerable<string> lines = paths.SelectMany(path => InputText.ReadLines(path, parsed.GetValue(replaceInvalid)));
            Lexicon dictionary = parsed.GetValue(segmented)
                ? Lexicon.Count(lines, (long)Math.Ceiling(parsed.GetValue(minimum) ?? 1))
                : Lexicon.Learn(lines, new WordLearningOptions
                {
                    MinimumCount = parsed.GetValue(minimum) ?? Defaults.MinimumCount,
                    MaximumCharacters = parsed.GetValue(length),
                    Iterations = parsed.GetValue(iterations),
                    CancellationToken = cancellationToken,
                });
            dictionary.Write(parsed.GetValue(to)!);
            output.Writer.WriteLine($"{dictionary.Words.Count} words");
        });
        return command;
    }
}
