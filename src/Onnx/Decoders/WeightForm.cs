using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Decoders;

/// <summary>In what form a graph holds its matrices, and the operators that read them.</summary>
internal abstract class WeightForm
{
    /// <summary>y = x W + b.</summary>
    /// <param name="writer">Where the operators go.</param>
    /// <param name="output">Name of y, [1 or B, T, out].</param>
    /// <param name="input">Name of x.</param>
    /// <param name="linear">W and b.</param>
    /// <returns>The name of y.</returns>
    public string Linear(GraphWriter writer, string output, string input, Linear linear)
        => Product(writer, output, input, linear.Matrix, linear.Bias);

    /// <summary>y = x W (+ b).</summary>
    protected abstract string Product(GraphWriter writer, string output, string input, Matrix matrix, Weight? bias);

    /// <summary>Rows of the embedding, [B, T, D]; keeps what <see cref="Logits"/> shares with it.</summary>
    public abstract string Embed(GraphWriter writer, string output, string ids, Weight embedding);

    /// <summary>Logits, float [R, V].</summary>
    /// <param name="writer">Where the operators go.</param>
    /// <param name="output">Name of the logits.</param>
    /// <param name="hidden">Name of the hidden states, [1, R, D].</param>
    /// <param name="weights">The model; without a head, its embedding is the head.</param>
    public abstract void Logits(GraphWriter writer, string output, string hidden, DecoderWeights weights);

    /// <summary>A vector or table that stays in floating point.</summary>
    /// <returns>Its name.</returns>
    public virtual string Plain(GraphWriter writer, string name, Weight weight) => writer.Weight(FloatTensors.Float(name, weight));
}
