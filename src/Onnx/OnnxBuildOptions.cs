namespace LanguageModeling;

/// <summary>How <see cref="OnnxGptBuilder"/> builds a model. Immutable; copy with <c>with</c>.</summary>
public sealed record OnnxBuildOptions
{
    /// <summary>Bits of the weights. Default <see cref="OnnxPrecision.Fp32"/>.</summary>
    public OnnxPrecision Precision { get; init; } = OnnxPrecision.Fp32;

    /// <summary>For which device the operators are chosen: the processor or CUDA. Default <see cref="OnnxDevice.Cpu"/>. The device number plays no part.</summary>
    public OnnxDevice Device { get; init; } = OnnxDevice.Cpu;

    /// <summary>
    /// Weights that share a scale, where weights have one for each block: 128 (default: the fastest) or 32 (smaller errors, a fifth larger and slower).
    /// </summary>
    public int BlockSize { get; init; } = 128;

    /// <summary>
    /// Whether <see cref="OnnxPrecision.EightBit"/> weights use all codes, which halves their errors but needs a processor with VNNI instructions (x64 of 2019
    /// and later servers, Arm with dot products): on others, results would be wrong. Default <see langword="false"/>: right everywhere.
    /// </summary>
    public bool AssumeVnni { get; init; }

    /// <summary>Most tokens of context, at most what the model was trained for. Default <see langword="null"/>: exactly that.</summary>
    public int? ContextLength { get; init; }

    internal bool IsForCuda => Device.CudaId is not null;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Device);
        if (!Enum.IsDefined(Precision))
        {
            throw new ArgumentOutOfRangeException(nameof(Precision), Precision, "Precision must be Fp32, Fp16, EightBit or FourBit.");
        }

        if (Device == OnnxDevice.Auto)
        {
            throw new ArgumentException("Device must be cpu or cuda: a model file is built for one of them.", nameof(Device));
        }

        if (Precision == OnnxPrecision.Fp16 && !IsForCuda)
        {
            throw new ArgumentException("Precision fp16 is for CUDA: processors have no fast operators for it. Take fp32, int8 or int4, or device cuda.", nameof(Precision));
        }

        if (BlockSize is not (32 or 128))
        {
            throw new ArgumentOutOfRangeException(nameof(BlockSize), BlockSize, "BlockSize must be 32 or 128.");
        }

        if (ContextLength is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(ContextLength), ContextLength, "ContextLength must be at least 1.");
        }
    }
}
