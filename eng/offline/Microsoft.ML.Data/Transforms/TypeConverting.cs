using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), null, typeof(SignatureLoadModel), "Convert Transform", TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Mirrors converting columns to another simple type; keys stay keys of another size.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, DataKind kind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env.Register(nameof(TypeConvertingTransformer)), kind, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(c => c.Name);
        for (int i = 0; i < Transformer.ColumnPairs.Length; i++)
        {
            (string output, string input) = Transformer.ColumnPairs[i];
            if (!inputSchema.TryFindColumn(input, out SchemaShape.Column column))
            {
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            }

            PrimitiveDataViewType type = DataKinds.PrimitiveType(Transformer.Kinds[i]);
            bool possible = column.IsKey ? KeyDataViewType.IsValidDataType(type.RawType) : Conversions.FindOrNull(column.ItemType, type) is not null;
            Host.CheckParam(possible, nameof(inputSchema), $"Don't know how to convert {column.GetTypeString()} into {type}");
            columns[output] = new(output, column.Kind, type, column.IsKey, new SchemaShape(Kept(column, type)));
        }

        return new SchemaShape(columns.Values);
    }

    private static IEnumerable<SchemaShape.Column> Kept(SchemaShape.Column column, DataViewType type)
    {
        bool numbers = column.ItemType is NumberDataViewType && type is NumberDataViewType && !column.IsKey;
        IEnumerable<SchemaShape.Column> kept = column.Annotations.Where(a =>
            (a.Name == AnnotationKinds.KeyValues && column.IsKey)
            || (a.Name == AnnotationKinds.SlotNames && column.Kind == SchemaShape.Column.VectorKind.Vector)
            || (a.Name == AnnotationKinds.IsNormalized && numbers));
        return column.ItemType is BooleanDataViewType && column.Kind == SchemaShape.Column.VectorKind.Scalar && type is NumberDataViewType
            ? kept.Append(new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false))
            : kept;
    }
}

/// <summary>Mirrors the transformer of converted columns.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";
    internal readonly DataKind[] Kinds;

    internal TypeConvertingTransformer(IHost host, DataKind kind, (string outputColumnName, string inputColumnName)[] columns) : base(host, columns)
        => Kinds = Array.ConvertAll(columns, _ => kind);

    private TypeConvertingTransformer(IHost host, ModelLoadContext ctx) : base(host, ctx)
        => Kinds = Array.ConvertAll(ColumnPairs, _ => (DataKind)ctx.Reader.ReadByte());

    private static VersionInfo Version
        => VersionInfo.BuiltIn("CONVERTF", 0x00010004, 0x00010003, 0x00010003, LoaderSignature, typeof(TypeConvertingTransformer), "ConvertFunction");

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        PrimitiveDataViewType item = DataKinds.PrimitiveType(Kinds[pair]);
        DataViewType from = input.Type.ItemType();
        if (from is KeyDataViewType key && KeyDataViewType.IsValidDataType(item.RawType))
        {
            ulong most = item.RawType == typeof(byte) ? byte.MaxValue : item.RawType == typeof(ushort) ? ushort.MaxValue : item.RawType == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
            item = new KeyDataViewType(item.RawType, Math.Min(key.Count, most));
        }

        Delegate convert = Conversions.FindOrNull(from, item)
            ?? throw Host.ExceptParam("inputSchema", $"source column '{input.Name}' with item type '{input.Type}' is not compatible with destination type '{item}'");
        DataViewType output = input.Type is VectorDataViewType vector ? new VectorDataViewType(item, vector.Dimensions) : item;
        return (output, Annotations(input, output), row => ValueMapping.Getter(row, row.Schema[input.Index], convert));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (DataKind kind in Kinds)
        {
            ctx.Writer.Write((byte)kind);
        }
    }

    private static DataViewSchema.Annotations Annotations(DataViewSchema.Column input, DataViewType output)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        bool numbers = input.Type.ItemType() is NumberDataViewType && output.ItemType() is NumberDataViewType;
        annotations.Add(input.Annotations, name =>
            (name == AnnotationKinds.SlotNames && output is VectorDataViewType { IsKnownSize: true })
            || (name == AnnotationKinds.KeyValues && output.KeyCountOrZero() > 0 && output.KeyCountOrZero() == input.Type.KeyCountOrZero())
            || (name == AnnotationKinds.IsNormalized && numbers));
        if (input.Type is BooleanDataViewType && output is NumberDataViewType)
        {
            annotations.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        }

        return annotations.ToAnnotations();
    }

    private static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new TypeConvertingTransformer(env.Register(nameof(TypeConvertingTransformer)), ctx);
    }
}
