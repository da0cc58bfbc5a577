using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Key To Value Transform", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors mapping keys back to the values of the KeyValues annotation.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(c => c.Name);
        foreach ((string output, string input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out SchemaShape.Column column))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            }

            if (!column.IsKey)
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "KeyType", column.GetTypeString());
            }

            Host.CheckParam(column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values), nameof(inputSchema), $"Input column '{input}' doesn't contain key values metadata");
            columns[output] = new(output, column.Kind, values.ItemType, values.IsKey, new SchemaShape(column.Annotations.Where(a => a.Name == AnnotationKinds.SlotNames)));
        }

        return new SchemaShape(columns.Values);
    }
}

/// <summary>Mirrors the transformer: key 0 and keys beyond the values give empty text, NaN or zero.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHost host, (string outputColumnName, string inputColumnName)[] columns) : base(host, columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx)
    {
    }

    private static VersionInfo Version => VersionInfo.BuiltIn("KEY2VALT", 0x00010001, 0x00010001, 0x00010001, LoaderSignature, typeof(KeyToValueMappingTransformer));

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        var values = input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type as VectorDataViewType;
        Host.Check(values is not null, "Metadata KeyValues does not exist");
        Host.Check(input.Type.ItemType() is KeyDataViewType key && key.Count == (ulong)values.Size, "KeyValues metadata size does not match column type key count");
        DataViewType output = input.Type is VectorDataViewType vector ? new VectorDataViewType(values.ItemType, vector.Dimensions) : values.ItemType;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        object map = Generic.Call(typeof(KeyToValueMappingTransformer), nameof(Map), [input.Type.ItemType().RawType, values.ItemType.RawType], input);
        return (output, annotations.ToAnnotations(), row => ValueMapping.Getter(row, row.Schema[input.Index], (Delegate)map));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private static Func<TKey, TValue> Map<TKey, TValue>(DataViewSchema.Column column)
        where TKey : INumberBase<TKey>
    {
        VBuffer<TValue> annotation = default;
        column.GetKeyValues(ref annotation);
        TValue[] values = [.. annotation.DenseValues()];
        TValue missing = typeof(TValue) == typeof(float) ? (TValue)(object)float.NaN : typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN : default;
        return key => ulong.CreateTruncating(key) is var number && number > 0 && number <= (ulong)values.Length ? values[number - 1] : missing;
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }
}
