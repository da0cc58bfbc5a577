namespace LanguageModeling.Scoring;

/// <summary>Scores a sequence of any length through windows, each token once.</summary>
internal static class RollingScoring
{
    /// <summary>Scores a request whose ids may be more than the model takes.</summary>
    public static SequenceScore Score(
        ILanguageModel model, ScoringRequest request, RollingOptions? options, bool withRanks, CancellationToken cancellationToken)
    {
        (int window, int stride) = (options ?? new RollingOptions()).Resolve(model);
        int first = request.ContextLength;
        int end = request.Ids.Length;
        double[] logProbabilities = new double[end - first];
        int[]? ranks = withRanks ? new int[end - first] : null;
        var batch = new List<SequenceToScore>();

        // The last token of a window is predicted and is no context itself: a window of W holds W + 1 ids.
        for (int from = first, to = (int)Math.Min(end, window + 1L); from < end; from = to, to = (int)Math.Min(end, (long)to + stride))
        {
            int start = Math.Max(0, to - 1 - window);
            batch.Add(new SequenceToScore(
                request.Ids.AsMemory(start, from - start),
                request.Ids.AsMemory(from, to - from),
                logProbabilities.AsMemory(from - first, to - from),
                ranks is null ? default : ranks.AsMemory(from - first, to - from)));
        }

        model.ScoreBatch(batch.ToArray(), cancellationToken);
        return request.Result(model, logProbabilities, ranks);
    }
}
