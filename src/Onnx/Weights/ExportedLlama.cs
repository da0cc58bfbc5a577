using System.Text.RegularExpressions;
using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>
/// The weights of a Llama-family model out of an ONNX model that another tool exported, under the names that they have at Hugging Face. Layers on one input
/// can stand in any order, so that the order of computation does not tell them apart, as GPT-2's does: the names of weights or of operators must.
/// </summary>
/// <remarks>
/// Exporters keep the names of embeddings, normalisations and biases. Matrices they turn round, and call <c>onnx::MatMul_123</c>; then the operator still has
/// its place in the model as its name, <c>/model/layers.0/self_attn/q_proj/MatMul</c>. onnxruntime-genai has names of its own for a few.
/// </remarks>
internal sealed partial class ExportedLlama : WeightSource
{
    private readonly GraphConstants _constants;
    private readonly Dictionary<string, Weight> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _linears = new(StringComparer.Ordinal); // by the names of their matrices
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    private ExportedLlama(OnnxGraph graph, string path)
        : base(path)
    {
        _constants = new GraphConstants(graph);
        graph.Initializers.ForEach(AddNamed);
        List<OnnxNode> nameless = [];
        foreach (OnnxNode node in graph.Nodes)
        {
            ExportedParts.Refuse(node, path);
            Add(node, nameless);
        }

        if (nameless.Count > 0)
        {
            throw new NotSupportedException(
                $"{path}: nothing tells which layer {nameless[0]} is, which reads \"{nameless[0].Input(1)}\": the export has lost the names of {nameless.Count} matrices. "
                + "Export it again with names, or build from the safetensors files of the model.");
        }
    }

    /// <summary>Reads the weights of a model.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="config">What the model is.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="NotSupportedException">The graph is quantised, has lost the names of its weights, or has layers that this family does not.</exception>
    /// <exception cref="InvalidDataException">Weights are missing, or do not fit the config.</exception>
    public static DecoderWeights Read(OnnxGraph graph, ModelConfig config, string path)
    {
        using var source = new ExportedLlama(graph, path);
        DecoderWeights weights = LlamaWeights.Read(config, source, config.Path);
        (string name, OnnxNode? other) = source._linears.FirstOrDefault(linear => linear.Key != "lm_head.weight" && !source._found.Contains(linear.Key));
        return other is null ? weights : throw new NotSupportedException(
            $"{path} has the layer {other} (\"{name}\"), which the config.json does not speak of. Build from the safetensors files of the model instead.");
    }

    public override Weight? Find(string name)
    {
        _found.Add(name);
        return _weights.GetValueOrDefault(name);
    }

    /// <summary>The weights belong to the reader of the file.</summary>
    public override void Dispose()
    {
    }

    /// <summary>Vectors and the embedding stand under their own names.</summary>
    private void AddNamed(OnnxTensor tensor)
    {
        string name = Standard(tensor.Name);
        if (tensor.Type is OnnxType.Float or OnnxType.Float16 or OnnxType.BFloat16 && (tensor.Dims.Length == 1 || name.EndsWith("embed_tokens.weight", StringComparison.Ordinal)))
        {
            _weights[name] = Weight.Of(tensor);
        }
    }

    private void Add(OnnxNode node, List<OnnxNode> nameless)
    {
        bool isLinear = node.OpType is "MatMul" or "Gemm" or "FusedMatMul";
        if (isLinear && _constants.TryFind(node.Input(1), 2, out OnnxTensor? matrix, out bool transposed))
        {
            if (NameOf(node, matrix) is not { } name)
            {
                nameless.Add(node);
                return;
            }

            bool outFirst = transposed != (node.Int("transB", 0) == 1);
            _linears[$"{name}.weight"] = node;
            _weights[$"{name}.weight"] = outFirst ? Weight.Of(matrix) : Weight.Transposed(matrix.Name, matrix);
            if (node.OpType == "Gemm" && _constants.TryFindVector(node.Input(2), out OnnxTensor? bias))
            {
                _weights[$"{name}.bias"] = Weight.Of(bias);
            }
        }
        else if (node.OpType == "Gather" && node.Input(1).Contains("input_ids", StringComparison.Ordinal) && _constants.TryFind(node.Input(0), 2, out OnnxTensor? table, out bool isTurned) && !isTurned)
        {
            _weights["model.embed_tokens.weight"] = Weight.Of(table);
        }
    }

    /// <summary>The name of a layer, by the name of its matrix, or else by the place of its operator.</summary>
    private static string? NameOf(OnnxNode node, OnnxTensor matrix)
    {
        string name = Standard(matrix.Name);
        if (name.EndsWith(".weight", StringComparison.Ordinal) && IsLayer().IsMatch(name[..^".weight".Length]))
        {
            return name[..^".weight".Length];
        }

        string[] places = node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string place = Standard(string.Join('.', places[..Math.Max(0, places.Length - 1)]));
        return IsLayer().IsMatch(place) ? place : matrix.Name.EndsWith("embed_tokens.weight", StringComparison.Ordinal) ? "lm_head" : null;
    }

    /// <summary>onnxruntime-genai's names as those of Hugging Face.</summary>
    private static string Standard(string name) => GenAINorm().Replace(name, "model.norm.")
        .Replace(".attn.", ".self_attn.", StringComparison.Ordinal).Replace(".MatMul.", ".", StringComparison.Ordinal).Replace(".Add.", ".", StringComparison.Ordinal);

    [GeneratedRegex(@"^((model\.)?layers\.\d+\.(self_attn|mlp)\.\w+|lm_head)$", RegexOptions.CultureInvariant)]
    private static partial Regex IsLayer();

    [GeneratedRegex(@"^model\.layers\.\d+\.final_norm_layernorm\.", RegexOptions.CultureInvariant)]
    private static partial Regex GenAINorm();
}
