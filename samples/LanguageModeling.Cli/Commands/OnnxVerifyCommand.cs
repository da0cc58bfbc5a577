using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm onnx verify</c>: what fewer bits cost, measured on a text; fails when it is too much.</summary>
internal static class OnnxVerifyCommand
{
    private static readonly ResultColumn<LanguageModelComparison>[] Columns =
    [
        new("sequenceCount", ">sequences", result => result.SequenceCount),
        new("tokenCount", ">tokens", result => result.TokenCount),
        new("referencePerplexity", ">reference perplexity", result => result.ReferencePerplexity),
        new("perplexity", ">perplexity", result => result.Perplexity),
        new("perplexityRatio", ">ratio", result => result.PerplexityRatio),
        new("divergence", ">KL (nats/token)", result => result.Divergence),
        new("largestDivergence", ">largest KL", result => result.LargestDivergence),
        new("topAgreement", ">same top token", result => result.TopAgreement),
    ];

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "The model to judge: an .onnx file or a folder with one." };
        var reference = new Argument<string>("REFERENCE") { Description = "The original, in fp32." };
        var file = new Argument<string>("TEXT") { Description = "UTF-8 text, a sequence a line, plain or gzip; - is standard input." };
        var ids = new Option<bool>("--ids") { Description = "Lines hold token ids instead of text." };
        var device = new Option<string>("--device") { Description = "Device for both: cpu, cuda, cuda:N, or auto.", DefaultValueFactory = _ => "cpu", HelpName = "D" };
        var divergence = new Option<double>("--max-kl") { Description = "Greatest mean divergence, in nats a token.", DefaultValueFactory = _ => 0.05, HelpName = "X" };
        var ratio = new Option<double>("--max-ratio") { Description = "Greatest perplexity, as a multiple of the reference's.", DefaultValueFactory = _ => 1.05, HelpName = "X" };
        Option<string> format = ResultFormat.CreateOption();
        Option<bool> replaceInvalid = InputText.CreateReplaceInvalid();
        var command = new Command("verify", "Compare a model with its original on a text; the exit code is 1 when it is too far off.")
        {
            model, reference, file, ids, device, divergence, ratio, format, replaceInvalid,
        };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            var options = new OnnxModelOptions { Device = OnnxDevice.Parse(parsed.GetValue(device)!) };
            TextLanguageModel original = ModelFile.Load(parsed.GetValue(reference)!, options, parsed.GetValue(ids));
            TextLanguageModel judged = ModelFile.Load(parsed.GetValue(model)!, options, asIds: true);
            IEnumerable<IReadOnlyList<int>> sequences = InputText.ReadLines(parsed.GetValue(file)!, parsed.GetValue(replaceInvalid)).Select(line => original.Codec.Encode(line).Select(token => token.Id).ToArray());
            LanguageModelComparison result = LanguageModelComparison.Compare(original.Model, judged.Model, sequences, cancellationToken);
            output.WriteResults(parsed.GetValue(format)!, Columns, [result]);
            output.Writer.Flush();
            Judge("divergence", "--max-kl", result.Divergence, parsed.GetValue(divergence));
            Judge("perplexity ratio", "--max-ratio", result.PerplexityRatio, parsed.GetValue(ratio));
        });
        return command;
    }

    private static void Judge(string what, string option, double value, double most)
    {
        if (!(value <= most))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"The {what} is {value:G4}, above {option} {most}. Build with more bits or smaller blocks, or allow more."));
        }
    }
}
