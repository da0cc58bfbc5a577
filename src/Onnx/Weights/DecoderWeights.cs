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

    /// <summary>The same weights for texts of at most so many tokens; null leaves them as they are.</summary>
    /// <exception cref="ArgumentException">The model sees fewer tokens.</exception>
    public DecoderWeights WithContext(int? context) => context is not { } length ? this : length <= Shape.Context
        ? this with { Shape = Shape with { Context = length } }
        : throw new ArgumentException($"ContextLength {length} is more than the {Shape.Context} tokens that the model sees.", nameof(context));

    /// <summary>Number of weights, those that are used twice counted once.</summary>
    public long CountParameters()
    {
        static long Count(params ReadOnlySpan<Weight?> weights)
        {
            long count = 0;
            foreach (Weight? weight in weights)
            {
                count += weight?.Count ?? 0;
            }

            return count;
        }

        static long CountLinear(Linear? linear) => linear is null ? 0 : (long)linear.Matrix.In * linear.Matrix.Out + Count(linear.Bias);

        return Count(Embedding, Positions, FinalNorm.Scale, FinalNorm.Bias) + CountLinear(Head) + Layers.Sum(layer =>
            Count(layer.AttentionNorm.Scale, layer.AttentionNorm.Bias, layer.MlpNorm.Scale, layer.MlpNorm.Bias, layer.QueryNorm?.Scale, layer.KeyNorm?.Scale)
            + CountLinear(layer.QueryKeyValue) + CountLinear(layer.AttentionOutput) + CountLinear(layer.Up) + CountLinear(layer.Gate) + CountLinear(layer.Down));
    }
}

/// <summary>One layer: attention, then MLP, each after a normalisation and added to what went in.</summary>
internal sealed record DecoderLayer
{
    public required NormWeights AttentionNorm { get; init; }

    /// <summary>Queries, keys, values side by side: out = (heads + 2 · key/value heads) · head size.</summary>
    public required Linear QueryKeyValue { get; init; }

    /// <summary>RMS normalisation of each query head before its rotation, [head size] (Qwen3); null without.</summary>
    public NormWeights? QueryNorm { get; init; }

    /// <summary>The same of each key head.</summary>
    public NormWeights? KeyNorm { get; init; }

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
