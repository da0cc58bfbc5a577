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
        string product = Product(writer, linear.Bias is null ? output : $"{output}.product", input, linear, out string? bias);
        return bias is null ? product : writer.Add("Add", output, [product, bias]);
    }

    public override string Product(GraphWriter writer, string output, string input, Linear linear, out string? bias)
    {
        string weight = writer.Weight(FloatTensors.InFirst($"{output}.weight", linear.Matrix, type));
        bias = linear.Bias is null ? null : Plain(writer, $"{output}.bias", linear.Bias);
        return writer.Add("MatMul", output, [input, weight]);
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
