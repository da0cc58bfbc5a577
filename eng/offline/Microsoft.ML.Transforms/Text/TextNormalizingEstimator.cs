using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the estimator of <see cref="TextNormalizingTransformer"/>.</summary>
public sealed class TextNormalizingEstimator : TrivialEstimator<TextNormalizingTransformer>
{
    internal const string Expected = "String or vector of String";

    internal TextNormalizingEstimator(IHostEnvironment env, string output, string input, TextNormalizer normalizer)
        : base(
            env.Register(nameof(TextNormalizingEstimator)),
            new TextNormalizingTransformer(env.Register("TextNormalizer"), output, input, normalizer))
    {
    }

    /// <summary>Mirrors what is done to the case of letters.</summary>
    public enum CaseMode
    {
        Lower = 0,
        Upper = 1,
        None = 2,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        (string output, string input) = Transformer.ColumnPairs[0];
        SchemaShape.Column column = TextColumns.Find(Host, inputSchema, input, Expected);
        bool scalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        SchemaShape.Column.VectorKind kind = scalar ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.VariableVector;
        return TextColumns.With(inputSchema, new SchemaShape.Column(output, kind, column.ItemType, false));
    }
}
