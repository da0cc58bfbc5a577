namespace LanguageModeling;

/// <summary>Sums up ranked choices to metrics, question by question, without keeping them.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class ChoiceMetricsBuilder
{
    private long _count;
    private long _right;
    private long _rightPerToken;
    private long? _rightPerByte = 0;
    private double _chance;

    /// <summary>Adds a question.</summary>
    /// <param name="choices">Its choices, as <see cref="TextLanguageModelScoring.RankChoices(TextLanguageModel, string, IReadOnlyList{string}, ScoringOptions?, CancellationToken)"/> gives them, in any order.</param>
    /// <param name="answer">Index of the right one in the list that was ranked.</param>
    /// <exception cref="ArgumentOutOfRangeException">No choice has that index.</exception>
    public void Add(IReadOnlyList<ChoiceScore> choices, int answer)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ChoiceScore right = choices.FirstOrDefault(choice => choice.Index == answer)
            ?? throw new ArgumentOutOfRangeException(nameof(answer), answer, $"There are {choices.Count} choices; the index of the answer must be from 0 to {choices.Count - 1}.");
        Add(choices.Count, right.Rank == 0, right.RankPerToken == 0, right.RankPerByte is { } rank ? rank == 0 : null);
    }

    /// <summary>Computes the metrics of all that was added so far.</summary>
    public ChoiceMetrics Build() => new(_count, _right, _rightPerToken, _rightPerByte, _chance);

    internal void Add(int choiceCount, bool isRight, bool isRightPerToken, bool? isRightPerByte)
    {
        _count++;
        _right += isRight ? 1 : 0;
        _rightPerToken += isRightPerToken ? 1 : 0;
        _rightPerByte += isRightPerByte is null ? null : isRightPerByte.Value ? 1 : 0;
        _chance += 1.0 / choiceCount;
    }
}
