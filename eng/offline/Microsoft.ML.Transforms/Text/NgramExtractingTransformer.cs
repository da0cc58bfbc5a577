using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(NgramExtractingTransformer), null, typeof(SignatureLoadModel), "NGram Transform", NgramExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the bag of n-grams over a vector of keys.</summary>
public sealed class NgramExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NgramTransform";

    private readonly NgramColumn[] _columns;

    internal NgramExtractingTransformer(IHost host, string output, string input, NgramColumn column)
        : base(host, (output, input))
    {
        _columns = [column];
    }

    private NgramExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _columns = Array.ConvertAll(ColumnPairs, _ => new NgramColumn(host, ctx.Reader));
    }

    private static VersionInfo Version => VersionInfo.BuiltIn("NGRAMTRN", 0x00010003, 0x00010003, 0x00010003, LoaderSignature, typeof(NgramExtractingTransformer));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (NgramColumn column in _columns)
        {
            column.Save(ctx.Writer);
        }
    }

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type is not VectorDataViewType { ItemType: KeyDataViewType })
        {
            throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, NgramExtractingEstimator.Expected, input.Type.ToString());
        }

        NgramColumn column = _columns[pair];
        return (column.Type, column.SlotNames(input), row => column.Getter(row, input));
    }

    private static NgramExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost host = env.Register(nameof(NgramExtractingTransformer));
        ctx.CheckAtModel(Version);
        return new NgramExtractingTransformer(host, ctx);
    }
}
