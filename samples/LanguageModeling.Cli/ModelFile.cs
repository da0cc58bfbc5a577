using System.CommandLine;
using LanguageModeling.Cli.Commands;
using Microsoft.ML;

namespace LanguageModeling.Cli;

/// <summary>Opens a model file of any kind that <c>lm</c> knows; the first bytes decide, not the name.</summary>
internal static class ModelFile
{
    private const int SniffLength = 64;

    /// <summary>The argument that names a model.</summary>
    public static Argument<string> CreateArgument() => new("MODEL") { Description = "ARPA file, model of lm, or ML.NET zip." };

    /// <summary>Opens a model. What is unusual in an ARPA file is told on standard error.</summary>
    /// <param name="path">
    /// An ARPA file (plain or gzip), a model of this library, an ML.NET pipeline (zip) with a language model, an .onnx file, or a folder with one.
    /// </param>
    /// <param name="options">How to run an ONNX model; null for the defaults.</param>
    /// <param name="asIds">Whether text shall be token ids, whatever codec the model has.</param>
    /// <exception cref="InvalidDataException">The file is none of these; the message says what it seems to be.</exception>
    public static TextLanguageModel Load(string path, OnnxModelOptions? options = null, bool asIds = false)
    {
        if (IsOnnx(path))
        {
            OnnxLanguageModel onnx = OnnxLanguageModel.Load(path, options);
            return asIds ? AsIds(onnx) : onnx.ToTextModel();
        }

        InputText.RequireFile(path);
        byte[] start = ReadStart(path);
        RefuseForeign(path, start);
        TextLanguageModel model = start.AsSpan().StartsWith("PK\x03\x04"u8) ? LoadPipeline(path) : LoadNgrams(path, new ArpaReadingOptions()).ToTextModel();
        return asIds ? AsIds(model.Model) : model;
    }

    /// <summary>Whether a path is a folder, which only ONNX models are, or an ONNX file.</summary>
    public static bool IsOnnx(string path)
        => Directory.Exists(path) || (File.Exists(path) && (Path.GetExtension(path) == ".onnx" || IsOnnx(ReadStart(path))));

    /// <summary>The ONNX model behind what <see cref="Load"/> gave; null where it is none.</summary>
    public static OnnxLanguageModel? OnnxOf(TextLanguageModel model) => (model.Model is IdModel ids ? ids.Model : model.Model) as OnnxLanguageModel;

    private static TextLanguageModel AsIds(ILanguageModel model) => new(new IdModel(model), new IdCodec(model.VocabularySize));

    /// <summary>Opens an n-gram model, not in a pipeline. What is unusual in an ARPA file is told on standard error.</summary>
    /// <param name="path">An ARPA file (plain or gzip) or a model of this library.</param>
    /// <param name="reading">How an ARPA file is read.</param>
    public static NgramLanguageModel LoadNgrams(string path, ArpaReadingOptions reading)
    {
        InputText.RequireFile(path);
        byte[] start = ReadStart(path);
        RefuseForeign(path, start);
        NgramLanguageModel model = null!;
        Naming(path, () => model = start.AsSpan().StartsWith("LMNGRAM\0"u8) ? NgramLanguageModel.Load(path) : NgramLanguageModel.LoadArpa(path, reading));
        foreach (string warning in model.ArpaReport?.Warnings ?? [])
        {
            Console.Error.WriteLine($"lm: {path}: {warning}");
        }

        return model;
    }

    /// <summary>Does something with a file whose name its errors then tell.</summary>
    public static void Naming(string path, Action work)
    {
        try
        {
            work();
        }
        catch (InvalidDataException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static TextLanguageModel LoadPipeline(string path)
    {
        var context = new MLContext();
        ITransformer pipeline;
        try
        {
            pipeline = context.Model.Load(path, out _);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidDataException(
                $"{path}: this zip file is not an ML.NET pipeline that can be read. {e.GetBaseException().Message} Save it with mlContext.Model.Save.", e);
        }

        try
        {
            return context.LanguageModeling.GetTextModel(pipeline);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static void RefuseForeign(string path, ReadOnlySpan<byte> start)
    {
        string? problem = start switch
        {
            [] => "the file is empty. Name a model file",
            _ when start.StartsWith("mmap lm http://kheafield.com/code"u8) => "this is a KenLM binary. Use the ARPA file that it was made from",
            _ when start.StartsWith("version https://git-lfs"u8) => "this is a Git LFS pointer, not the file itself. Run: git lfs pull",
            _ when start.StartsWith("GGUF"u8) => "this is a GGUF model. Use an ARPA file, a model of lm, or an ML.NET zip",
            _ => null,
        };
        if (problem is not null)
        {
            throw new InvalidDataException($"{path}: {problem}.");
        }
    }

    // ModelProto: field 1, ir_version, a small number; then field 2, producer_name, or another low field.
    private static bool IsOnnx(ReadOnlySpan<byte> start) => start is [0x08, > 0 and < 0x20, 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42, ..];

    private static byte[] ReadStart(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var start = new byte[SniffLength];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
