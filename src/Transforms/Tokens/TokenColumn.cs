using System.Numerics;
using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Tokens;

/// <summary>
/// A column of token ids: a vector of Int32 holds the ids themselves, a vector of keys holds ids + 1. Says what the column's annotations tell
/// about the ids, and reads the ids of a row.
/// </summary>
internal sealed class TokenColumn
{
    private const string Expected = "a vector of Int32 (token ids) or of keys. Make one with mlContext.Transforms.Text.EncodeTokens";

    private TokenColumn(DataViewSchema.Column column)
    {
        Column = column;
        IsKey = ((VectorDataViewType)column.Type).ItemType is KeyDataViewType;
    }

    public DataViewSchema.Column Column { get; }

    /// <summary>Whether the column holds keys.</summary>
    public bool IsKey { get; }

    /// <summary>Number of tokens V as the column tells it, or <see langword="null"/>.</summary>
    public int? VocabularySize
    {
        get
        {
            if (((VectorDataViewType)Column.Type).ItemType is KeyDataViewType key)
            {
                return key.Count <= int.MaxValue ? (int)key.Count : null;
            }

            return (AnnotationType(TokenAnnotations.Tokens) as VectorDataViewType)?.Size;
        }
    }

    /// <summary>Finds and checks a column of an estimator's input.</summary>
    public static SchemaShape.Column Find(IExceptionContext context, SchemaShape schema, string name)
    {
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
            {
                bool isIds = !column.IsKey && column.ItemType is NumberDataViewType && column.ItemType.RawType == typeof(int);
                return column.Kind != SchemaShape.Column.VectorKind.Scalar && (isIds || column.IsKey)
                    ? column
                    : throw SchemaErrors.WrongType(
                        context, nameof(schema), name, Expected, $"{column.Kind} of {(column.IsKey ? "keys in " : "")}{column.ItemType}");
            }
        }

