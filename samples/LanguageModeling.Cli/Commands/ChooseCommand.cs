using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm choose</c>: which of several texts goes best after a context.</summary>
internal static class ChooseCommand
{
    private const string ChoiceText = "choice";

    /// <summary>The columns of ranked choices.</summary>
    public static IReadOnlyList<ResultColumn<ChoiceScore>> Columns { get; } =
    [
        new("rank", ">rank", choice => choice.Rank + 1),
        new(ChoiceText, ChoiceText, choice => choice.Text),
        new("index", null, choice => choice.Index),
        new("logProbability", ">log P (nats)", choice => choice.LogProbability),
        new("logProbabilityPerToken", ">a token", choice => choice.LogProbabilityPerToken),
        new("logProbabilityPerByte", ">a byte", choice => choice.LogProbabilityPerByte),
        new("tokenCount", ">tokens", choice => choice.TokenCount),
        new("unknownCount", ">unknown", choice => choice.UnknownCount),
    ];

    public static Command Create()
    {
        var model = new ModelArguments();
        var context = new Option<string>("--context") { Description = "Text before every choice.", DefaultValueFactory = _ => "", HelpName = "C" };
        var choices = new Argument<string[]>("CHOICE")
        {
            Description = "Texts to rank; for a model of characters or pieces of words, with the space before them.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> format = ResultFormat.CreateOption();
        var command = new Command("choose", "Rank texts by how well they go after a context, the best first.") { model, context, choices, format };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            TextLanguageModel loaded = model.Load(parsed);
            string before = parsed.GetValue(context)!;
            string[] texts = parsed.GetValue(choices)!;
            IReadOnlyList<ChoiceScore> ranked = model.TakesIds(parsed)
                ? loaded.Model.RankChoices(Ids(before), [.. texts.Select(text => (ReadOnlyMemory<int>)Ids(text))], cancellationToken: cancellationToken)
                : loaded.RankChoices(before, texts, cancellationToken: cancellationToken);
            ResultColumn<ChoiceScore>[] columns = [.. Columns.Select(column => column.Name == ChoiceText ? column with { Value = choice => texts[choice.Index] } : column)];
            output.WriteResults(parsed.GetValue(format)!, columns, ranked);

            int[] Ids(string text) => [.. loaded.Codec.Encode(text).Select(token => token.Id)];
        });
        return command;
    }
}
