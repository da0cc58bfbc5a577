namespace LanguageModeling.Weights;

/// <summary>How decoders of a family compute: what their weights do not tell.</summary>
internal enum DecoderFamily
{
    /// <summary>Layer normalisation with bias, learned positions, an MLP of two layers.</summary>
    Gpt2,

    /// <summary>RMS normalisation, rotary positions, SwiGLU, grouped queries; Llama, Mistral, Qwen2, Qwen3, Phi-3.</summary>
    Llama,
}

/// <summary>The function between the two layers of an MLP.</summary>
internal enum Activation
{
    /// <summary>0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))), <c>gelu_new</c>.</summary>
    TanhGelu,

    /// <summary>x Φ(x), <c>gelu</c>.</summary>
    Gelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x / (1 + e^-x).</summary>
    Silu,
}

/// <summary>The numbers that describe a decoder.</summary>
internal sealed record DecoderShape
{
    public required DecoderFamily Family { get; init; }

    public required int Layers { get; init; }

    /// <summary>D, the width of the hidden states.</summary>
    public required int Hidden { get; init; }

    public required int Heads { get; init; }

    /// <summary>Heads of keys and values; several query heads may share one.</summary>
    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Width between the two layers of the MLP.</summary>
    public required int Inner { get; init; }

    /// <summary>V.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Most tokens that the model can see.</summary>
    public required int Context { get; init; }

    public required float NormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Rotary positions; null for learned ones.</summary>
    public RotarySettings? Rotary { get; init; }

    /// <summary>How many of a head's first numbers turn.</summary>
    public int RotarySize => Rotary?.Size ?? HeadSize;

    /// <summary>How many tokens back attention goes; null for all.</summary>
    public int? Window { get; init; }

    /// <summary>GPT-2's <c>scale_attn_weights</c>: divide scores by the square root of the head size.</summary>
    public bool ScaleAttention { get; init; } = true;

    /// <summary>GPT-2's <c>scale_attn_by_inverse_layer_idx</c>.</summary>
    public bool ScaleByLayer { get; init; }

    /// <summary>What the scores of a layer are multiplied with before the softmax.</summary>
    public float AttentionScale(int layer)
        => (float)((ScaleAttention ? 1 / Math.Sqrt(HeadSize) : 1) / (ScaleByLayer ? layer + 1 : 1));
}
