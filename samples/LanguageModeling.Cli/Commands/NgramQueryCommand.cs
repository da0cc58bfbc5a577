using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram query</c>: scores text and prints what KenLM's <c>query</c> prints.</summary>
internal static class NgramQueryCommand
{
    private static readonly string[] Levels = ["word", "sentence", "summary"];

    public static Command Create()
    {
        Argument<string> model = ModelFile.CreateArgument();
        Argument<string> file = InputText.CreateFile();
        var verbosity = new Option<string[]>("--verbosity", "-v")
        {
            Description = "What to print: word, sentence, summary; can be given several times. All of them when it is not given.",
            DefaultValueFactory = _ => Levels,
            Arity = ArgumentArity.OneOrMore,
        };
        verbosity.AcceptOnlyFromAmong(Levels);
        var noBoundaries = new Option<bool>("--no-sentence-boundaries", "-n") { Description = "Do not wrap lines in <s> and </s>." };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("query", "Score lines as KenLM's query does: word=id, length of the n-gram found, log10 of the probability.")
        {
            model, file, verbosity, noBoundaries, replaceInvalid,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string path = parsed.GetValue(model)!;
            NgramLanguageModel ngrams = ModelFile.Load(path).Model as NgramLanguageModel
                ?? throw new InvalidDataException($"{path}: this is not an n-gram model. Score with it by: lm score");
            string[] levels = parsed.GetValue(verbosity)!;
            var query = new NgramQuery(ngrams, output.Writer)
            {
                SentenceBoundaries = !parsed.GetValue(noBoundaries),
                PrintWords = levels.Contains("word"),
                PrintSentences = levels.Contains("sentence"),
                PrintSummary = levels.Contains("summary"),
            };
            var reading = new TextReadingOptions { ReplaceInvalid = parsed.GetValue(replaceInvalid), KeepByteOrderMark = true };
            string text = parsed.GetValue(file)!;
            using Stream stream = InputText.Open(text);
            try
            {
                query.Run(stream, reading, cancellationToken);
            }
            catch (InvalidDataException e) when (text != "-" && e.Message.StartsWith("Input,", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{text}{e.Message["Input".Length..]}", e); // a stream does not know its name
            }
        });
        return command;
    }
}
