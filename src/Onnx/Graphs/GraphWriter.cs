using System.Globalization;

namespace LanguageModeling.Graphs;

/// <summary>Puts a graph together, node by node, in the order of computation.</summary>
/// <param name="graph">The graph that grows.</param>
/// <param name="prefix">Begins the names of constants: those of a graph within a graph must be new.</param>
internal sealed class GraphWriter(OnnxGraph graph, string prefix = "")
{
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    public OnnxGraph Graph { get; } = graph;

    /// <summary>Adds an operator with one output.</summary>
    /// <param name="type">The operator; those of <see cref="OnnxNode.Microsoft"/> are named with that domain by <see cref="Fused"/>.</param>
    /// <param name="output">Name of the output, and of the node.</param>
    /// <param name="inputs">Names of the inputs; empty for one that is left out.</param>
    /// <param name="attributes">Attributes.</param>
    /// <returns>The name of the output.</returns>
    public string Add(string type, string output, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Add("", type, [output], inputs, attributes);
        return output;
    }

    /// <summary>Adds an operator of ONNX Runtime's own with one output.</summary>
    public string Fused(string type, string output, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        Add(OnnxNode.Microsoft, type, [output], inputs, attributes);
        return output;
    }

    /// <summary>Adds an operator with any number of outputs.</summary>
    public void Add(string domain, string type, string[] outputs, string[] inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new OnnxNode { Name = outputs[0].Length > 0 ? outputs[0] : outputs[^1], OpType = type, Domain = domain };
        node.Inputs.AddRange(inputs);
        node.Outputs.AddRange(outputs);
        foreach ((string name, object value) in attributes)
        {
            node.Attributes.Add(name, value is int number ? (long)number : value);
        }

        Graph.Nodes.Add(node);
    }

    /// <summary>Adds a weight.</summary>
    /// <returns>Its name.</returns>
    public string Weight(OnnxTensor tensor)
    {
        Graph.Initializers.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A constant vector of whole numbers; the same numbers are stored once.</summary>
    public string Constant(params ReadOnlySpan<long> values)
    {
        string name = $"{prefix}ints_{string.Join('_', values.ToArray())}";
        return _constants.Add(name) ? Weight(OnnxTensor.Of(name, values, values.Length)) : name;
    }

    /// <summary>A constant whole number without dimensions.</summary>
    public string Scalar(long value)
    {
        string name = $"{prefix}int_{value}";
        return _constants.Add(name) ? Weight(OnnxTensor.Of(name, [value])) : name;
    }

    /// <summary>A constant number without dimensions.</summary>
    public string Scalar(float value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{prefix}float_{value}");
        return _constants.Add(name) ? Weight(OnnxTensor.Of(name, [value])) : name;
    }

    public void Input(string name, OnnxType type, params OnnxDim[] dims) => Graph.Inputs.Add(new OnnxValue(name, type, dims));

    public void Output(string name, OnnxType type, params OnnxDim[] dims) => Graph.Outputs.Add(new OnnxValue(name, type, dims));
}
