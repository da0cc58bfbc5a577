using LanguageModeling.Building;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Tests.Models;

/// <summary>Decoders with seeded random weights, small enough to be made within a test, in every layout that exporters write.</summary>
internal static class TinyDecoder
{
    /// <summary>GPT-2's architecture: 2 layers, width 32, 4 heads, 96 tokens, context 64.</summary>
    public static DecoderShape Gpt2Shape { get; } = new()
    {
        Family = DecoderFamily.Gpt2,
        Layers = 2,
        Hidden = 32,
        Heads = 4,
        KeyValueHeads = 4,
        HeadSize = 8,
        Inner = 128,
        Vocabulary = 96,
        Context = 64,
        NormEpsilon = 1e-5f,
        Activation = Activation.TanhGelu,
    };

    /// <summary>Llama's architecture: 2 layers, width 32, 4 heads on 2 key/value heads, 96 tokens, context 64.</summary>
    public static DecoderShape LlamaShape { get; } = new()
    {
        Family = DecoderFamily.Llama,
        Layers = 2,
        Hidden = 32,
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = 16,
        Inner = 64,
        Vocabulary = 96,
        Context = 64,
        NormEpsilon = 1e-6f,
        Activation = Activation.Silu,
        Rotary = new RotarySettings(10000),
    };

    /// <summary>Random weights for a shape, always the same for a seed; wide enough apart that greedy text varies.</summary>
    public static DecoderWeights Create(DecoderShape shape, int seed = 1, bool tied = true)
    {
        var random = new SeededWeights(seed);
        bool gpt2 = shape.Family == DecoderFamily.Gpt2;
        int d = shape.Hidden;
        int heads = shape.Heads * shape.HeadSize;
        NormWeights Norm(string name) => new(random.Make($"{name}.weight", 1, 0.1, d), gpt2 ? random.Make($"{name}.bias", 0, 0.1, d) : null);
        Linear Linear(string name, int input, int output) => new(
            Matrix.InFirst(random.Make($"{name}.weight", 0, 1.5 / Math.Sqrt(input), input, output)), gpt2 ? random.Make($"{name}.bias", 0, 0.1, output) : null);

        return new DecoderWeights
        {
            Shape = shape,
            Embedding = random.Make("wte", 0, 0.5, shape.Vocabulary, d),
            Positions = gpt2 ? random.Make("wpe", 0, 0.2, shape.Context, d) : null,
            Layers =
            [
                .. Enumerable.Range(0, shape.Layers).Select(i => new DecoderLayer
                {
                    AttentionNorm = Norm($"h.{i}.ln_1"),
                    QueryKeyValue = Linear($"h.{i}.attn.qkv", d, heads + 2 * shape.KeyValueHeads * shape.HeadSize),
                    AttentionOutput = Linear($"h.{i}.attn.out", heads, d),
                    MlpNorm = Norm($"h.{i}.ln_2"),
                    Up = Linear($"h.{i}.mlp.up", d, shape.Inner),
                    Gate = gpt2 ? null : Linear($"h.{i}.mlp.gate", d, shape.Inner),
                    Down = Linear($"h.{i}.mlp.down", shape.Inner, d),
                }),
            ],
            FinalNorm = Norm("ln_f"),
            Head = tied ? null : new Linear(Matrix.InFirst(random.Make("lm_head", 0, 0.5, d, shape.Vocabulary)), null),
        };
    }

    /// <summary>Writes the layout of this library (docs/onnx-layouts.md); without options, float32 on the processor.</summary>
    public static void WriteFused(DecoderWeights weights, string path, OnnxBuildOptions? options = null)
        => OnnxModelWriter.Write(DecoderModel.Create(weights, options ?? new OnnxBuildOptions()), path);

    /// <summary>Writes GPT-2 in one of the layouts of exporters.</summary>
    public static void WritePlain(DecoderWeights weights, string path, PlainLayout layout = PlainLayout.Optimum)
        => OnnxModelWriter.Write(PlainGpt2Graph.Create(weights, layout), path);
}
