using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>
/// MultiHeadAttention with a cache that grows, for CUDA in 32 bits: there GroupQueryAttention has no kernel, and MultiHeadAttention shares a buffer of past
/// and present for beam search only. What a token may see is a bias of 0 or the lowest number, which carries padding on either side and windows, too.
/// </summary>
/// <param name="shape">The decoder.</param>
/// <remarks>
/// Letters: B batch, T new tokens, S tokens with the past, K key/value heads, G query heads on each, H head size. Grouped heads are repeated after the cache,
/// not within it. onnxruntime-genai builds float32 for CUDA of the same operators.
/// </remarks>
internal sealed class GrowingAttention(DecoderShape shape) : AttentionForm(shape)
{
    public override int Layout => 2;

    public override string Cache => "growing";

    public override bool TakesPositions => true;

    private int Group => Shape.Heads / Shape.KeyValueHeads;

    public override void DeclareInputs(GraphWriter writer) => writer.Input("attention_mask", OnnxType.Int64, "batch", "total");

    /// <summary>The bias of all layers, [B, 1, T, S]: column s may be seen from row t unless it is padding, after it, or before its window.</summary>
    public override void Prepare(GraphWriter writer)
    {
        string Size(string of, int dimension) // without dimensions
            => writer.Add("Gather", $"mask.size.{of}", [writer.Add("Shape", $"mask.shape.{of}", [of]), writer.Scalar(dimension)]);

        string total = Size("attention_mask", 1);
        string columns = writer.Add("Range", "mask.columns", [writer.Scalar(0), total, writer.Scalar(1)]); // [S]
        string past = writer.Add("Sub", "mask.past", [total, Size("input_ids", 1)]);
        string rows = writer.Add("Unsqueeze", "mask.rows", [writer.Add("Range", "mask.row_numbers", [past, total, writer.Scalar(1)]), writer.Constant(1)]); // [T, 1]
        string visible = writer.Add("LessOrEqual", "mask.causal", [columns, rows]); // [T, S]
        if (Shape.Window is { } window)
        {
            string near = writer.Add("Greater", "mask.near", [columns, writer.Add("Sub", "mask.window", [rows, writer.Scalar(window)])]);
            visible = writer.Add("And", "mask.in_window", [visible, near]);
        }

        string there = writer.Add("Cast", "mask.there", [writer.Add("Unsqueeze", "mask.wide", ["attention_mask", writer.Constant(1, 2)])], ("to", (int)OnnxType.Bool));
        string seen = writer.Add("And", "mask.seen", [there, visible]); // [B, 1, T, S]
        writer.Add("Where", "attention_bias", [seen, writer.Scalar(0f), writer.Scalar(float.MinValue)]);
    }

    public override void Attend(GraphWriter writer, int layer, string output, AttentionInputs inputs, (string Cosines, string Sines)? rotary)
    {
        string name = $"layer.{layer}.attention";
        (string query, string key, string value) = inputs;
        if (key.Length == 0)
        {
            int keys = Shape.KeyValueHeads * Shape.HeadSize;
            (query, key, value) = ($"{name}.query", $"{name}.key", $"{name}.value");
            writer.Add("", "Split", [query, key, value], [inputs.Query, writer.Constant(Shape.Heads * Shape.HeadSize, keys, keys)], ("axis", -1));
        }

        if (rotary is { } tables)
        {
            query = Turn(writer, query, Shape.Heads, tables.Cosines, tables.Sines);
            key = Turn(writer, key, Shape.KeyValueHeads, tables.Cosines, tables.Sines);
        }

        (string, object)[] attributes = [("num_heads", Shape.Heads), ("scale", Shape.AttentionScale(layer))];
        if (Group == 1)
        {
            writer.Add(
                OnnxNode.Microsoft, "MultiHeadAttention", [output, $"present.{layer}.key", $"present.{layer}.value"],
                [query, key, value, "", "", "attention_bias", $"past_key_values.{layer}.key", $"past_key_values.{layer}.value"], attributes);
            return;
        }

        key = Grow(writer, layer, "key", key);
        value = Grow(writer, layer, "value", value);
        writer.Fused("MultiHeadAttention", output, [query, key, value, "", "", "attention_bias"], attributes);
    }

    private string Turn(GraphWriter writer, string input, int heads, string cosines, string sines)
        => Shape.RotarySize == Shape.HeadSize
            ? writer.Fused("RotaryEmbedding", $"{input}.turned", [input, "position_ids", cosines, sines])
            : writer.Fused("RotaryEmbedding", $"{input}.turned", [input, "position_ids", cosines, sines], ("num_heads", heads), ("rotary_embedding_dim", Shape.RotarySize));

    // [B, T, K · H] behind the past, for every query head: [B, S, K · G · H]
    private string Grow(GraphWriter writer, int layer, string what, string added)
    {
        string heads = writer.Add("Reshape", $"{added}.split", [added, writer.Constant(0, 0, Shape.KeyValueHeads, Shape.HeadSize)]);
        string moved = writer.Add("Transpose", $"{added}.heads", [heads], ("perm", new long[] { 0, 2, 1, 3 })); // [B, K, T, H]
        string all = writer.Add("Concat", $"present.{layer}.{what}", [$"past_key_values.{layer}.{what}", moved], ("axis", 2));
        string back = writer.Add("Transpose", $"{added}.all", [all], ("perm", new long[] { 0, 2, 1, 3 })); // [B, S, K, H]
        string apart = writer.Add("Unsqueeze", $"{added}.apart", [back, writer.Constant(3)]);
        string repeated = writer.Add("Expand", $"{added}.repeated", [apart, writer.Constant(1, 1, 1, Group, 1)]); // [B, S, K, G, H]
        return writer.Add("Reshape", $"{added}.joined", [repeated, writer.Constant(0, 0, Shape.Heads * Shape.HeadSize)]);
    }
}
