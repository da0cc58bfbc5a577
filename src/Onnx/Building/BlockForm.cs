using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>4 or 8 bits with one scale for each block of inputs. The embedding is stored once, for both of its uses.</summary>
/// <param name="bits">4 or 8.</param>
/// <param name="blockSize">Inputs that share a scale: 32 or 128.</param>
/// <param name="type">Type of activations and scales: Float on the processor, Float16 on CUDA.</param>
internal sealed class BlockForm(int bits, int blockSize, OnnxType type) : WeightForm
{
    private const int Int8Activations = 4; // accuracy_level: on the processor twice as fast as float32 activations

    private readonly QuantizedBlocks _blocks = new(bits, blockSize);
    private string _tableCodes = "";
    private string _tableScales = "";

    public override OnnxType Type => type;

    public override string Linear(GraphWriter writer, string output, string input, Linear linear)
    {
        (string codes, string scales) = Add(writer, output, linear.Matrix);
        return Product(writer, output, input, linear.Matrix, codes, scales, linear.Bias is null ? null : Plain(writer, $"{output}.bias", linear.Bias));
    }

    public override string Embed(GraphWriter writer, string output, string ids, Weight embedding)
    {
        var table = Matrix.OutFirst(embedding);
        (_tableCodes, _tableScales) = Add(writer, "embedding", table);
        int blocks = _blocks.CountBlocks(table.In);
        // [V, blocks, bytes] as it is: a row of the table is [blocks, blockSize] numbers.
        string scales = writer.Add("Reshape", "embedding.block_scales", [_tableScales, writer.Constant(table.Out, blocks, 1)]);
        string rows = writer.Fused("GatherBlockQuantized", "embedding.blocks", [_tableCodes, ids, scales],
            ("gather_axis", 0), ("quantize_axis", 2), ("block_size", blockSize), ("bits", bits));
        string whole = writer.Add("Reshape", blocks * blockSize == table.In ? output : $"{output}.padded", [rows, writer.Constant(0, 0, blocks * blockSize)]);
        return blocks * blockSize == table.In ? whole : writer.Add("Slice", output, [whole, writer.Constant(0), writer.Constant(table.In), writer.Constant(2)]);
    }

    public override string Head(GraphWriter writer, string output, string rows, DecoderWeights weights)
        => weights.Head is null
            ? Product(writer, output, rows, HeadMatrix(weights), _tableCodes, _tableScales, null)
            : Linear(writer, output, rows, weights.Head);

    private (string Codes, string Scales) Add(GraphWriter writer, string name, Matrix matrix)
        => (writer.Weight(_blocks.Codes($"{name}.codes", matrix)), writer.Weight(_blocks.Scales($"{name}.scales", matrix, type)));

    private string Product(GraphWriter writer, string output, string input, Matrix matrix, string codes, string scales, string? bias)
    {
        List<(string, object)> attributes = [("K", matrix.In), ("N", matrix.Out), ("bits", bits), ("block_size", blockSize)];
        if (type == OnnxType.Float)
        {
            attributes.Add(("accuracy_level", Int8Activations));
        }

        return writer.Fused("MatMulNBits", output, bias is null ? [input, codes, scales] : [input, codes, scales, "", "", bias],
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(attributes));
    }
}
