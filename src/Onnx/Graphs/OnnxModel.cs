namespace LanguageModeling.Graphs;

/// <summary>An ONNX file in memory: <c>ModelProto</c>, as far as decoders need it. Weights stay where they are until they are read.</summary>
internal sealed class OnnxModel
{
    /// <summary>Version of the file format.</summary>
    public long IrVersion { get; set; } = 8;

    public string Producer { get; set; } = "LanguageModeling";

    /// <summary>Operator sets by domain; the empty domain is ONNX itself.</summary>
    public SortedDictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    /// <summary><c>metadata_props</c>.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public OnnxGraph Graph { get; set; } = new();
}
