using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram prune</c>: a smaller model, without the n-grams that change it least.</summary>
internal static class NgramPruneCommand
{
    public static Command Create()
    {
        Argument<string> model = ModelFile.CreateArgument();
        Option<string> file = ModelOutput.CreateOption();
        var entropy = new Option<double>("--entropy")
        {
            Description = "Leave out what raises the perplexity by less than this factor (Stolcke 1998; SRILM's -prune); 1e-8 is mild, 1e-6 strong.",
            HelpName = "X",
        };
        var difference = new Option<double>("--weighted-difference")
        {
            Description = "Leave out what costs less than this in nats, over as many tokens as --tokens says (Seymore and Rosenfeld 1996).",
            HelpName = "T",
        };
        var tokens = new Option<double>("--tokens") { Description = "Tokens of the training text, for --weighted-difference.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var minimumOrder = new Option<int>("--min-order") { Description = "Shortest n-grams that may be left out.", DefaultValueFactory = _ => 2, HelpName = "N" };
        var history = new Option<string?>("--history-model")
        {
            Description = "Model that says how frequent contexts are; for Kneser-Ney models one of another smoothing is better than the model itself.",
            HelpName = "MODEL",
        };
        var command = new Command("prune", "Make an n-gram model smaller.") { model, file, entropy, difference, tokens, minimumOrder, history };
        command.Validators.Add(result =>
        {
            if (result.GetResult(entropy) is null && result.GetResult(difference) is null)
            {
                result.AddError("Say how much to leave out: --entropy X, --weighted-difference T, or both.");
            }
        });
        command.SetWork((parsed, output, cancellationToken) =>
        {
            NgramLanguageModel given = ModelOutput.LoadNgrams(parsed.GetValue(model)!);
            NgramLanguageModel pruned = given.Prune(new NgramPruningOptions
            {
                EntropyThreshold = parsed.GetValue(entropy),
                WeightedDifferenceThreshold = parsed.GetValue(difference),
                TokenCount = parsed.GetValue(tokens),
                MinimumOrder = parsed.GetValue(minimumOrder),
                HistoryModel = parsed.GetValue(history) is { } path ? ModelOutput.LoadNgrams(path) : null,
                CancellationToken = cancellationToken,
            });
            ModelOutput.Save(pruned, parsed.GetValue(file)!);
            ModelOutput.WriteCounts(output, given.NgramCounts, pruned.NgramCounts);
        });
        return command;
    }
}
