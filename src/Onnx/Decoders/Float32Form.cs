using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Decoders;

/// <summary>Everything in float32: the reference for all other forms.</summary>
internal sealed class Float32Form : WeightForm
{
    private string _embedding = "";

    protected override string Product(GraphWriter writer, string output, string input, Matrix matrix, Weight? bias)
    {
        string weight = writer.Weight(FloatTensors.InFirst($"{output}.weight", matrix));
        return bias is null
            ? writer.Add("MatMul", output, [input, weight])
            : writer.Add("Add", output, [writer.Add("MatMul", $"{output}.product", [input, weight]), Plain(writer, $"{output}.bias", bias)]);
    }

    public override string Embed(GraphWriter writer, string output, string ids, Weight embedding)
    {
        _embedding = Plain(writer, "embedding", embedding);
        return writer.Add("Gather", output, [_embedding, ids]);
    }

    public override void Logits(GraphWriter writer, string output, string hidden, DecoderWeights weights)
    {
        string rows = writer.Add("Squeeze", $"{output}.rows", [hidden, writer.Constant(0)]); // [R, D]
        if (weights.Head is null)
        {
            writer.Add("Gemm", output, [rows, _embedding], ("transB", 1)); // the table that Embed reads, stored once
        }
        else
        {
            Product(writer, output, rows, weights.Head.Matrix, weights.Head.Bias);
        }
    }
}
