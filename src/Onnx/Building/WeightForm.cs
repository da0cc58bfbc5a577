using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>In what form a graph holds its matrices, and the operators that read them. One object writes one graph.</summary>
internal abstract class WeightForm
{
    /// <summary>Type of the hidden states, and of the key/value cache: Float or Float16.</summary>
    public abstract OnnxType Type { get; }

    /// <summary>y = x W + b.</summary>
    /// <param name="writer">Where the operators go.</param>
    /// <param name="output">Name of y.</param>
    /// <param name="input">Name of x, [.., in].</param>
    /// <param name="linear">W and b.</param>
    /// <returns>The name of y, [.., out].</returns>
    public abstract string Linear(GraphWriter writer, string output, string input, Linear linear);

    /// <summary>y = x W, with what is still to be added to it where the operator that reads y can add it for nothing.</summary>
    /// <param name="writer">Where the operators go.</param>
    /// <param name="output">Name of y.</param>
    /// <param name="input">Name of x, [.., in].</param>
    /// <param name="linear">W and b.</param>
    /// <param name="bias">The name of b; null when it is added already, or there is none.</param>
    /// <returns>The name of y, [.., out].</returns>
    public virtual string Product(GraphWriter writer, string output, string input, Linear linear, out string? bias)
    {
        bias = null;
        return Linear(writer, output, input, linear);
    }

    /// <summary>Rows of the embedding, [B, T, D]; keeps what <see cref="Head"/> shares with it.</summary>
    public abstract string Embed(GraphWriter writer, string output, string ids, Weight embedding);

    /// <summary>Logits [R, V] in <see cref="Type"/>.</summary>
    /// <param name="writer">Where the operators go.</param>
    /// <param name="output">Name of the logits.</param>
    /// <param name="rows">Name of the hidden states, [R, D].</param>
    /// <param name="weights">The model; without a head of its own, its embedding is the head.</param>
    /// <returns>The name of the logits.</returns>
    public abstract string Head(GraphWriter writer, string output, string rows, DecoderWeights weights);

    /// <summary>A vector or table that stays in floating point.</summary>
    /// <returns>Its name.</returns>
    public string Plain(GraphWriter writer, string name, Weight weight) => writer.Weight(FloatTensors.Of(name, weight, Type));

    /// <summary>The matrix of the logits, [V, D].</summary>
    protected static Matrix HeadMatrix(DecoderWeights weights) => weights.Head?.Matrix ?? Matrix.OutFirst(weights.Embedding);
}
