using Microsoft.ML.OnnxRuntime;
using Microsoft.Win32.SafeHandles;

namespace LanguageModeling.Tensors;

/// <summary>Memory that ONNX Runtime reads and writes in place.</summary>
/// <param name="size">Number of bytes.</param>
/// <param name="place">The device that it is the memory of.</param>
internal abstract class TensorMemory(long size, OrtMemoryInfo place) : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Number of bytes.</summary>
    public long Size { get; } = size;

    /// <summary>The device that it is the memory of.</summary>
    public OrtMemoryInfo Place { get; } = place;

    /// <summary>Where it is, for that device.</summary>
    public nint Address => handle;
}
