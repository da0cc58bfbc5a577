using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the estimator of <see cref="WordTokenizingTransformer"/>.</summary>
public sealed class WordTokenizingEstimator : TrivialEstimator<WordTokenizingTransformer>
{
    internal const string Expected = "String or Vector of String";

    internal WordTokenizingEstimator(IHostEnvironment env, string output, string input, char[] separators)
        : base(
            env.Register(nameof(WordTokenizingEstimator)),
            new WordTokenizingTransformer(env.Register("DelimitedTokenize"), output, input, separators))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        (string output, string input) = Transformer.ColumnPairs[0];
        SchemaShape.Column column = TextColumns.Find(Host, inputSchema, input, Expected);
        return TextColumns.With(inputSchema, new SchemaShape.Column(output, SchemaShape.Column.VectorKind.VariableVector, column.ItemType, false));
    }
}
