namespace LanguageModeling.Graphs;

/// <summary><c>NodeProto</c>: one operator. An optional input or output that is left out has an empty name.</summary>
internal sealed class OnnxNode
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    public string Name { get; set; } = "";

    public string OpType { get; set; } = "";

    /// <summary>Empty for ONNX itself.</summary>
    public string Domain { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>
    /// Attributes: <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, <see cref="OnnxTensor"/>, <see cref="OnnxGraph"/>, <c>long[]</c> or
    /// <c>float[]</c>; <see langword="null"/> for a kind that no decoder needs.
    /// </summary>
    public SortedDictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>An input, or empty where there is none.</summary>
    public string Input(int index) => index < Inputs.Count ? Inputs[index] : "";

    public long Int(string name, long otherwise) => Attributes.GetValueOrDefault(name) is long value ? value : otherwise;

    public float Float(string name, float otherwise) => Attributes.GetValueOrDefault(name) is float value ? value : otherwise;

    public override string ToString() => $"{OpType} \"{Name}\"";
}
