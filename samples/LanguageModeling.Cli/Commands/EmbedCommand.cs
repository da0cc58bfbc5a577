using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm embed</c>: a vector for each line.</summary>
internal static class EmbedCommand
{
    private const string Json = "json";
    private const string Text = "text";
    private const int LinesPerCall = 64;

    public static Command Create()
    {
        var model = new ModelArguments();
        Argument<string> file = InputText.CreateFile();
        var pooling = new Option<EmbeddingPooling?>("--pooling")
        {
            Description = "How the vectors of a line's tokens become one: mean, first (CLS), last, max, min, sum, … Default: what the files beside the model tell, or mean.",
            HelpName = "K",
        };
        var raw = new Option<bool>("--no-normalize") { Description = "Leave vectors as long as they are. Default: what the files beside the model tell, or length 1." };
        var most = new Option<int?>("--max-tokens") { Description = "Most tokens of a line; the rest is cut off.", HelpName = "N" };
        var outputName = new Option<string?>("--output-name") { Description = "Output of the graph to take.", HelpName = "NAME" };
        var format = new Option<string>("--format") { Description = "text (numbers with spaces between them, a line each) or json (an object a line).", DefaultValueFactory = _ => Text };
        format.AcceptOnlyFromAmong(Text, Json);
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("embed", "Turn lines of text into vectors, with an encoder or decoder that gives hidden states.")
        {
            model, file, pooling, raw, most, outputName, format, replaceInvalid,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            OnnxModelOptions options = model.GetOptions(parsed);
            using OnnxTextEmbedder embedder = OnnxTextEmbedder.Load(model.GetPath(parsed), new OnnxTextEmbedderOptions
            {
                Model = model.TakesIds(parsed) ? options with { Codec = new IdCodec(int.MaxValue) } : options,
                Pooling = parsed.GetValue(pooling),
                Normalize = parsed.GetValue(raw) ? false : null,
                MaximumTokens = parsed.GetValue(most),
                OutputName = parsed.GetValue(outputName),
            });
            bool asJson = parsed.GetValue(format) == Json;
            foreach (string[] lines in InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid)).Chunk(LinesPerCall))
            {
                IReadOnlyList<float[]> vectors = embedder.Embed(lines, cancellationToken);
                for (int i = 0; i < lines.Length; i++)
                {
                    output.Writer.WriteLine(asJson
                        ? JsonLine.Write([("text", lines[i]), ("embedding", vectors[i].Select(ToDouble))])
                        : string.Join(' ', vectors[i].Select(value => value.ToString(CultureInfo.InvariantCulture))));
                }
            }
        });
        return command;
    }

    // The shortest digits of the float, not those of its double.
    private static double ToDouble(float value) => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
