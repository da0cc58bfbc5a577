using System.Text;

namespace LanguageModeling.Scoring;

/// <summary>Scores choices and puts them in order.</summary>
internal static class ChoiceRanking
{
    /// <summary>Scores texts as choices after a context and a separator, whose bytes are not counted, and gives them best first.</summary>
    public static IReadOnlyList<ChoiceScore> ScoreAndRank(
        TextLanguageModel model, string context, string separator, IReadOnlyList<string> choices, ScoringOptions options, CancellationToken cancellationToken)
    {
        ScoringRequest[] requests =
            [.. choices.Select(choice => ScoringRequest.Continuation(model, context, separator + choice, options, Encoding.UTF8.GetByteCount(choice)))];
        return ScoreAndRank(model.Model, requests, choices, options, cancellationToken);
    }

    /// <summary>Scores choices and gives them best first.</summary>
    public static IReadOnlyList<ChoiceScore> ScoreAndRank(
        ILanguageModel model, ScoringRequest[] requests, IReadOnlyList<string>? texts, ScoringOptions options, CancellationToken cancellationToken)
    {
        if (requests.Length == 0)
        {
            throw new ArgumentException("There are no choices. Give at least one.", nameof(requests));
        }

        int empty = Array.FindIndex(requests, request => request.Tokens.IsEmpty);
        if (empty >= 0)
        {
            throw new ArgumentException($"Choice {empty + 1} of {requests.Length} has no tokens, and so nothing to score. Give every choice at least one token.", nameof(requests));
        }

        return Rank(ScoringRequest.ScoreAll(model, requests, options.WithRanks, cancellationToken), texts);
    }

    /// <summary>Gives scored choices best first.</summary>
    public static ChoiceScore[] Rank(IReadOnlyList<SequenceScore> scores, IReadOnlyList<string>? texts)
    {
        ChoiceScore[] choices = [.. scores.Select((score, index) => new ChoiceScore(index, texts?[index], score))];
        SetRanks(choices, choice => choice.LogProbabilityPerToken, (choice, rank) => choice.RankPerToken = rank);
        if (Array.TrueForAll(choices, choice => choice.LogProbabilityPerByte is not null))
        {
            SetRanks(choices, choice => choice.LogProbabilityPerByte!.Value, (choice, rank) => choice.RankPerByte = rank);
        }

        return SetRanks(choices, choice => choice.LogProbability, (choice, rank) => choice.Rank = rank);
    }

    private static ChoiceScore[] SetRanks(ChoiceScore[] choices, Func<ChoiceScore, double> value, Action<ChoiceScore, int> set)
    {
        ChoiceScore[] sorted = [.. choices.OrderByDescending(value)]; // stable: equal choices stay in the order given
        for (int rank = 0; rank < sorted.Length; rank++)
        {
            set(sorted[rank], rank);
        }

        return sorted;
    }
}
