using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(TokenizingByCharactersTransformer), null, typeof(SignatureLoadModel), "Character Tokenizer Transform", TokenizingByCharactersTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the splitting of text into UTF-16 units as keys; U+0000 is the missing key.</summary>
public sealed class TokenizingByCharactersTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CharToken";

    private const ushort StartOfText = 0x02;
    private const ushort EndOfText = 0x03;
    private const ushort UnitSeparator = 0x1F;

    private readonly bool _mark;

    internal TokenizingByCharactersTransformer(IHost host, string output, string input, bool mark)
        : base(host, (output, input))
    {
        _mark = mark;
    }

    private TokenizingByCharactersTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _mark = ctx.Reader.ReadByte() != 0;
        host.CheckDecode(ctx.Reader.ReadByte() == 0, "The stand-in does not read the markers of the first version.");
    }

    private static VersionInfo Version
        => VersionInfo.BuiltIn("CHARTOKN", 0x00010002, 0x00010002, 0x00010002, LoaderSignature, typeof(TokenizingByCharactersTransformer));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.Writer.Write(_mark ? (byte)1 : (byte)0);
        ctx.Writer.Write((byte)0);
    }

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type.ItemType() is not TextDataViewType)
        {
            throw Host.ExceptParam("inputSchema", TokenizingByCharactersEstimator.Expected);
        }

        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, name => name == AnnotationKinds.SlotNames);
        annotations.Add(
            AnnotationKinds.KeyValues,
            new VectorDataViewType(TextDataViewType.Instance, ushort.MaxValue),
            (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> values) => CharacterNames.Value.CopyTo(ref values)));
        var type = new VectorDataViewType(new KeyDataViewType(typeof(ushort), ushort.MaxValue));
        return (type, annotations.ToAnnotations(), row => Getter(row, input.Index));
    }

    private static TokenizingByCharactersTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost host = env.Register("CharTokenizer");
        ctx.CheckAtModel(Version);
        return new TokenizingByCharactersTransformer(host, ctx);
    }

    /// <summary>The texts of a vector are one text with separators between; only a scalar that is empty has no markers.</summary>
    private ValueGetter<VBuffer<ushort>> Getter(DataViewRow row, int column)
    {
        Func<ReadOnlySpan<ReadOnlyMemory<char>>> reader = TextColumns.Reader(row, column);
        bool isVector = row.Schema[column].Type is VectorDataViewType;
        var keys = new List<ushort>();
        return (ref VBuffer<ushort> destination) =>
        {
            keys.Clear();
            ReadOnlySpan<ReadOnlyMemory<char>> texts = reader();
            bool mark = _mark && (isVector || !texts[0].IsEmpty);
            if (mark)
            {
                keys.Add(StartOfText);
            }

            for (int i = 0; i < texts.Length; i++)
            {
                if (i > 0 && !texts[i].IsEmpty)
                {
                    keys.Add(UnitSeparator);
                }

                foreach (char c in texts[i].Span)
                {
                    keys.Add(c);
                }
            }

            if (mark)
            {
                keys.Add(EndOfText);
            }

            TextColumns.Fill(ref destination, keys);
        };
    }
}
