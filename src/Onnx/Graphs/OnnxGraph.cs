namespace LanguageModeling.Graphs;

/// <summary><c>GraphProto</c>: nodes in topological order, the weights they read, what goes in and out.</summary>
internal sealed class OnnxGraph
{
    public string Name { get; set; } = "graph";

    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxTensor> Initializers { get; } = [];

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];
}
