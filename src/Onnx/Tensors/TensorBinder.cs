using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Tensors;

/// <summary>Binds memory as inputs and outputs of a session, without a managed object for any of them.</summary>
/// <remarks>
/// The shapes of a cache that grows change at every step. Through <see cref="OrtValue"/> that took 4,000 managed bytes a token on a model of two layers: an
/// object, a shape and an encoded name for each part. These are the calls that the C# API makes.
/// </remarks>
internal static unsafe class TensorBinder
{
    private const int MostBytesOnStack = 256;

    /// <summary>
    /// Binds an input. Where the operator that takes it runs on another device than the memory is of, its contents are copied now: what changes later is not
    /// seen before the next call.
    /// </summary>
    /// <param name="binding">Gets it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="memory">Where they are; must outlive the runs.</param>
    /// <param name="offset">Bytes before the first of them.</param>
    /// <param name="shape">Its shape.</param>
    public static void BindInput(OrtIoBinding binding, string name, TensorElementType type, TensorMemory memory, long offset, params ReadOnlySpan<long> shape)
        => Bind(OrtApi.BindInput, binding, name, type, memory, offset, shape);

    /// <summary>Binds an output; see <see cref="BindInput"/>.</summary>
    public static void BindOutput(OrtIoBinding binding, string name, TensorElementType type, TensorMemory memory, long offset, params ReadOnlySpan<long> shape)
        => Bind(OrtApi.BindOutput, binding, name, type, memory, offset, shape);

    private static void Bind(
        delegate* unmanaged<nint, byte*, nint, nint> bind, OrtIoBinding binding, string name, TensorElementType type, TensorMemory memory, long offset, ReadOnlySpan<long> shape)
    {
        long size = SizeOf(type);
        foreach (long dimension in shape)
        {
            size = checked(size * dimension);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + size, memory.Size, nameof(shape));
        int most = Encoding.UTF8.GetMaxByteCount(name.Length) + 1;
        Span<byte> utf8 = most <= MostBytesOnStack ? stackalloc byte[MostBytesOnStack] : new byte[most];
        utf8[Encoding.UTF8.GetBytes(name, utf8)] = 0;
        nint value = 0;
        fixed (byte* text = utf8)
        fixed (long* dims = shape)
        {
            OrtApi.Check(
                OrtApi.CreateTensorWithData(
                    memory.Place.DangerousGetHandle(), (byte*)memory.Address + offset, (nuint)size, dims, (nuint)shape.Length, (int)type, &value),
                "a tensor");
            nint status = bind(binding.DangerousGetHandle(), text, value);
            OrtApi.ReleaseValue(value); // the binding keeps the tensor
            OrtApi.Check(status, "a tensor");
        }

        GC.KeepAlive(binding);
        GC.KeepAlive(memory);
    }

    private static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Int64 => sizeof(long),
        TensorElementType.Float or TensorElementType.Int32 => sizeof(float),
        TensorElementType.Float16 or TensorElementType.BFloat16 => sizeof(ushort),
        TensorElementType.Bool => sizeof(bool),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No decoder has elements of this type."),
    };
}
