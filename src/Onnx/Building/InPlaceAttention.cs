using System.Runtime.InteropServices;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>GroupQueryAttention, which rotates, masks and writes new keys and values behind those in the cache. On CUDA in 16 bits only.</summary>
/// <param name="shape">The decoder.</param>
internal sealed class InPlaceAttention(DecoderShape shape) : AttentionForm(shape)
{
    public override int Layout => 1;

    public override string Cache => "in-place";

    public override bool TakesPositions => Shape.Rotary is null;

    public override void DeclareInputs(GraphWriter writer)
    {
        writer.Input("seqlens_k", OnnxType.Int32, "batch");
        writer.Input("total_sequence_length", OnnxType.Int32);
    }

    public override void Attend(GraphWriter writer, int layer, string output, AttentionInputs inputs, (string Cosines, string Sines)? rotary)
    {
        List<string> names = [inputs.Query, inputs.Key, inputs.Value, $"past_key_values.{layer}.key", $"past_key_values.{layer}.value", "seqlens_k", "total_sequence_length"];
        List<(string, object)> attributes =
        [
            ("num_heads", Shape.Heads), ("kv_num_heads", Shape.KeyValueHeads), ("scale", Shape.AttentionScale(layer)), ("local_window_size", Shape.Window ?? -1),
        ];
        if (rotary is { } tables)
        {
            names.AddRange([tables.Cosines, tables.Sines]);
            attributes.Add(("do_rotary", 1));
        }

        writer.Add(
            OnnxNode.Microsoft, "GroupQueryAttention", [output, $"present.{layer}.key", $"present.{layer}.value"], [.. names], CollectionsMarshal.AsSpan(attributes));
    }
}
