using System.Runtime.InteropServices;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Decoders;

/// <summary>Weights as tensors of a graph. They are read and converted only when the file is written, one at a time.</summary>
internal static class FloatTensors
{
    /// <summary>A weight as it is, in float32.</summary>
    public static OnnxTensor Float(string name, Weight weight) => Lazy(name, weight.Dims, weight.Read);

    /// <summary>A matrix as [in, out], in float32.</summary>
    public static OnnxTensor InFirst(string name, Matrix matrix) => Lazy(name, [matrix.In, matrix.Out], matrix.ReadInFirst);

    private static OnnxTensor Lazy(string name, long[] dims, Func<float[]> read)
    {
        long bytes = OnnxTypes.CountElements(dims, sizeof(float)) * sizeof(float);
        return new OnnxTensor(name, OnnxType.Float, dims, TensorBytes.Lazy(bytes, stream => Write(stream, read())));
    }

    // A span of bytes ends at 2 GB, which a large embedding passes.
    private static void Write(Stream stream, ReadOnlySpan<float> values)
    {
        const int Part = 1 << 24;
        for (; !values.IsEmpty; values = values[Math.Min(Part, values.Length)..])
        {
            stream.Write(MemoryMarshal.AsBytes(values[..Math.Min(Part, values.Length)]));
        }
    }
}
