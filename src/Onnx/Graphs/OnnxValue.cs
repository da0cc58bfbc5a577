namespace LanguageModeling.Graphs;

/// <summary><c>ValueInfoProto</c> of a tensor that goes in or out of a graph.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Each dimension: a number, or a name where it is free; null when the file gives no shape.</param>
internal sealed record OnnxValue(string Name, OnnxType Type, IReadOnlyList<OnnxDim>? Dims);

/// <summary>One dimension of a value.</summary>
/// <param name="Size">The number, or -1 when it is free.</param>
/// <param name="Name">Name of a free dimension, maybe empty.</param>
internal readonly record struct OnnxDim(long Size, string Name)
{
    public static implicit operator OnnxDim(long size) => new(size, "");

    public static implicit operator OnnxDim(string name) => new(-1, name);
}
