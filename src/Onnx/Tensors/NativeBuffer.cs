using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace LanguageModeling.Tensors;

/// <summary>Memory of the processor, outside the managed heap. Starts as zeros.</summary>
internal sealed unsafe class NativeBuffer : TensorMemory
{
    private const nuint Alignment = 64;

    /// <summary>Takes memory.</summary>
    /// <param name="size">Number of bytes, at least 0.</param>
    public NativeBuffer(long size)
        : base(size, OrtMemoryInfo.DefaultInstance)
    {
        nuint taken = checked((nuint)Math.Max(size, 1));
        void* memory = NativeMemory.AlignedAlloc(taken, Alignment);
        NativeMemory.Clear(memory, taken);
        SetHandle((nint)memory);
        GC.AddMemoryPressure((long)taken);
    }

    /// <summary>A part of the memory.</summary>
    /// <param name="offset">Where it begins, in elements.</param>
    /// <param name="length">Its length, in elements.</param>
    public Span<T> AsSpan<T>(long offset, int length)
        where T : unmanaged
        => offset >= 0 && (offset + length) * sizeof(T) <= Size
            ? new Span<T>((T*)handle + offset, length)
            : throw new ArgumentOutOfRangeException(nameof(length));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(Size, 1));
        return true;
    }
}
