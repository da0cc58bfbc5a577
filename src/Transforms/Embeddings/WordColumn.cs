using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Embeddings;

/// <summary>A column of words: token ids, keys or text. Reads a row as the rows of the words' vectors, -1 for words without one.</summary>
internal sealed class WordColumn
{
    private const string Expected =
        "a vector of text, or of token ids or keys whose column tells the words. Make one with mlContext.Transforms.Text.EncodeTokens, or set Vocabulary";

    private readonly WordVectors _vectors;
    private readonly TokenColumn? _tokens;
    private readonly Lazy<int[]>? _rows; // of each token's vector

    private WordColumn(DataViewSchema.Column column, WordVectors vectors, TokenColumn? tokens, Lazy<int[]>? rows)
    {
        Column = column;
        _vectors = vectors;
        _tokens = tokens;
        _rows = rows;
    }

    public DataViewSchema.Column Column { get; }

    /// <summary>Checks the column of an estimator's input.</summary>
    public static void Check(IExceptionContext context, SchemaShape schema, EmbedTokensOptions options)
    {
        if (schema.Any(c => c.Name == options.InputColumnName && c.Kind != SchemaShape.Column.VectorKind.Scalar && c.ItemType is TextDataViewType))
        {
            return;
        }

        SchemaShape.Column tokens = TokenColumn.Find(context, schema, options.InputColumnName);
        string kind = tokens.IsKey ? TokenAnnotations.KeyValues : TokenAnnotations.Tokens;
        if (options.Vocabulary is null && tokens.Annotations.All(a => a.Name != kind))
        {
            throw SchemaErrors.WrongType(context, nameof(schema), options.InputColumnName, Expected, $"a column without the annotation {kind}");
        }
    }

    /// <summary>Finds and checks the column of data.</summary>
    public static WordColumn Find(IExceptionContext context, DataViewSchema schema, EmbedTokensOptions options, WordVectors vectors)
    {
        if (schema.GetColumnOrNull(options.InputColumnName) is { Type: VectorDataViewType { ItemType: TextDataViewType } } text)
        {
            return new WordColumn(text, vectors, null, null);
        }

        TokenColumn tokens = TokenColumn.Find(context, schema, options.InputColumnName);
        string kind = tokens.IsKey ? TokenAnnotations.KeyValues : TokenAnnotations.Tokens;
        if (options.Vocabulary is null && tokens.Column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw SchemaErrors.WrongType(context, nameof(schema), options.InputColumnName, Expected, $"{tokens.Column.Type} that does not");
        }

        return new WordColumn(tokens.Column, vectors, tokens, new Lazy<int[]>(() =>
        {
            IReadOnlyList<string> words = options.Vocabulary?.Tokens ?? tokens.GetTokens()!;
            return [.. words.Select(word => vectors.Vocabulary.TryGetId(word, out int row) ? row : -1)];
        }));
    }

    /// <summary>Creates a function that reads the input's current row.</summary>
    public Func<int[]> CreateReader(DataViewRow input) => _tokens is null ? CreateTextReader(input) : CreateTokenReader(input, _tokens, _rows!.Value);

    private static Func<int[]> CreateTokenReader(DataViewRow input, TokenColumn tokens, int[] rows)
    {
        Func<int[]> ids = tokens.CreateReader(input, rows.Length, unknown: -1);
        return () =>
        {
            int[] row = ids();
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = row[i] < 0 ? -1 : rows[row[i]];
            }

            return row;
        };
    }

    private Func<int[]> CreateTextReader(DataViewRow input)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = input.GetGetter<VBuffer<ReadOnlyMemory<char>>>(Column);
        VBuffer<ReadOnlyMemory<char>> words = default;
        return () =>
        {
            getter(ref words);
            var rows = new int[words.Length];
            Array.Fill(rows, -1); // slots that a sparse vector leaves out hold empty text
            ReadOnlySpan<ReadOnlyMemory<char>> values = words.GetValues();
            ReadOnlySpan<int> places = words.GetIndices();
            for (int i = 0; i < values.Length; i++)
            {
                _vectors.Vocabulary.TryGetId(values[i].Span, out rows[words.IsDense ? i : places[i]]);
            }

            return rows;
        };
    }
}
