using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm choose</c>: which of several texts goes best after a context.</summary>
internal static class ChooseCommand
{
    private static readonly string[] TableColumns = [">rank", "choice", ">log P (nats)", ">a token", ">a byte", ">tokens", ">unknown"];
    private static readonly string[] TsvColumns = ["rank", "choice", "logProbability", "logProbabilityPerToken", "logProbabilityPerByte", "tokenCount", "unknownCount"];

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "ARPA file, model of lm, or ML.NET zip." };
        var context = new Option<string>("--context") { Description = "Text before every choice.", DefaultValueFactory = _ => "", HelpName = "C" };
        var choices = new Argument<string[]>("CHOICE")
        {
            Description = "Texts to rank; for a model of characters or pieces of words, with the space before them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> format = OutputFormat.CreateOption();
        var command = new Command("choose", "Rank texts by how well they go after a context, the best first.") { model, context, choices, format };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            TextLanguageModel loaded = ModelFile.Load(parsed.GetValue(model)!);
            IReadOnlyList<ChoiceScore> ranked = loaded.RankChoices(parsed.GetValue(context)!, parsed.GetValue(choices)!, cancellationToken: cancellationToken);
            Write(output, parsed.GetValue(format)!, ranked);
        });
        return command;
    }

    /// <summary>Writes ranked choices.</summary>
    public static void Write(Output output, string format, IReadOnlyList<ChoiceScore> ranked)
    {
        switch (format)
        {
            case OutputFormat.Json:
                foreach (ChoiceScore choice in ranked)
                {
                    output.Writer.WriteLine(JsonLines.Write(json =>
                    {
                        json.WriteNumber("rank", choice.Rank + 1);
                        json.WriteString("choice", choice.Text);
                        json.WriteNumber("index", choice.Index);
                        json.WriteFinite("logProbability", choice.LogProbability);
                        json.WriteFinite("logProbabilityPerToken", choice.LogProbabilityPerToken);
                        json.WriteFinite("logProbabilityPerByte", choice.LogProbabilityPerByte);
                        json.WriteNumber("tokenCount", choice.TokenCount);
                        json.WriteNumber("unknownCount", choice.UnknownCount);
                    }));
                }

                break;
            case OutputFormat.Tsv:
                output.Writer.WriteLine(string.Join('\t', TsvColumns));
                foreach (ChoiceScore choice in ranked)
                {
                    output.Writer.WriteLine(string.Join('\t', Fields(choice, OutputFormat.Escape(choice.Text!), OutputFormat.Exact)));
                }

                break;
            default:
                output.WriteTable(TableColumns, [.. ranked.Select(choice => Fields(choice, choice.Text!, value => OutputFormat.Short(value)).Select(text => (Cell)text).ToArray())]);
                break;
        }
    }

    private static string[] Fields(ChoiceScore choice, string text, Func<double?, string> write)
        => [
            OutputFormat.Count(choice.Rank + 1),
            text,
            write(choice.LogProbability),
            write(choice.LogProbabilityPerToken),
            write(choice.LogProbabilityPerByte),
            OutputFormat.Count(choice.TokenCount),
            OutputFormat.Count(choice.UnknownCount),
        ];
}
