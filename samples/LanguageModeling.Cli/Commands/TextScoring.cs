using System.Text;

namespace LanguageModeling.Cli.Commands;

/// <summary>Scores lines as they come, many in one call.</summary>
internal static class TextScoring
{
    private const int LinesPerCall = 256;

    /// <summary>Scores each line as a sequence of its own.</summary>
    /// <param name="model">The model; a line longer than its context goes through overlapping windows.</param>
    /// <param name="lines">Lines, read as the scores are taken.</param>
    /// <param name="asIds">Whether lines hold token ids: nothing is added to them, and the first is context.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Lines with their scores, in order.</returns>
    public static IEnumerable<ScoredLine> ScoreLines(this TextLanguageModel model, IEnumerable<string> lines, bool asIds, CancellationToken cancellationToken)
    {
        foreach (string[] chunk in lines.Chunk(LinesPerCall))
        {
            if (asIds)
            {
                foreach (ScoredLine scored in ScoreIds(model, chunk, cancellationToken))
                {
                    yield return scored;
                }

                continue;
            }

            IReadOnlyList<SequenceScore> scores = Score(model, chunk, cancellationToken);
            for (int i = 0; i < chunk.Length; i++)
            {
                yield return new ScoredLine(chunk[i], scores[i]);
            }
        }
    }

    // A batch of a model with a limited context is scored together too, unless a line of it is too long.
    private static IReadOnlyList<SequenceScore> Score(TextLanguageModel model, string[] lines, CancellationToken cancellationToken)
    {
        const int Ends = 2; // beginning and end of sequence
        int? most = model.Model.MaximumContextLength;
        return most is null || Array.TrueForAll(lines, line => Encoding.UTF8.GetByteCount(line) + Ends <= most || model.Codec.Encode(line).Count + Ends <= most)
            ? model.ScoreMany(lines, cancellationToken: cancellationToken)
            : [.. lines.Select(line => model.ScoreRolling(line, cancellationToken: cancellationToken))];
    }

    private static IEnumerable<ScoredLine> ScoreIds(TextLanguageModel model, string[] lines, CancellationToken cancellationToken)
    {
        int[][] ids = [.. lines.Select(line => model.Codec.Encode(line).Select(token => token.Id).ToArray())];
        var batch = new SequenceToScore[lines.Length];
        for (int i = 0; i < batch.Length; i++)
        {
            int context = Math.Min(1, ids[i].Length);
            batch[i] = new SequenceToScore(ids[i].AsMemory(0, context), ids[i].AsMemory(context), new double[ids[i].Length - context]);
        }

        model.Model.ScoreBatch(batch, cancellationToken);
        return batch.Select((sequence, i) => new ScoredLine(
            lines[i], new SequenceScore(sequence.Tokens.ToArray(), sequence.LogProbabilities.ToArray(), SpecialTokens.None)));
    }
}
