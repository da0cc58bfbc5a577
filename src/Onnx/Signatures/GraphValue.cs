using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LanguageModeling.Signatures;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Dimensions">Its shape; -1 for a dimension that is not fixed.</param>
/// <param name="Symbols">Names of the dimensions that are not fixed; empty where there is none.</param>
internal sealed record GraphValue(string Name, TensorElementType Type, IReadOnlyList<int> Dimensions, IReadOnlyList<string> Symbols)
{
    /// <summary>Number of dimensions.</summary>
    public int Rank => Dimensions.Count;

    /// <summary>Whether the elements are whole numbers that ids fit into.</summary>
    public bool IsInteger => Type is TensorElementType.Int32 or TensorElementType.Int64;

    /// <summary>Whether the elements are of a type that caches and logits have.</summary>
    public bool IsReal => Type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>Takes what ONNX Runtime tells about one value.</summary>
    public static GraphValue From(string name, NodeMetadata node)
        => node.IsTensor
            ? new GraphValue(name, node.ElementDataType, node.Dimensions, node.SymbolicDimensions)
            : new GraphValue(name, TensorElementType.DataTypeMax, [], []);

    /// <summary>Whether a dimension of this value is the same, by number or name, as one of another.</summary>
    public bool SharesDimension(int dimension, GraphValue other, int otherDimension)
        => Dimensions[dimension] >= 0
            ? Dimensions[dimension] == other.Dimensions[otherDimension]
            : Symbols[dimension].Length > 0 && Symbols[dimension] == other.Symbols[otherDimension];

    /// <summary>The value for a message, such as <c>input_ids (int64 [batch, seq])</c>.</summary>
    public override string ToString()
    {
        IEnumerable<string> dimensions = Dimensions.Select((size, i) => size >= 0 ? FormattableString.Invariant($"{size}") : Symbols[i].Length > 0 ? Symbols[i] : "?");
        return $"{Name} ({Type.ToString().ToLowerInvariant()} [{string.Join(", ", dimensions)}])";
    }
}
