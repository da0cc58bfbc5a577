using LanguageModeling.Graphs;
using LanguageModeling.Tests.Models;
using LanguageModeling.Weights;

namespace LanguageModeling.Benchmarks;

/// <summary>A GPT-2 of 124M random parameters, for this library and for its peers.</summary>
internal static class RandomGpt2
{
    private static readonly DecoderShape Shape = new()
    {
        Family = DecoderFamily.Gpt2,
        Layers = 12,
        Hidden = 768,
        Heads = 12,
        KeyValueHeads = 12,
        HeadSize = 64,
        Inner = 3072,
        Vocabulary = 50257,
        Context = 1024,
        NormEpsilon = 1e-5f,
        Activation = Activation.TanhGelu,
    };

    /// <summary>Writes <c>hf</c> (safetensors), <c>plain</c> (an export, for transformers.js), <c>f32.gguf</c> and one folder for each precision.</summary>
    public static int Make(string folder)
    {
        DecoderWeights weights = TinyDecoder.Create(Shape, seed: 1234);
        string hf = Directory.CreateDirectory(Path.Combine(folder, "hf")).FullName;
        HuggingFaceWriter.Write(weights, hf);
        string plain = Directory.CreateDirectory(Path.Combine(folder, "plain", "onnx")).FullName;
        OnnxModelWriter.Write(PlainGpt2Graph.Create(weights, PlainLayout.Optimum), Path.Combine(plain, "model.onnx"), inlineLimit: int.MaxValue);
        File.Copy(Path.Combine(hf, "config.json"), Path.Combine(folder, "plain", "config.json"), overwrite: true);
        GgufFile.Write(weights, Path.Combine(folder, "f32.gguf"));
        return Build(folder);
    }

    /// <summary>Builds the graphs of all precisions from <c>hf</c>.</summary>
    public static int Build(string folder)
    {
        Build("fp32", new OnnxBuildOptions());
        Build("int8", new OnnxBuildOptions { Precision = OnnxPrecision.EightBit });
        Build("int4", new OnnxBuildOptions { Precision = OnnxPrecision.FourBit });
        Build("int4-32", new OnnxBuildOptions { Precision = OnnxPrecision.FourBit, BlockSize = 32 });
        return 0;

        void Build(string name, OnnxBuildOptions options)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            OnnxBuildResult result = OnnxGptBuilder.Build(Path.Combine(folder, "hf"), Path.Combine(folder, name), options);
            Console.WriteLine($"{name}: {result.Bytes / 1e6:F0} MB, built in {watch.Elapsed.TotalSeconds:F1} s");
        }
    }
}
