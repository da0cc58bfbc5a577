using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(TextNormalizingTransformer), null, typeof(SignatureLoadModel), "Text Normalizer Transform", TextNormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the normalization of case, diacritics, punctuation and numbers.</summary>
public sealed class TextNormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TextNormalizerTransform";

    private readonly TextNormalizer _normalizer;

    internal TextNormalizingTransformer(IHost host, string output, string input, TextNormalizer normalizer)
        : base(host, (output, input))
    {
        _normalizer = normalizer;
    }

    private TextNormalizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        var mode = (TextNormalizingEstimator.CaseMode)ctx.Reader.ReadByte();
        host.CheckDecode(Enum.IsDefined(mode), $"There is no case mode {mode}.");
        _normalizer = new TextNormalizer(mode, ctx.Reader.ReadByte() != 0, ctx.Reader.ReadByte() != 0, ctx.Reader.ReadByte() != 0);
    }

    private static VersionInfo Version => VersionInfo.BuiltIn("TEXTNORM", 0x00010001, 0x00010001, 0x00010001, LoaderSignature, typeof(TextNormalizingTransformer));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_normalizer.CaseMode);
        foreach (bool keep in new[] { _normalizer.KeepDiacritics, _normalizer.KeepPunctuations, _normalizer.KeepNumbers })
        {
            ctx.Writer.Write(keep ? (byte)1 : (byte)0);
        }
    }

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        TextColumns.Check(Host, input, TextNormalizingEstimator.Expected);
        return input.Type is VectorDataViewType
            ? (new VectorDataViewType(TextDataViewType.Instance), null, row => VectorGetter(row, input.Index))
            : (TextDataViewType.Instance, null, row => ScalarGetter(row, input.Index));
    }

    private static TextNormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost host = env.Register("TextNormalizer");
        ctx.CheckAtModel(Version);
        return new TextNormalizingTransformer(host, ctx);
    }

    private ValueGetter<ReadOnlyMemory<char>> ScalarGetter(DataViewRow row, int column)
    {
        Func<ReadOnlySpan<ReadOnlyMemory<char>>> texts = TextColumns.Reader(row, column);
        return (ref ReadOnlyMemory<char> destination) => destination = _normalizer.Normalize(texts()[0]);
    }

    /// <summary>What becomes empty is left out.</summary>
    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> VectorGetter(DataViewRow row, int column)
    {
        Func<ReadOnlySpan<ReadOnlyMemory<char>>> texts = TextColumns.Reader(row, column);
        var results = new List<ReadOnlyMemory<char>>();
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            results.Clear();
            foreach (ReadOnlyMemory<char> text in texts())
            {
                ReadOnlyMemory<char> normalized = _normalizer.Normalize(text);
                if (!normalized.IsEmpty)
                {
                    results.Add(normalized);
                }
            }

            TextColumns.Fill(ref destination, results);
        };
    }
}
