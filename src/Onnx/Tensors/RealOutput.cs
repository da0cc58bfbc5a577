using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LanguageModeling.Signatures;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tensors;

/// <summary>An output of float, float16 or bfloat16 over memory of its own, read as rows of float.</summary>
internal sealed class RealOutput : IDisposable
{
    private readonly TensorElementType _type;
    private readonly OutputMemory? _own;
    private readonly NativeBuffer _memory;

    /// <param name="binding">Gets the output.</param>
    /// <param name="value">The output.</param>
    /// <param name="shared">Memory to use, which stays its owner's; null for some of its own.</param>
    /// <param name="shape">Its shape.</param>
    public RealOutput(OrtIoBinding binding, GraphValue value, OutputMemory? shared, params ReadOnlySpan<long> shape)
    {
        _type = value.Type;
        long count = 1;
        foreach (long dimension in shape)
        {
            count = checked(count * dimension);
        }

        long size = count * ElementSize(_type);
        _own = shared is null ? new OutputMemory() : null;
        _memory = (shared ?? _own!).Take(size);
        TensorBinder.BindOutput(binding, value.Name, _type, _memory, 0, shape);
    }

    /// <summary>Bytes of an element.</summary>
    public static int ElementSize(TensorElementType type) => type == TensorElementType.Float ? sizeof(float) : sizeof(ushort);

    /// <summary>Reads a row.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="values">Receives it.</param>
    public void Read(long row, Span<float> values)
    {
        switch (_type)
        {
            case TensorElementType.Float:
                _memory.AsSpan<float>(row * values.Length, values.Length).CopyTo(values);
                break;
            case TensorElementType.Float16:
                TensorPrimitives.ConvertToSingle(_memory.AsSpan<Half>(row * values.Length, values.Length), values);
                break;
            default:
                Span<ushort> halves = _memory.AsSpan<ushort>(row * values.Length, values.Length);
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
                for (int i = 0; i < halves.Length; i++)
                {
                    bits[i] = (uint)halves[i] << 16; // bfloat16 is the upper half of a float
                }

                break;
        }
    }

    /// <summary>The row itself, where the elements are float; else a copy in <paramref name="room"/>.</summary>
    public ReadOnlySpan<float> Row(long row, Span<float> room)
    {
        if (_type == TensorElementType.Float)
        {
            return _memory.AsSpan<float>(row * room.Length, room.Length);
        }

        Read(row, room);
        return room;
    }

    public void Dispose() => _own?.Dispose();
}
