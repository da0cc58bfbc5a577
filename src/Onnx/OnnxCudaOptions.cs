namespace LanguageModeling;

/// <summary>Settings of ONNX Runtime's CUDA provider. Immutable; copy with <c>with</c>.</summary>
public sealed record OnnxCudaOptions
{
    /// <summary>Most bytes of device memory that the provider's arena takes. Default <see langword="null"/>: no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether the arena grows by what is asked for, instead of by powers of two. Default false.</summary>
    public bool GrowAsRequested { get; init; }

    /// <summary>Whether matrix products of float may use TF32, which is faster and has 10 bits of mantissa. Default false.</summary>
    public bool UseTf32 { get; init; }
}
