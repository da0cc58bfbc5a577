using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>8 bits with one scale for each output, activations in 8 bits with one scale for each call.</summary>
/// <param name="vnni">
/// Whether the processor adds products of 8 bits in 32. Without VNNI instructions it adds pairs of them in 16, where -127 … 127 times 0 … 255
/// overflow and are cut: logits of a tiny model were off by a fifth. Codes from -64 to 64 never overflow.
/// </param>
internal sealed class ColumnForm(bool vnni) : WeightForm
{
    private readonly SymmetricColumns _columns = new(vnni ? 127 : 64);

    public override OnnxType Type => OnnxType.Float;

    public override string Linear(GraphWriter writer, string output, string input, Linear linear)
        => Product(writer, output, input, linear.Matrix, linear.Bias);

    // Rows of the table in 8 bits, one scale for each: the numbers of the head, stored the other way round.
    public override string Embed(GraphWriter writer, string output, string ids, Weight embedding)
    {
        var table = Matrix.OutFirst(embedding);
        string codes = writer.Weight(_columns.Codes("embedding.codes", table, inFirst: false));
        string scales = writer.Weight(_columns.Scales("embedding.scales", table, table.Out, 1));
        string rows = writer.Add("Cast", "embedding.rows", [writer.Add("Gather", "embedding.row_codes", [codes, ids])], ("to", (int)OnnxType.Float));
        return writer.Add("Mul", output, [rows, writer.Add("Gather", "embedding.row_scales", [scales, ids])]);
    }

    public override string Head(GraphWriter writer, string output, string rows, DecoderWeights weights)
        => Product(writer, output, rows, HeadMatrix(weights), weights.Head?.Bias);

    private string Product(GraphWriter writer, string output, string input, Matrix matrix, Weight? bias)
    {
        string codes = writer.Weight(_columns.Codes($"{output}.codes", matrix, inFirst: true));
        string scales = writer.Weight(_columns.Scales($"{output}.scales", matrix, matrix.Out));
        return writer.Fused("DynamicQuantizeMatMul", output, bias is null ? [input, codes, scales] : [input, codes, scales, "", Plain(writer, $"{output}.bias", bias)]);
    }
}
