using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram mix</c>: several models as one, with weights given or found on a tuning text.</summary>
internal static class NgramMixCommand
{
    private static readonly ResultColumn<(string Model, double Weight)>[] Columns =
    [
        new("weight", ">weight", row => row.Weight),
        new("model", "model", row => row.Model),
    ];

    public static Command Create()
    {
        var models = new Argument<string[]>("MODEL") { Description = "Models that split text alike: ARPA files, models of lm, or ML.NET zips.", Arity = new ArgumentArity(2, 100) };
        Option<string> file = ModelOutput.CreateOption();
        var weights = new Option<double[]>("--weights")
        {
            Description = "The share of each model; their sum is 1. After the models.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            HelpName = "W W",
        };
        var tune = new Option<string?>("--tune") { Description = "Text that no model was trained on: the weights that make it most probable are taken.", HelpName = "FILE" };
        var isDynamic = new Option<bool>("--dynamic")
        {
            Description = "Keep all models and ask each at every token, which is exact; OUT is a .zip. Without it, one model with the n-grams of all.",
        };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("mix", "Mix n-gram models by linear interpolation.") { models, file, weights, tune, isDynamic, replaceInvalid };
        command.Validators.Add(result =>
        {
            if (result.GetResult(weights) is null == result.GetResult(tune) is null)
            {
                result.AddError("Give the weights, by --weights W W, or a text to find them on, by --tune FILE.");
            }

            if (result.GetValue(isDynamic) && result.GetValue(file) is { } path && !ModelOutput.IsZip(path))
            {
                result.AddError("A mixture that keeps all models is written as an ML.NET pipeline. Give -o a name that ends in .zip.");
            }
        });
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(models)!;
            TextLanguageModel[] loaded = Array.ConvertAll(paths, path => ModelFile.Load(path));
            IReadOnlyList<double> shares = parsed.GetValue(tune) is { } text
                ? MixtureLanguageModel.EstimateWeights(loaded, InputText.ReadLines(text, parsed.GetValue(replaceInvalid)), cancellationToken)
                : parsed.GetValue(weights)!;
            if (parsed.GetValue(isDynamic))
            {
                ModelOutput.SavePipeline(MixtureLanguageModel.Mix(loaded, shares), parsed.GetValue(file)!);
            }
            else
            {
                NgramLanguageModel[] ngrams = [.. loaded.Select((model, i) => model.Model as NgramLanguageModel
                    ?? throw new InvalidDataException($"{paths[i]}: this is not an n-gram model. Mix it with --dynamic."))];
                ModelOutput.Save(NgramLanguageModel.Interpolate(ngrams, shares, cancellationToken), parsed.GetValue(file)!);
            }

            output.WriteResults(ResultFormat.Table, Columns, paths.Zip(shares));
        });
        return command;
    }
}
