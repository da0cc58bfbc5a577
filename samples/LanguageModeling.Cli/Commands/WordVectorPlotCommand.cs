using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec plot</c>: words on the plane of their first two principal components, as SVG.</summary>
internal static class WordVectorPlotCommand
{
    private const int FewestWords = 2;

    public static Command Create()
    {
        Argument<string> file = WordVectorFile.CreateArgument();
        var words = new Argument<string[]>("WORD") { Description = "Words to show; none for the first ones of FILE.", Arity = ArgumentArity.ZeroOrMore };
        var to = new Option<string>("--output", "-o") { Description = "The picture, SVG.", HelpName = "OUT.svg", Required = true };
        var top = new Option<int>("--top", "-n") { Description = "How many words to show when none are named.", DefaultValueFactory = _ => 100, HelpName = "N" };
        var around = new Option<int>("--around") { Description = "Show so many nearest words of each WORD, too.", DefaultValueFactory = _ => 0, HelpName = "N" };
        var command = new Command("plot", "Draw words so that similar ones lie together.") { file, words, to, top, around };
        command.SetWork((parsed, _, _) =>
        {
            WordVectors vectors = WordVectorFile.Load(parsed.GetValue(file)!);
            string[] named = parsed.GetValue(words)!;
            int near = parsed.GetValue(around);
            string[] shown = named.Length == 0
                ? [.. vectors.Vocabulary.Tokens.Take(Math.Max(FewestWords, parsed.GetValue(top)))]
                : [.. named.SelectMany(word => near > 0 ? vectors.Nearest(word, near).Select(found => found.Word).Prepend(word) : [word]).Distinct(StringComparer.Ordinal)];
            OutputFile.Write(parsed.GetValue(to)!, picture => picture.Write(WordPlot.Draw(shown, vectors.Project(shown))));
        });
        return command;
    }
}
