using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec phrases</c>: joins the words of phrases in a text.</summary>
internal static class PhrasesCommand
{
    private static readonly PhraseOptions Defaults = new();

    private static readonly ResultColumn<Phrase>[] Columns =
    [
        new("first", "first", row => row.First),
        new("second", "second", row => row.Second),
        new("score", ">score", row => row.Score),
        new("count", ">count", row => row.Count),
    ];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "UTF-8 text, a sentence a line, plain or gzip. It is read once for each pass, and once more for -o.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string?>("--output", "-o") { Description = "Write the text with its phrases joined, instead of a list of the phrases.", HelpName = "OUT" };
        var scoring = new Option<string>("--scoring") { Description = "word2phrase or npmi (normalized pointwise mutual information).", DefaultValueFactory = _ => "word2phrase" };
        scoring.AcceptOnlyFromAmong("word2phrase", "npmi");
        var threshold = new Option<double?>("--threshold") { Description = "Join pairs with a higher score. Default 100, npmi 0.5.", HelpName = "T" };
        var minimumCount = new Option<int>("--min-count") { Description = "Never join what is seen less often.", DefaultValueFactory = _ => Defaults.MinimumCount, HelpName = "N" };
        var passes = new Option<int>("--passes") { Description = "How often to join; two give phrases of up to four words.", DefaultValueFactory = _ => Defaults.Passes, HelpName = "N" };
        var separator = new Option<string>("--separator") { Description = "What joins words.", DefaultValueFactory = _ => Defaults.Separator };
        var lowercase = new Option<bool>("--lowercase") { Description = "Put text in lower case first." };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        Option<string> format = WordVectorResults.CreateFormat();
        var command = new Command("phrases", "Find words that stand together unusually often, such as new york, and join them.")
        {
            files, to, scoring, threshold, minimumCount, passes, separator, lowercase, replaceInvalid, format,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            if (paths.Contains("-"))
            {
                throw new ArgumentException("Phrases are found by reading the text several times, which standard input cannot be. Save it to a file, and name that.");
            }

            Array.ForEach(paths, InputText.RequireFile);
            if (parsed.GetValue(to) is { } target)
            {
                OutputFile.Require(target);
            }

            IEnumerable<string> lines = paths.SelectMany(path => InputText.ReadLines(path, parsed.GetValue(replaceInvalid)));
            PhraseModel model = PhraseModel.Train(lines, new PhraseOptions
            {
                Scoring = parsed.GetValue(scoring) == "npmi" ? PhraseScoring.NormalizedMutualInformation : PhraseScoring.Word2Phrase,
                Threshold = parsed.GetValue(threshold),
                MinimumCount = parsed.GetValue(minimumCount),
                Passes = parsed.GetValue(passes),
                Separator = parsed.GetValue(separator)!,
                Lowercase = parsed.GetValue(lowercase),
                CancellationToken = cancellationToken,
            });
            if (parsed.GetValue(to) is { } path)
            {
                OutputFile.Write(path, text =>
                {
                    foreach (string line in lines)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        text.WriteLine(string.Join(' ', model.Apply(line)));
                    }
                });
            }
            else
            {
                output.WriteArray(parsed.GetValue(format)!, Columns, model.Phrases);
            }
        });
        return command;
    }
}
