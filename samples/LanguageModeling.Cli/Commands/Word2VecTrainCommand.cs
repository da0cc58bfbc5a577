using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm word2vec train</c>: trains word vectors on text files.</summary>
internal static class Word2VecTrainCommand
{
    /// <summary>The option after which Ctrl-C is no end, but the beginning of writing.</summary>
    public const string KeepOnCancel = "--keep-on-cancel";

    private static readonly ResultColumn<(int Epoch, double Loss)>[] Columns =
    [
        new("epoch", ">epoch", row => row.Epoch),
        new("meanLoss", ">mean loss", row => row.Loss.ToString("F4", CultureInfo.InvariantCulture)),
    ];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "UTF-8 text, a sentence a line, plain or gzip; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"The vectors. {WordVectorFile.Endings}",
            HelpName = "VECTORS",
        };
        var saved = new Option<string?>("--save-model") { Description = "Write the whole model, to go on training or to score with.", HelpName = "MODEL" };
        var from = new Option<string?>("--continue") { Description = "Go on training this model; its settings stand where no others are given.", HelpName = "MODEL" };
        var fixedWords = new Option<bool>("--fixed-vocab") { Description = "--continue: take no new words." };
        var keep = new Option<bool>(KeepOnCancel) { Description = "After Ctrl-C write what has been learnt." };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var settings = new Word2VecSettings();
        var command = new Command("train", "Train word vectors.") { files, output, saved, from, fixedWords, keep, replaceInvalid };
        settings.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null && result.GetResult(saved) is null)
            {
                result.AddError("Name the file to write: -o VECTORS, --save-model MODEL, or both.");
            }

            if (result.GetValue(fixedWords) && result.GetResult(from) is null)
            {
                result.AddError("--fixed-vocab keeps the words of a model that training goes on with. Name it: --continue MODEL.");
            }
        });
        command.SetWork((parsed, writer, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files)!;
            (string? vectors, string? whole) = (parsed.GetValue(output), parsed.GetValue(saved));
            if (vectors is not null)
            {
                WordVectorFile.RequireOutput(vectors);
            }

            if (whole is not null)
            {
                OutputFile.Require(whole);
            }

            Array.ForEach(paths.Where(path => path != "-").ToArray(), InputText.RequireFile);
            IEnumerable<string> lines = paths.SelectMany(path => InputText.ReadLines(path, parsed.GetValue(replaceInvalid)));
            Word2VecModel? start = parsed.GetValue(from) is { } path ? WordVectorFile.LoadModel(path) : null;
            Word2VecOptions options = settings.Read(parsed, start?.Options) with
            {
                CancellationToken = cancellationToken,
                KeepWhenCancelled = parsed.GetValue(keep),
            };
            (Word2VecModel model, Word2VecProgress last) = Word2VecTrainingProgress.Show(progress => start is null
                ? Word2VecModel.TrainFromText(lines, options with { Progress = progress })
                : start.ContinueTraining(lines, options with { Progress = progress }, addWords: !parsed.GetValue(fixedWords) && start.Options.Objective == Word2VecObjective.NegativeSampling));
            if (whole is not null)
            {
                model.Save(whole); // first, as the vectors can be made of it
            }

            if (vectors is not null)
            {
                WordVectorFile.Save(model.Vectors, vectors);
            }

            writer.WriteResults(ResultFormat.Table, Columns, model.EpochLosses.Select((loss, i) => (i + 1, loss)));
            writer.WriteLine($"{model.Vocabulary.Count:N0} words with a vector; {last.WordsPerSecond:N0} words a second in training{(model.IsComplete ? "" : "; cancelled")}");
        });
        return command;
    }
}
