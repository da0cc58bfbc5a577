using System.CommandLine;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm ngram convert</c>: writes an n-gram model in another form.</summary>
internal static class NgramConvertCommand
{
    public static Command Create()
    {
        Argument<string> input = ModelFile.CreateArgument();
        var output = new Option<string>("--output", "-o") { Description = "The file to make or replace; packed with gzip when its name ends in .gz.", Required = true, HelpName = "OUT" };
        var form = new NgramForm();
        var clamp = new Option<bool>("--clamp-positive") { Description = "Take log probabilities above 0 in an ARPA file as 0, and tell how many." };
        var command = new Command("convert", "Write an n-gram model in another form.") { input, output, clamp };
        form.AddTo(command);
        command.SetWork((parsed, _, cancellationToken) =>
        {
            string path = parsed.GetValue(output)!;
            NgramFileOptions? options = form.Read(parsed, path);
            var reading = new ArpaReadingOptions
            {
                ClampPositiveLogProbabilities = parsed.GetValue(clamp),
                Form = options ?? new NgramFileOptions(),
                CancellationToken = cancellationToken,
            };
            string source = parsed.GetValue(input)!;
            NgramLanguageModel model = ModelFile.LoadNgrams(source, reading);
            if (options is not null && model.Smoothing is NgramSmoothing.MaximumLikelihood or NgramSmoothing.AddK or NgramSmoothing.StupidBackoff)
            {
                throw new InvalidDataException($"{source}: {model.Smoothing} smoothing keeps counts, which have one form only. Convert to --format arpa, or train with another smoothing.");
            }

            NgramForm.Save(model, path, options);
        });
        return command;
    }
}
