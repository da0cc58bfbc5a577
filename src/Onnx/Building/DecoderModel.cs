using System.Globalization;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>Puts a decoder's graph into a model file with what a loader wants to know of it; see docs/onnx-layouts.md.</summary>
internal static class DecoderModel
{
    private const string Prefix = "language_modeling.";

    /// <summary>Makes the model; weights are read when it is written.</summary>
    public static OnnxModel Create(DecoderWeights weights, OnnxBuildOptions options)
    {
        AttentionForm attention = AttentionOf(weights.Shape, options);
        var model = new OnnxModel { Graph = DecoderGraph.Create(weights, FormOf(options), attention) };
        model.Opsets.Add("", 17);
        model.Opsets.Add(OnnxNode.Microsoft, 1);
        DecoderShape shape = weights.Shape;
        void Note(string key, string value) => model.Metadata.Add(Prefix + key, value);
        void NoteNumber(string key, int value) => Note(key, value.ToString(CultureInfo.InvariantCulture));

        NoteNumber("layout", attention.Layout);
        Note("family", shape.Family == DecoderFamily.Gpt2 ? "gpt2" : "llama");
        Note("precision", NameOf(options.Precision));
        Note("device", options.IsForCuda ? "cuda" : "cpu");
        Note("cache", attention.Cache);
        NoteNumber("context_length", shape.Context);
        NoteNumber("vocabulary_size", shape.Vocabulary);
        NoteNumber("layers", shape.Layers);
        NoteNumber("hidden_size", shape.Hidden);
        NoteNumber("heads", shape.Heads);
        NoteNumber("key_value_heads", shape.KeyValueHeads);
        NoteNumber("head_size", shape.HeadSize);
        return model;
    }

    private static string NameOf(OnnxPrecision precision) => precision switch
    {
        OnnxPrecision.Fp32 => "fp32",
        OnnxPrecision.Fp16 => "fp16",
        OnnxPrecision.EightBit => "int8",
        _ => "int4",
    };

    private static AttentionForm AttentionOf(DecoderShape shape, OnnxBuildOptions options)
        => options is { Precision: OnnxPrecision.Fp32, IsForCuda: true } ? new GrowingAttention(shape) : new InPlaceAttention(shape);

    // CUDA has no DynamicQuantizeMatMul, and GroupQueryAttention in 16 bits only.
    private static WeightForm FormOf(OnnxBuildOptions options) => (options.Precision, options.IsForCuda) switch
    {
        (OnnxPrecision.Fp32, _) => new FloatForm(OnnxType.Float),
        (OnnxPrecision.Fp16, _) => new FloatForm(OnnxType.Float16), // refused for the processor by OnnxBuildOptions
        (OnnxPrecision.EightBit, false) => new ColumnForm(options.AssumeVnni),
        (OnnxPrecision.EightBit, true) => new BlockForm(8, options.BlockSize, OnnxType.Float16),
        (OnnxPrecision.FourBit, false) => new BlockForm(4, options.BlockSize, OnnxType.Float),
        _ => new BlockForm(4, options.BlockSize, OnnxType.Float16),
    };
}
