using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>
/// What an exported GPT-2 is made of, in the order of computation. Exporters name weights as they like and fuse operators as they like; the order in
/// which a decoder uses its weights is always the same.
/// </summary>
internal sealed class ExportedParts
{
    private readonly GraphConstants _constants;
    private readonly string _path;

    public ExportedParts(OnnxGraph graph, string path)
    {
        _constants = new GraphConstants(graph);
        _path = path;
        foreach (OnnxNode node in graph.Nodes)
        {
            Add(node);
        }
    }

    public OnnxTensor? Tokens { get; private set; }

    public OnnxTensor? Positions { get; private set; }

    public List<NormWeights> Norms { get; } = [];

    public List<Linear> Linears { get; } = [];

    public Activation? Activation { get; private set; }

    /// <summary>Heads, where an operator says it.</summary>
    public int? Heads { get; private set; }

    public float? NormEpsilon { get; private set; }

    private void Add(OnnxNode node)
    {
        switch (node.OpType)
        {
            case "Gather":
                AddTable(node);
                break;
            case "EmbedLayerNormalization": // ids, segments, tokens, positions, segment table, scale, bias
                Tokens = Matrix(node, 2);
                Positions = Matrix(node, 3);
                AddNorm(node, 5);
                break;
            case "LayerNormalization":
                AddNorm(node, 1);
                break;
            case "SkipLayerNormalization": // a, b, scale, bias, bias of the linear layer before
                AddNorm(node, 2);
                break;
            case "Mul":
                AddSpelledOutNorm(node);
                break;
            case "MatMul" or "Gemm" or "FusedMatMul":
                AddLinear(node, node.Int("transB", 0) == 1);
                break;
            case "Attention": // x, packed weight, bias
                AddLinear(node, false);
                NoteHeads(node);
                break;
            case "GroupQueryAttention" or "MultiHeadAttention":
                NoteHeads(node);
                break;
            case "Tanh" or "FastGelu":
                Activation ??= Weights.Activation.TanhGelu;
                break;
            case "Gelu" or "BiasGelu" or "Erf":
                Activation ??= Weights.Activation.Gelu;
                break;
            case "Relu":
                Activation ??= Weights.Activation.Relu;
                break;
            default:
                Refuse(node, _path);
                break;
        }
    }

    /// <summary>Refuses an operator that no model has whose weights can be read.</summary>
    /// <exception cref="NotSupportedException">It is one; the message says why.</exception>
    public static void Refuse(OnnxNode node, string path)
    {
        switch (node.OpType)
        {
            case "If" or "Loop" or "Scan" when node.Attributes.Values.OfType<OnnxGraph>().Any(graph => graph.Nodes.Exists(inner => inner.OpType is "MatMul" or "Gemm" or "Attention")):
                throw new NotSupportedException($"{path} has the operator {node}: merged exports are not read. Take decoder_model.onnx or model.onnx of the same folder.");
            case "DynamicQuantizeMatMul" or "MatMulInteger" or "MatMulNBits" or "QLinearMatMul" or "DequantizeLinear" or "DynamicQuantizeLinear":
                throw new NotSupportedException($"{path} has the operator {node}: the model is quantised. Build from the model in floating point.");
        }
    }

    // The table that input_ids index holds the tokens, another one the positions.
    private void AddTable(OnnxNode node)
    {
        if (!_constants.TryFind(node.Input(0), 2, out OnnxTensor? table, out bool transposed) || transposed)
        {
            return;
        }

        if (ComesFromIds(node.Input(1)))
        {
            Tokens = table;
        }
        else
        {
            Positions ??= table;
        }
    }

    private bool ComesFromIds(string value)
    {
        for (int steps = 0; steps < 16; steps++)
        {
            if (_constants.Producer(value) is not { OpType: "Reshape" or "Cast" or "Squeeze" or "Unsqueeze" or "Flatten" or "Identity" } node)
            {
                break;
            }

            value = node.Input(0);
        }

        return value.Contains("input_ids", StringComparison.Ordinal);
    }

    private void AddNorm(OnnxNode node, int firstInput)
    {
        Norms.Add(new NormWeights(Weight.Of(Vector(node, firstInput)), Weight.Of(Vector(node, firstInput + 1))));
        NormEpsilon ??= node.Float("epsilon", 1e-5f);
    }

    // Before opset 17: … Div → Mul(scale) → Add(bias).
    private void AddSpelledOutNorm(OnnxNode node)
    {
        for (int i = 0; i < 2 && node.Outputs.Count == 1; i++)
        {
            if (_constants.TryFindVector(node.Input(i), out OnnxTensor? scale) && _constants.Producer(node.Input(1 - i)) is { OpType: "Div" }
                && scale.Dims[0] > 1 && BiasAfter(node) is { } bias)
            {
                Norms.Add(new NormWeights(Weight.Of(scale), bias));
            }
        }
    }

    private void AddLinear(OnnxNode node, bool outFirst)
    {
        if (!_constants.TryFind(node.Input(1), 2, out OnnxTensor? matrix, out bool transposed))
        {
            return; // two computed values: attention
        }

        Weight? bias = node.OpType != "MatMul" && _constants.TryFindVector(node.Input(2), out OnnxTensor? own) ? Weight.Of(own) : BiasAfter(node);
        var weight = Weight.Of(matrix);
        Linears.Add(new Linear(outFirst != transposed ? Weights.Matrix.OutFirst(weight) : Weights.Matrix.InFirst(weight), bias));
    }

    // The bias may be added on its own or by what reads the product.
    private Weight? BiasAfter(OnnxNode node)
    {
        foreach (OnnxNode next in _constants.Consumers(node.Outputs[0]))
        {
            (int first, int last) = next.OpType switch
            {
                "Add" => (0, 1),
                "FastGelu" or "BiasGelu" => (1, 1),
                "SkipLayerNormalization" => (4, 4),
                _ => (0, -1),
            };
            for (int i = first; i <= last; i++)
            {
                if (_constants.TryFindVector(next.Input(i), out OnnxTensor? bias) && bias.Dims[0] > 1)
                {
                    return Weight.Of(bias);
                }
            }
        }

        return null;
    }

    private void NoteHeads(OnnxNode node)
    {
        if (node.Int("num_heads", 0) is > 0 and < int.MaxValue and var heads)
        {
            Heads = (int)heads;
        }
    }

    private OnnxTensor Vector(OnnxNode node, int input) => _constants.TryFindVector(node.Input(input), out OnnxTensor? vector) ? vector
        : throw new NotSupportedException($"{_path}: input {input} of {node} is not a constant vector. Build from the safetensors files of the model instead.");

    private OnnxTensor Matrix(OnnxNode node, int input) => _constants.TryFind(node.Input(input), 2, out OnnxTensor? matrix, out _) ? matrix
        : throw new NotSupportedException($"{_path}: input {input} of {node} is not a constant matrix. Build from the safetensors files of the model instead.");
}
