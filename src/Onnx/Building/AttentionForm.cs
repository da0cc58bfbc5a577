using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>How a graph attends: the operator, the inputs that tell it lengths, the form of its key/value cache. See docs/onnx-layouts.md.</summary>
/// <param name="shape">The decoder.</param>
internal abstract class AttentionForm(DecoderShape shape)
{
    protected DecoderShape Shape => shape;

    /// <summary>Number of the layout.</summary>
    public abstract int Layout { get; }

    /// <summary>Name of the cache's form.</summary>
    public abstract string Cache { get; }

    /// <summary>Whether <c>position_ids</c> are an input.</summary>
    public abstract bool TakesPositions { get; }

    /// <summary>Declares the inputs that tell lengths.</summary>
    public abstract void DeclareInputs(GraphWriter writer);

    /// <summary>Adds what all layers share.</summary>
    public virtual void Prepare(GraphWriter writer)
    {
    }

    /// <summary>Attends.</summary>
    /// <param name="writer">Where the operators go.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="output">Name of the output, [B, T, heads · H].</param>
    /// <param name="inputs">Queries, keys and values, [B, T, heads · H] each.</param>
    /// <param name="rotary">Tables of rotary positions; null without.</param>
    public abstract void Attend(GraphWriter writer, int layer, string output, AttentionInputs inputs, (string Cosines, string Sines)? rotary);
}

/// <summary>Names of queries, keys and values; where <paramref name="Key"/> and <paramref name="Value"/> are empty, all three lie side by side in <paramref name="Query"/>.</summary>
internal readonly record struct AttentionInputs(string Query, string Key = "", string Value = "");
