namespace LanguageModeling;

/// <summary>In how many bits the weights of a built model are stored.</summary>
public enum OnnxPrecision
{
    /// <summary>32 bits, floating point: the original's quality.</summary>
    Fp32,

    /// <summary>16 bits, floating point: for CUDA; processors have no fast operators for it.</summary>
    Fp16,

    /// <summary>
    /// 8 bits. On the processor one scale for each output and activations in 8 bits too, which VNNI instructions multiply: about twice
    /// the speed of <see cref="Fp32"/> for prompts and three times for generation. On CUDA one scale for each block of weights.
    /// </summary>
    EightBit,

    /// <summary>4 bits with one scale for each block of weights: the smallest, and the fastest for generation, at a loss of quality that should be measured.</summary>
    FourBit,
}
