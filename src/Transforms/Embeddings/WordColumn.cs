using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LanguageModeling.Embeddings;

/// <summary>A column of words: token ids, keys or text. Reads a row as ids of <see cref="EmbeddedWords"/>, -1 for words without a vector.</summary>
internal sealed class WordColumn
{
    private const string Expected =
        "a vector of text, or of token ids or keys whose column tells the words. Make one with mlContext.Transforms.Text.EncodeTokens, or set Vocabulary";

    private readonly TokenColumn? _tokens; // null for a column of text
    private readonly Func<EmbeddedWords> _createWords;
    private readonly Lazy<(EmbeddedWords Words, int[] Ids)>? _found; // the vector of each token

    private WordColumn(DataViewSchema.Column column, Func<EmbeddedWords> createWords, TokenColumn? tokens, Lazy<(EmbeddedWords, int[])>? found)
    {
        Column = column;
        _createWords = createWords;
        _tokens = tokens;
        _found = found;
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
        EmbeddedWords CreateWords() => new(vectors, options.UnknownWords == UnknownWordPolicy.Subwords);
        if (schema.GetColumnOrNull(options.InputColumnName) is { Type: VectorDataViewType { ItemType: TextDataViewType } } text)
        {
            return new WordColumn(text, CreateWords, null, null);
        }

        TokenColumn tokens = TokenColumn.Find(context, schema, options.InputColumnName);
        string kind = tokens.IsKey ? TokenAnnotations.KeyValues : TokenAnnotations.Tokens;
        if (options.Vocabulary is null && tokens.Column.Annotations.Schema.GetColumnOrNull(kind)?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw SchemaErrors.WrongType(context, nameof(schema), options.InputColumnName, Expected, $"{tokens.Column.Type} that does not");
        }

        return new WordColumn(tokens.Column, CreateWords, tokens, new Lazy<(EmbeddedWords, int[])>(() =>
        {
            EmbeddedWords words = CreateWords();
            SpecialTokens special = options.Vocabulary?.SpecialTokens ?? tokens.GetSpecialTokens() ?? SpecialTokens.None;
            int?[] marks = [special.Unknown, special.BeginningOfSequence, special.EndOfSequence, special.Padding]; // no words, whatever they are spelt like
            IReadOnlyList<string> tokenTexts = options.Vocabulary?.Tokens ?? tokens.GetTokens()!;
            return (words, [.. tokenTexts.Select((text, id) => marks.Contains(id) ? words.FindKnown(text) : words.Find(text))]);
        }));
    }

    /// <summary>Creates a function that reads the input's current row.</summary>
    /// <param name="input">Where the column is read from.</param>
    /// <param name="words">Receives what the function's ids stand for, until its next call.</param>
    public Func<int[]> CreateReader(DataViewRow input, out EmbeddedWords words)
    {
        if (_tokens is null)
        {
            words = _createWords();
            return CreateTextReader(input, words);
        }

        (words, int[] ids) = _found!.Value;
        return CreateTokenReader(input, _tokens, ids);
    }

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

    private Func<int[]> CreateTextReader(DataViewRow input, EmbeddedWords found)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = input.GetGetter<VBuffer<ReadOnlyMemory<char>>>(Column);
        VBuffer<ReadOnlyMemory<char>> words = default;
        return () =>
        {
            getter(ref words);
            found.Forget();
            var rows = new int[words.Length];
            Array.Fill(rows, -1); // slots that a sparse vector leaves out hold empty text
            ReadOnlySpan<ReadOnlyMemory<char>> values = words.GetValues();
            ReadOnlySpan<int> places = words.GetIndices();
            for (int i = 0; i < values.Length; i++)
            {
                rows[words.IsDense ? i : places[i]] = found.Find(values[i].Span);
            }

            return rows;
        };
    }
}
