namespace LanguageModeling.Weights;

/// <summary>A decoder's weights in one form, wherever they come from. Nothing is in memory until it is read.</summary>
internal sealed record DecoderWeights
{
    public required DecoderShape Shape { get; init; }

    /// <summary>[V, D].</summary>
    public required Weight Embedding { get; init; }

    /// <summary>Learned positions, [context, D].</summary>
    public Weight? Positions { get; init; }

    public required IReadOnlyList<DecoderLayer> Layers { get; init; }

    public required NormWeights FinalNorm { get; init; }

    /// <summary>From hidden states to logits; null when <see cref="Embedding"/> does it.</summary>
    public Linear? Head { get; init; }
}

/// <summary>One layer: attention, then MLP, each after a normalisation and added to what went in.</summary>
internal sealed record DecoderLayer
{
    public required NormWeights AttentionNorm { get; init; }

    /// <summary>Queries, keys, values side by side: out = (heads + 2 · key/value heads) · head size.</summary>
    public required Linear QueryKeyValue { get; init; }

    public required Linear AttentionOutput { get; init; }

    public required NormWeights MlpNorm { get; init; }

    /// <summary>The first layer of the MLP.</summary>
    public required Linear Up { get; init; }

    /// <summary>SwiGLU's gate, which the activation applies to; null without.</summary>
    public Linear? Gate { get; init; }

    public required Linear Down { get; init; }
}

/// <summary>Weights of a normalisation, each [D]. RMS normalisation has no bias.</summary>
internal sealed record NormWeights(Weight Scale, Weight? Bias);

/// <summary>y = x W + b.</summary>
internal sealed record Linear(Matrix Matrix, Weight? Bias);
