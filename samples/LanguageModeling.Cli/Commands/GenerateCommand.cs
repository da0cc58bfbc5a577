using System.CommandLine;
using System.Text;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm generate</c>: continues a prompt, and shows each piece as soon as it is certain.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var model = new ModelArguments();
        var prompt = new Option<string>("--prompt") { Description = "Text to continue.", DefaultValueFactory = _ => "", HelpName = "P" };
        var echo = new Option<bool>("--echo") { Description = "Print the prompt before the text." };
        var json = new Option<bool>("--json") { Description = "Print an object for each text, at its end." };
        var settings = new GenerationSettings();
        var command = new Command("generate", "Generate text.") { model, prompt, echo, json };
        settings.AddTo(command);
        command.SetWork(async (parsed, output, cancellationToken) =>
        {
            TextLanguageModel loaded = model.Load(parsed);
            GenerationOptions options = settings.Read(parsed, loaded);
            string text = parsed.GetValue(prompt)!;
            string start = parsed.GetValue(echo) ? text : "";
            if (parsed.GetValue(json))
            {
                WriteJson(output, loaded.Codec, text, loaded.GenerateMany(text, options, cancellationToken));
            }
            else if (options.Beams > 1 || options.ResultCount > 1)
            {
                foreach (GenerationResult result in loaded.GenerateMany(text, options, cancellationToken))
                {
                    output.Writer.WriteLine(start + result.Text);
                }
            }
            else
            {
                output.Writer.Write(start);
                await StreamAsync(output, loaded.GenerateStreamAsync(text, options, cancellationToken)).ConfigureAwait(false);
            }
        });
        return command;
    }

    /// <summary>Writes pieces as they come, then ends the line.</summary>
    /// <returns>The whole text.</returns>
    public static async Task<string> StreamAsync(Output output, IAsyncEnumerable<GeneratedText> pieces)
    {
        var text = new StringBuilder();
        await foreach (GeneratedText piece in pieces.ConfigureAwait(false))
        {
            text.Append(piece.Text);
            await output.Writer.WriteAsync(piece.Text).ConfigureAwait(false);
            await output.Writer.FlushAsync().ConfigureAwait(false);
        }

        await output.Writer.WriteLineAsync().ConfigureAwait(false);
        await output.Writer.FlushAsync().ConfigureAwait(false);
        return text.ToString();
    }

    private static void WriteJson(Output output, ITextCodec codec, string prompt, IReadOnlyList<GenerationResult> results)
    {
        foreach (GenerationResult result in results)
        {
            GeneratedToken[] tokens = [.. result.Tokens.Where(token => token.Id >= 0)]; // -1: no token was left
            output.Writer.WriteLine(JsonLine.Write(
            [
                ("prompt", prompt),
                ("text", result.Text),
                ("tokens", tokens.Select(token => codec.GetToken(token.Id))),
                ("ids", tokens.Select(token => token.Id)),
                ("logProbabilities", tokens.Select(token => token.LogProbability)),
                ("logProbability", tokens.Sum(token => token.LogProbability)),
                ("tokenCount", tokens.Length),
                ("finishReason", result.FinishReason.ToString()),
                ("seed", result.Seed),
            ]));
        }
    }
}
