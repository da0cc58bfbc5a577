using System.Globalization;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Decoders;

/// <summary>Puts a decoder's graph into a model file with what a loader wants to know of it; see docs/onnx-layouts.md.</summary>
internal static class DecoderModel
{
    private const string Prefix = "language_modeling.";

    /// <summary>Makes the model; weights are read when it is written.</summary>
    /// <param name="weights">The decoder.</param>
    /// <param name="form">The form of its matrices.</param>
    /// <param name="precision">Name of that form.</param>
    public static OnnxModel Create(DecoderWeights weights, WeightForm form, string precision)
    {
        var model = new OnnxModel { Graph = DecoderGraph.Create(weights, form) };
        model.Opsets.Add("", 17);
        model.Opsets.Add(OnnxNode.Microsoft, 1);
        DecoderShape shape = weights.Shape;
        void Note(string key, string value) => model.Metadata.Add(Prefix + key, value);
        void NoteNumber(string key, int value) => Note(key, value.ToString(CultureInfo.InvariantCulture));

        NoteNumber("layout", 1);
        Note("family", shape.Family == DecoderFamily.Gpt2 ? "gpt2" : "llama");
        Note("precision", precision);
        Note("device", "cpu");
        Note("cache", "in-place");
        NoteNumber("context_length", shape.Context);
        NoteNumber("vocabulary_size", shape.Vocabulary);
        NoteNumber("layers", shape.Layers);
        NoteNumber("hidden_size", shape.Hidden);
        NoteNumber("heads", shape.Heads);
        NoteNumber("key_value_heads", shape.KeyValueHeads);
        NoteNumber("head_size", shape.HeadSize);
        return model;
    }
}
