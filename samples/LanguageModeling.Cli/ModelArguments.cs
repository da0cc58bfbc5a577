using System.CommandLine;

namespace LanguageModeling.Cli;

/// <summary>The argument that names a model, with the options that say how to open it.</summary>
/// <param name="description">What the model can be.</param>
internal sealed class ModelArguments(string description = "ARPA file, model of lm, ML.NET zip, .onnx file, or folder of a GPT-class ONNX model.")
{
    private readonly Argument<string> _path = new("MODEL") { Description = description };
    private readonly Option<bool> _ids = new("--ids") { Description = "Read and write lines of token ids instead of text." };
    private readonly Option<string> _device = new("--device")
    {
        Description = "Device for ONNX models: cpu, cuda, cuda:N, or auto.",
        DefaultValueFactory = _ => "cpu",
        HelpName = "D",
    };

    private readonly Option<string?> _variant = new("--variant") { Description = "Which of several graphs in a folder: the end of its name, such as fp16 or quantized.", HelpName = "V" };

    /// <summary>Adds the argument and the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_ids);
        command.Add(_device);
        command.Add(_variant);
    }

    /// <summary>Whether lines hold token ids.</summary>
    public bool TakesIds(ParseResult parsed) => parsed.GetValue(_ids);

    /// <summary>The name of one of the options, if one is given.</summary>
    public string? FindGiven(ParseResult parsed)
        => Array.Find<Option>([_ids, _device, _variant], option => parsed.GetResult(option) is { Implicit: false })?.Name;

    /// <summary>Where the model is.</summary>
    public string GetPath(ParseResult parsed) => parsed.GetValue(_path)!;

    /// <summary>How to run an ONNX model.</summary>
    public OnnxModelOptions GetOptions(ParseResult parsed)
        => new() { Device = OnnxDevice.Parse(parsed.GetValue(_device)!), Variant = parsed.GetValue(_variant) };

    /// <summary>Opens the model.</summary>
    public TextLanguageModel Load(ParseResult parsed) => ModelFile.Load(GetPath(parsed), GetOptions(parsed), TakesIds(parsed));
}

/// <summary>Lets a command list <see cref="ModelArguments"/> among its arguments, where their place counts.</summary>
internal static class ModelArgumentsExtensions
{
    extension(Command command)
    {
        /// <summary>Adds them.</summary>
        public void Add(ModelArguments model) => model.AddTo(command);
    }
}
