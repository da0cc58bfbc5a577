using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;
using Microsoft.ML;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram train</c>: estimates an n-gram model of text files.</summary>
internal static class NgramTrainCommand
{
    private static readonly ResultColumn<(int Order, long Count)>[] Columns =
    [
        new("order", ">order", row => row.Order),
        new("count", ">n-grams", row => row.Count.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "UTF-8 text, a sentence a line, plain or gzip.", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string?>("--output", "-o")
        {
            Description = "The model: .zip is an ML.NET pipeline, .arpa and .arpa.gz are ARPA, anything else is the library's own form.",
            HelpName = "MODEL",
        };
        var arpa = new Option<string?>("--arpa") { Description = "Write an ARPA file too, or only.", HelpName = "OUT" };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var settings = new NgramSettings();
        var command = new Command("train", "Train an n-gram model.") { files, model, arpa, replaceInvalid };
        settings.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(model) is null && result.GetResult(arpa) is null)
            {
                result.AddError("Name the file to write: -o MODEL, --arpa OUT, or both.");
            }
        });
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            Array.ForEach(paths, InputText.RequireFile);
            var reading = new TextReadingOptions { ReplaceInvalid = parsed.GetValue(replaceInvalid) };
            NgramOptions options = settings.Read(parsed) with { CancellationToken = cancellationToken };
            string? modelPath = parsed.GetValue(model);
            NgramLanguageModel trained = IsZip(modelPath)
                ? TrainPipeline(paths, reading, options, modelPath!)
                : TrainingProgress.Show(progress => NgramLanguageModel.TrainFromText(paths, options with { Progress = progress }, reading));
            if (modelPath is not null && !IsZip(modelPath))
            {
                Save(trained, modelPath);
            }

            if (parsed.GetValue(arpa) is { } arpaPath)
            {
                trained.SaveArpa(arpaPath);
            }

            output.WriteResults(ResultFormat.Table, Columns, trained.NgramCounts.Select((count, i) => (i + 1, count)));
        });
        return command;
    }

    /// <summary>Trains inside an ML.NET pipeline, which holds the encoder too, and saves it.</summary>
    private static NgramLanguageModel TrainPipeline(string[] paths, TextReadingOptions reading, NgramOptions options, string modelPath)
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(paths.SelectMany(path => TextLines.Read(path, reading)).Select(line => new TextRow { Text = line }));
        ITransformer fitted = TrainingProgress.Show(progress => NgramPipeline
            .Create(context, options with { Progress = progress })
            .Fit(data));
        PipelineFile.Save(context, fitted, data.Schema, modelPath);
        return (NgramLanguageModel)context.LanguageModeling.GetTextModel(fitted).Model;
    }

    private static void Save(NgramLanguageModel model, string path)
    {
        if (path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".arpa.gz", StringComparison.OrdinalIgnoreCase))
        {
            model.SaveArpa(path);
        }
        else
        {
            model.Save(path);
        }
    }

    private static bool IsZip(string? path) => path is not null && path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
}
