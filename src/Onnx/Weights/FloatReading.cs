using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>Reads numbers of any floating type as <see cref="float"/>.</summary>
internal static class FloatReading
{
    private const int Chunk = 1 << 16;

    /// <summary>Reads a run of elements.</summary>
    /// <param name="data">Little-endian elements.</param>
    /// <param name="first">Number of the first element.</param>
    /// <param name="type">Float, Float16 or BFloat16.</param>
    /// <param name="destination">Receives the elements.</param>
    public static void Read(TensorBytes data, long first, OnnxType type, Span<float> destination)
    {
        if (type == OnnxType.Float)
        {
            data.Read(first * sizeof(float), MemoryMarshal.AsBytes(destination));
            return;
        }

        var raw = new ushort[Math.Min(Chunk, destination.Length)];
        while (!destination.IsEmpty)
        {
            Span<ushort> part = raw.AsSpan(0, Math.Min(raw.Length, destination.Length));
            data.Read(first * sizeof(ushort), MemoryMarshal.AsBytes(part));
            if (type == OnnxType.Float16)
            {
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(part), destination);
            }
            else
            {
                for (int i = 0; i < part.Length; i++)
                {
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)part[i] << 16); // bfloat16 is the upper half
                }
            }

            first += part.Length;
            destination = destination[part.Length..];
        }
    }
}
