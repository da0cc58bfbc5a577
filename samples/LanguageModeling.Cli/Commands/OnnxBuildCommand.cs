using System.CommandLine;
using System.Globalization;
using LanguageModeling.Cli.Terminal;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm onnx build</c>: builds a fast ONNX graph out of a model's weights.</summary>
internal static class OnnxBuildCommand
{
    private static readonly Dictionary<string, OnnxPrecision> Precisions = new()
    {
        ["fp32"] = OnnxPrecision.Fp32,
        ["fp16"] = OnnxPrecision.Fp16,
        ["int8"] = OnnxPrecision.EightBit,
        ["int4"] = OnnxPrecision.FourBit,
    };

    private static readonly ResultColumn<OnnxBuildResult>[] Columns =
    [
        new("model", "model", result => result.ModelPath),
        new("parameterCount", ">parameters", result => result.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)),
        new("bytes", ">bytes", result => result.Bytes.ToString("N0", CultureInfo.InvariantCulture)),
        new("contextLength", ">context", result => result.ContextLength),
        new("vocabularySize", ">vocabulary", result => result.VocabularySize),
    ];

    public static Command Create()
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "Hugging Face folder (config.json and safetensors; gpt2, llama, mistral, qwen2, qwen3, phi3), or such a model exported to ONNX.",
        };
        var folder = new Option<string>("--output", "-o") { Description = "The folder to write.", Required = true, HelpName = "OUT" };
        var precision = new Option<string>("--precision") { Description = "fp32, int8, int4; for CUDA fp16 too, the fastest there.", DefaultValueFactory = _ => "fp32", HelpName = "P" };
        precision.AcceptOnlyFromAmong([.. Precisions.Keys]);
        var device = new Option<string>("--device") { Description = "For which device: cpu or cuda.", DefaultValueFactory = _ => "cpu", HelpName = "D" };
        var defaults = new OnnxBuildOptions();
        var block = new Option<int>("--block-size") { Description = "Weights that share a scale: 128 (fast) or 32 (exact).", DefaultValueFactory = _ => defaults.BlockSize, HelpName = "N" };
        var context = new Option<int?>("--context") { Description = "Most tokens of context; at most and by default what the model was trained for.", HelpName = "N" };
        var vnni = new Option<bool>("--vnni") { Description = "int8 weights for processors with VNNI only: exacter there, wrong elsewhere." };
        var command = new Command("build", "Build a fast graph out of a model's weights.") { source, folder, precision, device, block, context, vnni };
        command.SetWork((parsed, output, cancellationToken) =>
        {
            var options = new OnnxBuildOptions
            {
                Precision = Precisions[parsed.GetValue(precision)!],
                Device = OnnxDevice.Parse(parsed.GetValue(device)!),
                BlockSize = parsed.GetValue(block),
                ContextLength = parsed.GetValue(context),
                AssumeVnni = parsed.GetValue(vnni),
            };
            OnnxBuildResult result = OnnxGptBuilder.Build(parsed.GetValue(source)!, parsed.GetValue(folder)!, options, cancellationToken);
            output.WriteResults(ResultFormat.Table, Columns, [result]);
        });
        return command;
    }
}
