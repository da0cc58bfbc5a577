using System.CommandLine;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm tokenizer train</c>: learns a tokenizer of text files and writes tokenizer.json.</summary>
internal static class TokenizerTrainCommand
{
    private static readonly Dictionary<string, TokenizerAlgorithm> Algorithms = new()
    {
        ["bpe"] = TokenizerAlgorithm.ByteLevelBpe,
        ["character-bpe"] = TokenizerAlgorithm.CharacterBpe,
        ["wordpiece"] = TokenizerAlgorithm.WordPiece,
        ["unigram"] = TokenizerAlgorithm.Unigram,
        ["words"] = TokenizerAlgorithm.Words,
    };

    public static Command Create()
    {
        var algorithm = new Argument<string>("ALGORITHM") { Description = "bpe (of bytes), character-bpe, wordpiece, unigram or words." };
        algorithm.AcceptOnlyFromAmong([.. Algorithms.Keys]);
        var files = new Argument<string[]>("FILE") { Description = "UTF-8 text, a text a line, plain or gzip; - is standard input.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "The tokenizer, as Hugging Face's tokenizer.json.", HelpName = "TOKENIZER", Required = true };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var settings = new TokenizerSettings();
        var command = new Command("train", "Learn a tokenizer of text files.") { algorithm, files, output, replaceInvalid };
        settings.AddTo(command);
        command.SetWork((parsed, writer, cancellationToken) =>
        {
            OutputFile.Require(parsed.GetValue(output)!);
            string[] paths = parsed.GetValue(files)!;
            Array.ForEach(paths.Where(path => path != "-").ToArray(), InputText.RequireFile);
            IEnumerable<string> lines = paths.SelectMany(path => InputText.ReadLines(path, parsed.GetValue(replaceInvalid)));
            TokenizerTrainingOptions options = settings.Read(parsed) with
            {
                Algorithm = Algorithms[parsed.GetValue(algorithm)!],
                CancellationToken = cancellationToken,
            };
            PipelineTokenizer tokenizer = TrainingProgress.Show(
                progress => TokenizerTraining.Train(lines, options with { Progress = progress is null ? null : new Relay(progress) }));
            tokenizer.SaveJson(parsed.GetValue(output)!);
            writer.WriteLine($"{tokenizer.Vocabulary.Count} tokens");
        });
        return command;
    }

    private sealed class Relay(IProgress<NgramProgress> progress) : IProgress<TokenizerTrainingProgress>
    {
        public void Report(TokenizerTrainingProgress value) => progress.Report(new NgramProgress(value.Phase, value.Done, value.Total));
    }
}
