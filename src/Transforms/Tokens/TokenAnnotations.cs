using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Tokens;

/// <summary>What a column of tokens tells about its ids, for the steps after it.</summary>
internal static class TokenAnnotations
{
    /// <summary>Vector of V texts: the vocabulary. Columns of keys have <see cref="KeyValues"/> instead.</summary>
    public const string Tokens = "Tokens";

    /// <summary>ML.NET's own annotation: vector of V texts, the values of keys 1 to V.</summary>
    public const string KeyValues = "KeyValues";

    /// <summary>Vector of 4 Int32: ids of the unknown, beginning, end and padding token; -1 where there is none.</summary>
    public const string SpecialTokens = "SpecialTokens";

    /// <summary>Text: the name of the <see cref="TextSplitter"/> that made the tokens. Absent when a tokenizer made them.</summary>
    public const string Splitter = "Splitter";

    /// <summary>Boolean: whether texts were changed to lower case first. Present with <see cref="Splitter"/>.</summary>
    public const string Lowercase = "Lowercase";

    /// <summary>Text: the words of a splitter that is a <see cref="Lexicon"/>'s, a word, a space and its count a line. Absent for other splitters.</summary>
    public const string SplitterWords = "SplitterWords";

    /// <summary>Whether an annotation is one of these.</summary>
    public static bool IsKnown(string kind) => kind is Tokens or KeyValues or SpecialTokens or Splitter or Lowercase or SplitterWords;

    /// <summary>The annotations that an estimator promises.</summary>
    /// <param name="asKeys">Whether the column will hold keys.</param>
    /// <param name="withTokens">Whether it will tell the vocabulary.</param>
    /// <param name="splitter">How texts will be split; null when the column will not tell.</param>
    public static SchemaShape.Column[] Shape(bool asKeys, bool withTokens, TextSplitter? splitter)
    {
        var shape = new List<SchemaShape.Column> { MlNet.Column(SpecialTokens, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32) };
        if (withTokens)
        {
            shape.Add(MlNet.Column(asKeys ? KeyValues : Tokens, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance));
        }

        if (splitter is not null)
        {
            shape.Add(MlNet.Column(Splitter, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance));
            shape.Add(MlNet.Column(Lowercase, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance));
        }

        if (splitter?.Dictionary is not null)
        {
            shape.Add(MlNet.Column(SplitterWords, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance));
        }

        return [.. shape];
    }

    /// <summary>The annotations themselves.</summary>
    /// <param name="asKeys">Whether the column holds keys.</param>
    /// <param name="special">The ids with a special part.</param>
    /// <param name="tokens">The vocabulary, created when it is first asked for, or <see langword="null"/> when unknown.</param>
    /// <param name="tokenCount">Number of tokens; matters with <paramref name="tokens"/> only.</param>
    /// <param name="splitter">How texts were split, and whether they were changed to lower case, or <see langword="null"/>.</param>
    public static DataViewSchema.Annotations Create(
        bool asKeys, SpecialTokens special, Lazy<ReadOnlyMemory<char>[]>? tokens, int tokenCount, (TextSplitter Splitter, bool Lowercase)? splitter)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        int[] ids = [special.Unknown ?? -1, special.BeginningOfSequence ?? -1, special.EndOfSequence ?? -1, special.Padding ?? -1];
        builder.Add(SpecialTokens, new VectorDataViewType(NumberDataViewType.Int32, ids.Length), CopyOf(() => ids));
        if (tokens is not null)
        {
            builder.Add(asKeys ? KeyValues : Tokens, new VectorDataViewType(TextDataViewType.Instance, tokenCount), CopyOf(() => tokens.Value));
        }

        if (splitter is { } s)
        {
            builder.AddPrimitiveValue(Splitter, TextDataViewType.Instance, s.Splitter.Name.AsMemory());
            builder.AddPrimitiveValue(Lowercase, BooleanDataViewType.Instance, s.Lowercase);
            if (s.Splitter.Dictionary is { } words)
            {
                builder.Add(SplitterWords, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = words.ToText().AsMemory());
            }
        }

        return builder.ToAnnotations();
    }

    private static ValueGetter<VBuffer<T>> CopyOf<T>(Func<T[]> values)
        => (ref VBuffer<T> value) =>
        {
            T[] source = values();
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, source.Length);
            source.CopyTo(editor.Values);
            value = editor.Commit();
        };
}
