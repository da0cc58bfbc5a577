using System.Diagnostics.CodeAnalysis;
using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>Which values of a graph are constant: weights, and weights that only change their form on the way.</summary>
internal sealed class GraphConstants
{
    private readonly Dictionary<string, OnnxTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<OnnxNode>> _consumers = new(StringComparer.Ordinal);

    public GraphConstants(OnnxGraph graph)
    {
        graph.Initializers.ForEach(tensor => _tensors[tensor.Name] = tensor);
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node.OpType == "Constant" && node.Outputs.Count == 1 && node.Attributes.GetValueOrDefault("value") is OnnxTensor tensor)
            {
                _tensors[node.Outputs[0]] = tensor;
            }

            node.Outputs.ForEach(output => _producers[output] = node);
            node.Inputs.ForEach(input => (CollectionsOf(input)).Add(node));
        }
    }

    /// <summary>The operator that makes a value, or null for inputs and weights.</summary>
    public OnnxNode? Producer(string value) => _producers.GetValueOrDefault(value);

    /// <summary>The operators that read a value.</summary>
    public IReadOnlyList<OnnxNode> Consumers(string value) => _consumers.GetValueOrDefault(value) ?? [];

    /// <summary>A floating weight with so many dimensions; <paramref name="transposed"/> when the graph turns a matrix round before it is used.</summary>
    public bool TryFind(string value, int rank, [NotNullWhen(true)] out OnnxTensor? tensor, out bool transposed)
    {
        transposed = false;
        for (int steps = 0; steps < 8; steps++)
        {
            if (_tensors.TryGetValue(value, out tensor))
            {
                return tensor.Dims.Length == rank && tensor.Type is OnnxType.Float or OnnxType.Float16 or OnnxType.BFloat16;
            }

            if (Producer(value) is not { OpType: "Identity" or "Cast" or "Transpose" } node)
            {
                break;
            }

            if (node.OpType == "Transpose")
            {
                transposed = !transposed;
            }

            value = node.Input(0);
        }

        tensor = null;
        return false;
    }

    /// <summary>A vector.</summary>
    public bool TryFindVector(string value, [NotNullWhen(true)] out OnnxTensor? tensor) => TryFind(value, 1, out tensor, out _);

    private List<OnnxNode> CollectionsOf(string input)
    {
        if (!_consumers.TryGetValue(input, out List<OnnxNode>? nodes))
        {
            _consumers.Add(input, nodes = []);
        }

        return nodes;
    }
}