        throw SchemaErrors.MissingColumn(context, nameof(schema), name);
    }

    /// <summary>Finds and checks a column of data.</summary>
    public static TokenColumn Find(IExceptionContext context, DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.MissingColumn(context, nameof(schema), name);
        DataViewType? item = (column.Type as VectorDataViewType)?.ItemType;
        return item is KeyDataViewType || (item is NumberDataViewType && item.RawType == typeof(int))
            ? new TokenColumn(column)
            : throw SchemaErrors.WrongType(context, nameof(schema), name, Expected, column.Type.ToString()!);
    }

    /// <summary>The ids with a special part, or <see langword="null"/> when the column does not tell them.</summary>
    public SpecialTokens? GetSpecialTokens()
    {
        if (AnnotationType(TokenAnnotations.SpecialTokens) is not VectorDataViewType { Size: 4 } type || type.ItemType.RawType != typeof(int))
        {
            return null;
        }

        VBuffer<int> ids = default;
        Column.Annotations.GetValue(TokenAnnotations.SpecialTokens, ref ids);
        return new SpecialTokens
        {
            Unknown = Get(0),
            BeginningOfSequence = Get(1),
            EndOfSequence = Get(2),
            Padding = Get(3),
        };

        int? Get(int part) => ids.GetItemOrDefault(part) is >= 0 and int id ? id : null;
    }

    /// <summary>The tokens that the ids stand for, or <see langword="null"/> when the column does not tell them.</summary>
    public string[]? GetTokens()
    {
        string kind = IsKey ? TokenAnnotations.KeyValues : TokenAnnotations.Tokens;
        if (AnnotationType(kind) is not VectorDataViewType { ItemType: TextDataViewType })
        {
            return null;
        }

        VBuffer<ReadOnlyMemory<char>> tokens = default;
        Column.Annotations.GetValue(kind, ref tokens);
        return [.. tokens.DenseValues().Select(t => t.ToString())];
    }

    /// <summary>The vocabulary that the column tells, or <see langword="null"/>.</summary>
    /// <exception cref="ArgumentException">Two ids stand for the same token, or one for none.</exception>
    public Vocabulary? GetVocabulary()
        => GetTokens() is { } tokens ? new Vocabulary(tokens, GetSpecialTokens() ?? SpecialTokens.None) : null;

    /// <summary>How texts were split into the tokens, and whether they were put in lower case; <see langword="null"/> when the column does not tell.</summary>
    public (TextSplitter Splitter, bool Lowercase)? GetSplitter()
    {
        if (AnnotationType(TokenAnnotations.Splitter) is not TextDataViewType || AnnotationType(TokenAnnotations.Lowercase) is not BooleanDataViewType)
        {
            return null;
        }

        ReadOnlyMemory<char> name = default;
        bool lowercase = false;
        Column.Annotations.GetValue(TokenAnnotations.Splitter, ref name);
        Column.Annotations.GetValue(TokenAnnotations.Lowercase, ref lowercase);
        if (AnnotationType(TokenAnnotations.SplitterWords) is not TextDataViewType)
        {
            return (TextSplitter.Parse(name.ToString()), lowercase);
        }

        ReadOnlyMemory<char> words = default;
        Column.Annotations.GetValue(TokenAnnotations.SplitterWords, ref words);
        return (Lexicon.Parse(words.ToString().Split('\n'), $"Column '{Column.Name}'").FindSplitter(name.ToString())!, lowercase);
    }

    /// <summary>Creates a function that copies the ids of the input's current row.</summary>
    /// <param name="input">Where the column is read from.</param>
    /// <param name="vocabularySize">Number of tokens V that ids may stand for; each id must be in [0, V).</param>
    /// <param name="unknown">The id that a missing key becomes, or <see langword="null"/> when there is none.</param>
    /// <remarks>The function throws an <see cref="InvalidDataException"/> that names column, row, place and value of an id that does not fit.</remarks>
    public Func<int[]> CreateReader(DataViewRow input, int vocabularySize, int? unknown)
    {
        Type type = ((VectorDataViewType)Column.Type).ItemType.RawType;
        return IsKey switch
        {
            false => CreateReader<int>(input, 0, vocabularySize, unknown),
            _ when type == typeof(uint) => CreateReader<uint>(input, 1, vocabularySize, unknown),
            _ when type == typeof(byte) => CreateReader<byte>(input, 1, vocabularySize, unknown),
            _ when type == typeof(ushort) => CreateReader<ushort>(input, 1, vocabularySize, unknown),
            _ => CreateReader<ulong>(input, 1, vocabularySize, unknown),
        };
    }

    private Func<int[]> CreateReader<T>(DataViewRow input, int first, int vocabularySize, int? unknown)
        where T : unmanaged, IBinaryInteger<T>
    {
        ValueGetter<VBuffer<T>> getter = input.GetGetter<VBuffer<T>>(Column);
        VBuffer<T> buffer = default;
        return () =>
        {
            getter(ref buffer);
            ReadOnlySpan<T> values = buffer.GetValues();
            ReadOnlySpan<int> indices = buffer.GetIndices();
            var ids = new int[buffer.Length];
            if (!buffer.IsDense)
            {
                // Slots that a sparse vector leaves out hold the default value: id 0, or the missing key.
                Array.Fill(ids, Check(T.Zero, -1));
            }

            for (int i = 0; i < values.Length; i++)
            {
                int place = buffer.IsDense ? i : indices[i];
                ids[place] = Check(values[i], place);
            }

            return ids;
        };

        int Check(T value, int place)
        {
            if (IsKey && T.IsZero(value))
            {
                return unknown ?? throw new InvalidDataException(
                    $"Column '{Column.Name}', row {input.Position}: {Place(place)} holds a missing key, and there is no unknown token to stand for it. "
                    + "Use a vocabulary and model with an unknown token, or drop such rows.");
            }

            return T.IsNegative(value) || ulong.CreateTruncating(value) >= (ulong)vocabularySize + (ulong)first
                ? throw new InvalidDataException(
                    $"Column '{Column.Name}', row {input.Position}: {Place(place)} holds {(IsKey ? "key" : "token id")} {value}, but there are "
                    + $"{vocabularySize} tokens, {(IsKey ? "keys from 1" : "ids from 0")}. Encode the text with the vocabulary that the model belongs to.")
                : int.CreateTruncating(value) - first;
        }

        static string Place(int place) => place < 0 ? "a slot that the sparse vector leaves out" : $"slot {place}";
    }

    private DataViewType? AnnotationType(string kind) => Column.Annotations.Schema.GetColumnOrNull(kind)?.Type;
}
