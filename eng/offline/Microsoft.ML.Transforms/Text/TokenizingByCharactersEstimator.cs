using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the estimator of <see cref="TokenizingByCharactersTransformer"/>.</summary>
public sealed class TokenizingByCharactersEstimator : TrivialEstimator<TokenizingByCharactersTransformer>
{
    internal const string Expected = "String";

    internal TokenizingByCharactersEstimator(IHostEnvironment env, string output, string input, bool mark)
        : base(
            env.Register(nameof(TokenizingByCharactersEstimator)),
            new TokenizingByCharactersTransformer(env.Register("CharTokenizer"), output, input, mark))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        (string output, string input) = Transformer.ColumnPairs[0];
        SchemaShape.Column column = TextColumns.Find(Host, inputSchema, input, Expected);
        var annotations = new List<SchemaShape.Column> { AnnotationKinds.TextVectorShape(AnnotationKinds.KeyValues) };
        if (column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out SchemaShape.Column slots))
        {
            annotations.Add(new SchemaShape.Column(AnnotationKinds.SlotNames, SchemaShape.Column.VectorKind.Vector, slots.ItemType, false));
        }

        var shape = new SchemaShape.Column(output, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt16, true, new SchemaShape(annotations));
        return TextColumns.With(inputSchema, shape);
    }
}
