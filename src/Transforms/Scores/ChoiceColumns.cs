using LanguageModeling.Bridge;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LanguageModeling.Scores;

/// <summary>Names and types of the columns that ranking choices adds.</summary>
internal static class ChoiceColumns
{
    public const string PredictedChoice = "PredictedChoice";
    public const string PredictedIndex = "PredictedIndex";
    public const string PredictedIndexPerToken = "PredictedIndexPerToken";
    public const string PredictedIndexPerByte = "PredictedIndexPerByte";
    public const string LogProbabilities = "ChoiceLogProbabilities";
    public const string TokenCounts = "ChoiceTokenCounts";
    public const string ByteCounts = "ChoiceByteCounts";
    public const string AnswerIndex = "AnswerIndex";

    /// <summary>The columns, in order.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="choiceCount">Choices of each row; 0 when that differs.</param>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> Create(RankChoicesOptions options, int choiceCount)
    {
        string prefix = options.OutputColumnPrefix;
        var columns = new List<DataViewSchema.DetachedColumn>
        {
            new(prefix + PredictedChoice, TextDataViewType.Instance),
            new(prefix + PredictedIndex, NumberDataViewType.Int32),
            new(prefix + PredictedIndexPerToken, NumberDataViewType.Int32),
            new(prefix + PredictedIndexPerByte, NumberDataViewType.Int32),
            new(prefix + LogProbabilities, new VectorDataViewType(NumberDataViewType.Double, choiceCount)),
            new(prefix + TokenCounts, new VectorDataViewType(NumberDataViewType.Int32, choiceCount)),
            new(prefix + ByteCounts, new VectorDataViewType(NumberDataViewType.Int64, choiceCount)),
        };
        if (options.AnswerColumnName is not null)
        {
            columns.Add(new(prefix + AnswerIndex, NumberDataViewType.Int32));
        }

        return columns;
    }

    /// <summary>A getter of one of the columns; null for a name that is none.</summary>
    /// <param name="column">Its name, without prefix.</param>
    /// <param name="choices">The current row's choices, in the order in which they were given.</param>
    /// <param name="answer">Index of the current row's right choice.</param>
    public static Delegate? CreateGetter(string column, Func<ChoiceScore[]> choices, Func<int> answer)
    {
        return column switch
        {
            PredictedChoice => Value(c => c.First(choice => choice.Rank == 0).Text.AsMemory()),
            PredictedIndex => Value(c => c.First(choice => choice.Rank == 0).Index),
            PredictedIndexPerToken => Value(c => c.First(choice => choice.RankPerToken == 0).Index),
            PredictedIndexPerByte => Value(c => c.First(choice => choice.RankPerByte == 0).Index),
            LogProbabilities => Vector(choice => choice.LogProbability),
            TokenCounts => Vector(choice => choice.TokenCount),
            ByteCounts => Vector(choice => choice.Score.ByteCount ?? 0),
            AnswerIndex => Value(_ => answer()),
            _ => null,
        };

        ValueGetter<T> Value<T>(Func<ChoiceScore[], T> get) => (ref T value) => value = get(choices());

        ValueGetter<VBuffer<T>> Vector<T>(Func<ChoiceScore, T> get) => (ref VBuffer<T> value) => VectorColumn.Write(ref value, [.. choices().Select(get)]);
    }
}
