using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors the estimator of <see cref="CustomMappingTransformer{TSrc, TDst}"/>.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(
        IHostEnvironment env, Action<TSrc, TDst> map, string contractName, SchemaDefinition inputDefinition, SchemaDefinition outputDefinition)
        : base(
            env.Register("CustomMappingEstimator"),
            new CustomMappingTransformer<TSrc, TDst>(env, map, contractName, inputDefinition, outputDefinition))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(c => c.Name);
        foreach (MemberColumn member in MemberColumn.Bind(typeof(TSrc), SchemaDefinition.Direction.Write, Transformer.InputDefinition))
        {
            if (!columns.TryGetValue(member.Name, out SchemaShape.Column column))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", member.Name);
            }

            if (!Accepts(member.Type, column))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", member.Name, member.Type.ToString(), column.GetTypeString());
            }
        }

        foreach (SchemaShape.Column added in SchemaShape.Create(Transformer.AddedSchema))
        {
            columns[added.Name] = added;
        }

        return new SchemaShape(columns.Values);
    }

    /// <summary>A vector of unknown size takes any vector.</summary>
    private static bool Accepts(DataViewType wanted, SchemaShape.Column column)
    {
        SchemaShape.GetColumnTypeShape(wanted, out SchemaShape.Column.VectorKind kind, out DataViewType item, out bool isKey);
        bool fits = kind == SchemaShape.Column.VectorKind.VariableVector ? column.Kind != SchemaShape.Column.VectorKind.Scalar : column.Kind == kind;
        return fits && item.Equals(column.ItemType) && isKey == column.IsKey;
    }
}
