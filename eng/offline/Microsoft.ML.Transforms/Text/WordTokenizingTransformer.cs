using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Text;

[assembly: LoadableClass(typeof(WordTokenizingTransformer), null, typeof(SignatureLoadModel), "Word Tokenizer Transform", WordTokenizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Text;

/// <summary>Mirrors the splitting of text at single characters; spaces around a word are cut off, empty words left out.</summary>
public sealed class WordTokenizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TokenizeTextTransform";

    private readonly char[][] _separators; // for each pair of columns

    internal WordTokenizingTransformer(IHost host, string output, string input, char[] separators)
        : base(host, (output, input))
    {
        _separators = [separators];
    }

    private WordTokenizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _separators = Array.ConvertAll(ColumnPairs, _ => ReadChars(host, ctx.Reader));
    }

    private static VersionInfo Version => VersionInfo.BuiltIn("WRDTOKNS", 0x00010001, 0x00010001, 0x00010001, LoaderSignature, typeof(WordTokenizingTransformer));

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (char[] separators in _separators)
        {
            ctx.Writer.Write(separators.Length);
            foreach (char separator in separators)
            {
                ctx.Writer.Write((short)separator);
            }
        }
    }

    private protected override (DataViewType Type, DataViewSchema.Annotations Annotations, Func<DataViewRow, Delegate> CreateGetter) BindColumn(int pair, DataViewSchema.Column input)
    {
        TextColumns.Check(Host, input, WordTokenizingEstimator.Expected);
        return (new VectorDataViewType(TextDataViewType.Instance), null, row => Getter(row, input.Index, _separators[pair]));
    }

    private static WordTokenizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost host = env.Register("DelimitedTokenize");
        ctx.CheckAtModel(Version);
        return new WordTokenizingTransformer(host, ctx);
    }

    private static char[] ReadChars(IHost host, BinaryReader reader)
    {
        int count = reader.ReadInt32();
        host.CheckDecode(count > 0, "There are no separators.");
        return [.. Enumerable.Range(0, count).Select(_ => (char)reader.ReadInt16())];
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Getter(DataViewRow row, int column, char[] separators)
    {
        Func<ReadOnlySpan<ReadOnlyMemory<char>>> texts = TextColumns.Reader(row, column);
        var words = new List<ReadOnlyMemory<char>>();
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            words.Clear();
            foreach (ReadOnlyMemory<char> text in texts())
            {
                foreach (Range range in text.Span.SplitAny(separators))
                {
                    ReadOnlyMemory<char> word = text[range].Trim(' ');
                    if (!word.IsEmpty)
                    {
                        words.Add(word);
                    }
                }
            }

            TextColumns.Fill(ref destination, words);
        };
    }
}
