using System.CommandLine;
using LanguageModeling.Cli.Demo;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm demo</c>: trains on real text and shows everything that a model can do.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "UTF-8 text, a sentence a line. Default: the documentation that comes with the .NET SDK.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var model = new Option<string?>("--output", "-o") { Description = "Keep the trained pipeline here (.zip).", HelpName = "MODEL" };
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("demo", "Train a 5-gram model on real text, evaluate it, and let it write.") { file, model, replaceInvalid };
        command.SetWork(async (parsed, output, cancellationToken) =>
        {
            output.WriteHeading("Text");
            await output.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            DemoText text = parsed.GetValue(file) is { } path ? DemoText.FromFile(path, parsed.GetValue(replaceInvalid)) : DemoText.FromDocumentation();
            string? kept = parsed.GetValue(model);
            string modelPath = kept ?? Path.Combine(Path.GetTempPath(), $"lm-demo-{Guid.NewGuid():N}.zip");
            try
            {
                await new DemoRun(output, text, cancellationToken).RunAsync(modelPath).ConfigureAwait(false);
            }
            finally
            {
                if (kept is null)
                {
                    File.Delete(modelPath);
                }
            }
        });
        return command;
    }
}
