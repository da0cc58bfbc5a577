namespace LanguageModeling.Tests.Models;

/// <summary>Forms in which decoders come.</summary>
public enum ExportedForm
{
    /// <summary>This library's own: fused attention, cache in place, chosen rows of logits.</summary>
    Fused,

    /// <summary>This library's own, of the Llama family.</summary>
    FusedLlama,

    /// <summary>This library's own for CUDA in 32 bits: a cache that grows.</summary>
    FusedGrowing,

    /// <summary>The same, of the Llama family.</summary>
    FusedGrowingLlama,

    /// <summary>Optimum's model.onnx with a cache.</summary>
    Optimum,

    /// <summary>Optimum's model.onnx without a cache.</summary>
    WithoutPast,

    /// <summary>Optimum's decoder_model_merged.onnx.</summary>
    Merged,

    /// <summary>Optimum's decoder_model.onnx and decoder_with_past_model.onnx.</summary>
    Pair,

    /// <summary>As Pair; the second graph takes one token at a time.</summary>
    PairOfSingleSteps,

    /// <summary>ONNX Runtime's transformers tool: past_N, int32.</summary>
    Combined,

    /// <summary>Names of onnxruntime-genai's genai_config.json.</summary>
    OtherNames,

    /// <summary>float16 caches and logits.</summary>
    Half,

    /// <summary>bfloat16 caches and logits.</summary>
    BrainHalf,

    /// <summary>Logits of the last token only, and no dimension that tells.</summary>
    LastLogits,

    /// <summary>An input tells how many rows of logits come out.</summary>
    CountedLogits,
}
