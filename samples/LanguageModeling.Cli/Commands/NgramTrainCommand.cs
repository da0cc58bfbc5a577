using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

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
        var arpa = new Option<string?>("--arpa") { Description = "Write an ARPA file too, or only; packed with gzip when its name ends in .gz.", HelpName = "OUT" };
        var form = new NgramForm();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var settings = new NgramSettings();
        var command = new Command("train", "Train an n-gram model.") { files, counts, model, arpa, replaceInvalid };
        form.AddTo(command);
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
            TrainingText.Require(paths);
            NgramOptions options = settings.Read(parsed) with { CancellationToken = cancellationToken };
            TextReadingOptions reading = NgramSettings.GetReading(options, parsed.GetValue(replaceInvalid));
            string? modelPath = parsed.GetValue(model);
            NgramTrainingFiles outputs = GetOutputs(modelPath, form.Read(parsed, modelPath), parsed.GetValue(arpa));
            IReadOnlyList<long> trained = TrainingProgress.Show(progress => IsZip(modelPath)
                ? TrainPipeline(outputs, written => Train(paths, parsed.GetValue(counts), reading, options with { Progress = progress }, written))
                : Train(paths, parsed.GetValue(counts), reading, options with { Progress = progress }, outputs));
            output.WriteResults(ResultFormat.Table, Columns, trained.Select((count, i) => (i + 1, count)));
        });
        return command;
    }

    private static NgramTrainingFiles GetOutputs(string? model, NgramFileOptions? form, string? arpa)
    {
        if (model is null || form is not null)
        {
            return new NgramTrainingFiles { ArpaPath = arpa, ModelPath = model, ModelOptions = form ?? new NgramFileOptions() };
        }

        return IsZip(model) ? throw new ArgumentException($"{model}: an ML.NET pipeline does not hold an ARPA file. Choose --format fast or compact, or another name for -o.")
            : arpa is not null ? throw new ArgumentException("-o and --arpa both ask for an ARPA file. Leave one of them out.")
            : new NgramTrainingFiles { ArpaPath = model };
    }

    private static IReadOnlyList<long> Train(string[] paths, bool counts, TextReadingOptions reading, NgramOptions options, NgramTrainingFiles outputs)
        => counts ? NgramFileTraining.TrainFromCounts(paths, outputs, options)
            : TrainingText.IsStandardInput(paths) ? NgramFileTraining.Train(Console.OpenStandardInput(), outputs, options, reading)
            : NgramFileTraining.Train(paths, outputs, options, reading);

    /// <summary>Trains to a file beside the pipeline, which is then made of that file as it lies on disk: the model is never in memory as a whole.</summary>
    private static IReadOnlyList<long> TrainPipeline(NgramTrainingFiles outputs, Func<NgramTrainingFiles, IReadOnlyList<long>> train)
    {
        using var folder = new TemporaryFolder(outputs.ModelPath!);
        string model = Path.Combine(folder.Path, "model.lm");
        IReadOnlyList<long> trained = train(outputs with { ModelPath = model });
        ModelOutput.SavePipeline(Open(model).ToTextModel(), outputs.ModelPath!);
        return trained;
    }

    private static NgramLanguageModel Open(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return NgramLanguageModel.Load(path);
        }

        using FileStream stream = File.OpenRead(path); // Windows deletes no file that is mapped
        return NgramLanguageModel.Load(stream);
    }

    private static bool IsZip(string? path) => path is not null && ModelOutput.IsZip(path);
}
