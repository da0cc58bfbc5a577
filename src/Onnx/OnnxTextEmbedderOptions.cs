namespace LanguageModeling;

/// <summary>How an ONNX model turns texts into vectors. Immutable; copy with <c>with</c>.</summary>
public sealed record OnnxTextEmbedderOptions
{
    /// <summary>How to load and run the model; its codec and special tokens play no part.</summary>
    public OnnxModelOptions Model { get; init; } = new();

    /// <summary>
    /// How the vectors of a text's tokens become one. <see cref="EmbeddingPooling.First"/> is the CLS token of BERT-style encoders,
    /// <see cref="EmbeddingPooling.Last"/> suits decoders. The two kinds that weigh words by a corpus do not go here. Default <see langword="null"/>: what the
    /// files of sentence-transformers beside the model tell (<c>modules.json</c>, <c>1_Pooling/config.json</c>), or <see cref="EmbeddingPooling.Mean"/>.
    /// </summary>
    public EmbeddingPooling? Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1. Default <see langword="null"/>: what <c>modules.json</c> tells, or true without it.</summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// The output of the graph with a vector for each token, or for each text (no pooling then). Default <see langword="null"/>:
    /// <c>last_hidden_state</c>, <c>hidden_states</c> or <c>token_embeddings</c>.
    /// </summary>
    public string? OutputName { get; init; }

    /// <summary>
    /// Most tokens of a text, special tokens included; the rest is cut off. Default <see langword="null"/>: what <c>sentence_bert_config.json</c> tells, or as
    /// many as the model takes, or 512.
    /// </summary>
    public int? MaximumTokens { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        Model.Validate();
        if (Pooling is { } pooling
            && (!Enum.IsDefined(pooling) || pooling is EmbeddingPooling.SmoothInverseFrequency or EmbeddingPooling.InverseDocumentFrequency))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Pooling), Pooling, "Choose None, Mean, Sum, Max, Min, First, Last, MeanOfSquares, SumOverSquareRoot or PositionWeightedMean. The others weigh words by a corpus, and tokens in their context are no words.");
        }

        if (MaximumTokens is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumTokens), MaximumTokens, "MaximumTokens must be above 0.");
        }
    }
}
