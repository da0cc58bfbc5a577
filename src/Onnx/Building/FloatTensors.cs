using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>Weights as floating tensors of a graph. They are read and converted only when the file is written, one at a time.</summary>
internal static class FloatTensors
{
    private const int Part = 1 << 24; // elements: a span of bytes ends at 2 GB, which a large embedding passes

    /// <summary>A weight as it is.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="type">Float or Float16.</param>
    public static OnnxTensor Of(string name, Weight weight, OnnxType type) => Lazy(name, weight.Dims, weight.Read, type);

    /// <summary>A matrix as [in, out].</summary>
    public static OnnxTensor InFirst(string name, Matrix matrix, OnnxType type) => Lazy(name, [matrix.In, matrix.Out], matrix.ReadInFirst, type);

    private static OnnxTensor Lazy(string name, long[] dims, Func<float[]> read, OnnxType type)
    {
        long bytes = OnnxTypes.CountElements(dims, type.Size()) * type.Size();
        return new OnnxTensor(name, type, dims, TensorBytes.Lazy(bytes, stream => Write(stream, read(), type == OnnxType.Float16)));
    }

    /// <summary>Writes numbers as float32 or float16, whatever their number.</summary>
    public static void Write(Stream stream, ReadOnlySpan<float> values, bool half)
    {
        Half[] halves = half ? new Half[Math.Min(Part, values.Length)] : [];
        while (!values.IsEmpty)
        {
            ReadOnlySpan<float> part = values[..Math.Min(Part, values.Length)];
            if (half)
            {
                TensorPrimitives.ConvertToHalf(part, halves);
                stream.Write(MemoryMarshal.AsBytes(halves.AsSpan(0, part.Length)));
            }
            else
            {
                stream.Write(MemoryMarshal.AsBytes(part));
            }

            values = values[part.Length..];
        }
    }
}
