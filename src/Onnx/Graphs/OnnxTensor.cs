namespace LanguageModeling.Graphs;

/// <summary><c>TensorProto</c>: a constant. Its bytes are fetched when they are needed, so that a large weight is in memory once, and briefly.</summary>
/// <param name="Name">Name of the value that it gives.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Dimensions; none for a scalar.</param>
/// <param name="Data">Little-endian elements in row-major order.</param>
internal sealed record OnnxTensor(string Name, OnnxType Type, long[] Dims, TensorBytes Data)
{
    /// <summary>Number of elements.</summary>
    public long Count => OnnxTypes.CountElements(Dims, Math.Max(1, Type.Size()));

    public static OnnxTensor Of(string name, ReadOnlySpan<long> values, params long[] dims)
        => new(name, OnnxType.Int64, dims, TensorBytes.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).ToArray()));

    public static OnnxTensor Of(string name, ReadOnlySpan<float> values, params long[] dims)
        => new(name, OnnxType.Float, dims, TensorBytes.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values).ToArray()));
}
