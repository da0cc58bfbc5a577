using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>Everything in floating point: in float32 the reference for all other forms, in float16 for CUDA.</summary>
/// <param name="type">Float or Float16.</param>
internal sealed class FloatForm(OnnxType type) : WeightForm
{
    private string _embedding = "";

    public override OnnxType Type => type;

    public override string Linear(GraphWriter writer, string output, string input, Linear linear)
    {
        string weight = writer.Weight(FloatTensors.InFirst($"{output}.weight", linear.Matrix, type));
        return linear.Bias is null
            ? writer.Add("MatMul", output, [input, weight])
            : writer.Add("Add", output, [writer.Add("MatMul", $"{output}.product", [input, weight]), Plain(writer, $"{output}.bias", linear.Bias)]);
    }

    public override string Embed(GraphWriter writer, string output, string ids, Weight embedding)
    {
        _embedding = Plain(writer, "embedding", embedding);
        return writer.Add("Gather", output, [_embedding, ids]);
    }

    public override string Head(GraphWriter writer, string output, string rows, DecoderWeights weights)
        => weights.Head is null
            ? writer.Add("Gemm", output, [rows, _embedding], ("transB", 1)) // the table that Embed reads, stored once
            : Linear(writer, output, rows, weights.Head);
}
