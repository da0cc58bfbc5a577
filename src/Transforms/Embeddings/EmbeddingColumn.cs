using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Embeddings;

/// <summary>The column of an embedding: a vector of D numbers for each row, or of dimensions [*, D] with one for each word or token.</summary>
internal static class EmbeddingColumn
{
    /// <summary>The column that a transformer adds.</summary>
    public static DataViewSchema.DetachedColumn Create(string name, int dimension, bool isPooled)
        => new(name, isPooled ? new VectorDataViewType(NumberDataViewType.Single, dimension) : new VectorDataViewType(NumberDataViewType.Single, 0, dimension));

    /// <summary>The column that an estimator promises.</summary>
    public static SchemaShape.Column Promise(string name, bool isPooled)
        => MlNet.Column(name, isPooled ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single);
}
