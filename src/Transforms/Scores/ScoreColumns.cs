using LanguageModeling.Bridge;
using LanguageModeling.Tokens;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Scores;

/// <summary>Names and types of the columns that scoring adds.</summary>
internal static class ScoreColumns
{
    public const string TokenLogProbabilities = "TokenLogProbabilities";
    public const string LogProbability = "LogProbability";
    public const string TokenCount = "TokenCount";
    public const string UnknownCount = "UnknownCount";
    public const string Perplexity = "Perplexity";
    public const string BitsPerByte = "BitsPerByte";
    public const string ScoredTokens = "ScoredTokens";
    public const string ByteCount = "ByteCount";
    public const string TokenRanks = "TokenRanks";
    public const string IsGreedy = "IsGreedy";

    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> Create(LanguageModelScoringOptions options, SpecialTokens special)
    {
        DataViewSchema.Annotations annotations = TokenAnnotations.Create(asKeys: false, special, tokens: null, tokenCount: 0, splitter: null);
        string prefix = options.OutputColumnPrefix;
        var columns = new List<DataViewSchema.DetachedColumn>
        {
            new(prefix + TokenLogProbabilities, new VectorDataViewType(NumberDataViewType.Double)),
            new(prefix + LogProbability, NumberDataViewType.Double),
            new(prefix + TokenCount, NumberDataViewType.Int32),
            new(prefix + UnknownCount, NumberDataViewType.Int32),
            new(prefix + Perplexity, NumberDataViewType.Double),
            new(prefix + BitsPerByte, NumberDataViewType.Double),
            new(prefix + ScoredTokens, new VectorDataViewType(NumberDataViewType.Int32), annotations),
        };
        if (options.TextColumnName is not null)
        {
            columns.Add(new(prefix + ByteCount, NumberDataViewType.Int64));
        }

        if (options.WithRanks)
        {
            columns.Add(new(prefix + TokenRanks, new VectorDataViewType(NumberDataViewType.Int32)));
        }

        return columns;
    }

    /// <summary>A getter of one of the columns; null for a name that is none.</summary>
    /// <param name="column">Its name, without prefix.</param>
    /// <param name="score">The score of the current row.</param>
    /// <param name="byteCount">UTF-8 bytes of the current row's text; 0 without text.</param>
    public static Delegate? CreateGetter(string column, Func<SequenceScore> score, Func<long> byteCount)
    {
        return column switch
        {
            TokenLogProbabilities => Vector(s => s.TokenLogProbabilities),
            LogProbability => Value(s => s.LogProbability),
            TokenCount => Value(s => s.TokenCount),
            UnknownCount => Value(s => s.UnknownCount),
            Perplexity => Value(s => s.Perplexity),
            BitsPerByte => Value(s => byteCount() == 0 ? double.NaN : -s.LogProbability / Math.Log(2) / byteCount()),
            ScoredTokens => Vector(s => s.Tokens),
            ByteCount => Value(_ => byteCount()),
            TokenRanks => Vector(s => s.TokenRanks!),
            IsGreedy => Value(s => s.IsGreedy == true),
            _ => null,
        };

        ValueGetter<T> Value<T>(Func<SequenceScore, T> get) => (ref T value) => value = get(score());

        ValueGetter<VBuffer<T>> Vector<T>(Func<SequenceScore, IReadOnlyList<T>> get)
            => (ref VBuffer<T> value) => VectorColumn.Write(ref value, get(score()));
    }

    /// <summary>Promises columns, those that are vectors as ones of variable length.</summary>
    public static void Promise(Dictionary<string, SchemaShape.Column> columns, IEnumerable<DataViewSchema.DetachedColumn> added)
    {
        foreach (DataViewSchema.DetachedColumn column in added)
        {
            SchemaShape.Column[] annotations = column.Annotations.Schema.Count == 0
                ? []
                : TokenAnnotations.Shape(asKeys: false, withTokens: false, splitter: null);
            columns[column.Name] = column.Type is VectorDataViewType vector
                ? MlNet.Column(column.Name, SchemaShape.Column.VectorKind.VariableVector, vector.ItemType, isKey: false, annotations)
                : MlNet.Column(column.Name, SchemaShape.Column.VectorKind.Scalar, column.Type);
        }
    }
}
