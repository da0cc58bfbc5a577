using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;
using Microsoft.ML;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram train</c>: estimates an n-gram model of text files, or of counts.</summary>
internal static class NgramTrainCommand
{
    private static readonly ResultColumn<(int Order, long Count)>[] Columns =
    [
        new("order", ">order", row => row.Order),
        new("count", ">n-grams", row => row.Count.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    public static Command Create()
    {
        Argument<string[]> files = TrainingText.CreateFiles();
        var counts = new Option<bool>("--counts") { Description = "The files are counts, made by: lm ngram count" };
        var model = new Option<string?>("--output", "-o")
        {
            Description = "The model: .zip is an ML.NET pipeline, .arpa and .arpa.gz are ARPA, anything else is the library's own form.",
            HelpName = "MODEL",
        };
        var arpa = new Option<string?>("--arpa") { Description = "Write an ARPA file too, or only.", HelpName = "OUT" };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var settings = new NgramSettings();
        var command = new Command("train", "Train an n-gram model.") { files, counts, model, arpa, replaceInvalid };
        settings.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(model) is null && result.GetResult(arpa) is null)
            {
                result.AddError("Name the file to write: -o MODEL, --arpa OUT, or both.");
            }
            else if (result.GetValue(counts) && IsZip(result.GetValue(model)))
            {
                result.AddError("An ML.NET pipeline is trained on text, not on counts. Choose another form for -o, or leave --counts out.");
            }
        });
        command.SetWork((parsed, output, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            TrainingText.Require(paths);
            var reading = new TextReadingOptions { ReplaceInvalid = parsed.GetValue(replaceInvalid) };
            NgramOptions options = settings.Read(parsed) with { CancellationToken = cancellationToken };
            string? modelPath = parsed.GetValue(model);
            IReadOnlyList<long> trained = IsZip(modelPath)
                ? TrainPipeline(paths, reading, options, modelPath!, parsed.GetValue(arpa))
                : TrainingProgress.Show(progress => Train(paths, parsed.GetValue(counts), reading, options with { Progress = progress }, modelPath, parsed.GetValue(arpa)));
            output.WriteResults(ResultFormat.Table, Columns, trained.Select((count, i) => (i + 1, count)));
        });
        return command;
    }

    private static IReadOnlyList<long> Train(string[] paths, bool counts, TextReadingOptions reading, NgramOptions options, string? model, string? arpa)
    {
        if (IsArpa(model))
        {
            if (arpa is not null)
            {
                throw new ArgumentException("-o and --arpa both ask for an ARPA file. Leave one of them out.");
            }

            (model, arpa) = (null, model);
        }

        var files = new NgramTrainingFiles { ArpaPath = arpa, ModelPath = model };
        return counts ? NgramFileTraining.TrainFromCounts(paths, files, options)
            : TrainingText.IsStandardInput(paths) ? NgramFileTraining.Train(Console.OpenStandardInput(), files, options, reading)
            : NgramFileTraining.Train(paths, files, options, reading);
    }

    /// <summary>Trains inside an ML.NET pipeline, which holds the encoder too, and saves it.</summary>
    private static IReadOnlyList<long> TrainPipeline(string[] paths, TextReadingOptions reading, NgramOptions options, string modelPath, string? arpa)
    {
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(TrainingText.ReadLines(paths, reading).Select(line => new TextRow { Text = line }));
        ITransformer fitted = TrainingProgress.Show(progress => NgramPipeline
            .Create(context, options with { Progress = progress })
            .Fit(data));
        PipelineFile.Save(context, fitted, data.Schema, modelPath);
        var model = (NgramLanguageModel)context.LanguageModeling.GetTextModel(fitted).Model;
        if (arpa is not null)
        {
            model.SaveArpa(arpa);
        }

        return model.NgramCounts;
    }

    private static bool IsArpa(string? path)
        => path is not null && (path.EndsWith(".arpa", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".arpa.gz", StringComparison.OrdinalIgnoreCase));

    private static bool IsZip(string? path) => path is not null && path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
}
