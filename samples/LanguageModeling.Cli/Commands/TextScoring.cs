namespace LanguageModeling.Cli.Commands;

/// <summary>Scores lines as they come, many in one call.</summary>
internal static class TextScoring
{
    private const int LinesPerCall = 256;

    /// <summary>Scores each line as a sequence of its own.</summary>
    /// <param name="model">The model; a line longer than its context goes through overlapping windows.</param>
    /// <param name="lines">Lines, read as the scores are taken.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Lines with their scores, in order.</returns>
    public static IEnumerable<ScoredLine> ScoreLines(this TextLanguageModel model, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        foreach (string[] chunk in lines.Chunk(LinesPerCall))
        {
            IReadOnlyList<SequenceScore> scores = model.Model.MaximumContextLength is null
                ? model.ScoreMany(chunk, cancellationToken: cancellationToken)
                : [.. chunk.Select(line => model.ScoreRolling(line, cancellationToken: cancellationToken))];
            for (int i = 0; i < chunk.Length; i++)
            {
                yield return new ScoredLine(chunk[i], scores[i]);
            }
        }
    }
}
