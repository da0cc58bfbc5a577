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
}
