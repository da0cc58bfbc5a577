using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using LanguageModeling.Cli.Terminal;
using Microsoft.ML;

namespace LanguageModeling.Cli.Commands;

/// <summary><c>lm doctor</c>: what this machine can run, and why not more.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var model = new Argument<string?>("MODEL") { Description = "An ONNX model to start.", Arity = ArgumentArity.ZeroOrOne };
        var device = new Option<string>("--device") { Description = "The device to try: cpu, cuda, cuda:N, or auto.", DefaultValueFactory = _ => "auto", HelpName = "D" };
        var command = new Command("doctor", "Tell what runs here, on which device, and why.") { model, device };
        command.SetWork((parsed, output, _) =>
        {
            OnnxDevice wanted = OnnxDevice.Parse(parsed.GetValue(device)!);
            WriteSystem(output);
            OnnxRuntimeInfo runtime = OnnxRuntimeInfo.Detect(wanted.CudaId ?? 0);
            output.Writer.WriteLine(runtime.Describe());
            OnnxDeviceChoice choice = runtime.Choose(wanted);
            output.WriteLine($"{wanted} means {choice.Device}: {choice.Reason}");
            if (parsed.GetValue(model) is string path)
            {
                WriteModel(output, path, wanted);
            }
        });
        return command;
    }

    private static void WriteSystem(Output output)
    {
        output.WriteLine($"lm {Version(typeof(DoctorCommand))} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}");
        output.WriteLine($"processor: {Environment.ProcessorCount} cores, {Instructions()}");
        output.WriteLine($"ML.NET {Version(typeof(MLContext))}");
    }

    private static void WriteModel(Output output, string path, OnnxDevice device)
    {
        using OnnxLanguageModel model = OnnxLanguageModel.Load(path, new OnnxModelOptions { Device = device });
        output.WriteLine($"{model.Path}");
        output.WriteLine($"runs on {model.Device.Device}: {model.Device.Reason}");
        output.WriteLine($"form: {model.Form}");
        output.WriteLine($"tokens: {model.VocabularySize}; context: {model.MaximumContextLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no limit known"}");
        output.WriteLine($"tokenizer: {Tokenizer(model)}");
    }

    private static string Tokenizer(OnnxLanguageModel model)
    {
        try
        {
            return model.Codec is ITextCodec codec ? $"{codec.VocabularySize} tokens" : "none beside the model; use --ids";
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException)
        {
            return e.Message;
        }
    }

    // int8 weights run on VNNI; without it they are slower than they could be.
    private static string Instructions()
        => Avx512Vnni() ? "AVX-512 with VNNI" : Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : RuntimeInformation.ProcessArchitecture.ToString();

    private static bool Avx512Vnni() => Avx512F.IsSupported && X86Base.IsSupported && (X86Base.CpuId(7, 0).Ecx & (1 << 11)) != 0;

    private static string Version(Type type)
        => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? type.Assembly.GetName().Version?.ToString() ?? "?";
}
