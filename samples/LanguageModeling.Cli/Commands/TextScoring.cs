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

            SequenceScore[] scores = Score(model, chunk, cancellationToken);
            for (int i = 0; i < chunk.Length; i++)
            {
                yield return new ScoredLine(chunk[i], scores[i]);
            }
        }
    }

    /// <summary>Scores lines together, but for those that are longer than the context.</summary>
    private static SequenceScore[] Score(TextLanguageModel model, string[] lines, CancellationToken cancellationToken)
    {
        bool[] isLong = Array.ConvertAll(lines, line => IsLong(model, line));
        var together = new Queue<SequenceScore>(model.ScoreMany([.. lines.Where((_, i) => !isLong[i])], cancellationToken: cancellationToken));
        return [.. lines.Select((line, i) => isLong[i] ? model.ScoreRolling(line, cancellationToken: cancellationToken) : together.Dequeue())];
    }

    private static bool IsLong(TextLanguageModel model, string line)
    {
        const int Ends = 2; // beginning and end of sequence
        return model.Model.MaximumContextLength is { } most
            && Encoding.UTF8.GetByteCount(line) + Ends > most
            && model.Codec.Encode(line).Count + Ends > most;
    }

    private static IEnumerable<ScoredLine> ScoreIds(TextLanguageModel model, string[] lines, CancellationToken cancellationToken)
    {
        int[][] ids = [.. lines.Select(line => model.Codec.Encode(line).Select(token => token.Id).ToArray())];
        double[][] scores = [.. ids.Select(line => new double[Math.Max(0, line.Length - 1)])];
        SequenceToScore[] batch = [.. ids.Zip(scores).SelectMany(line => Windows(line.First, line.Second, model.Model.MaximumContextLength ?? int.MaxValue))];
        model.Model.ScoreBatch(batch, cancellationToken);
        return lines.Select((line, i) => new ScoredLine(line, new SequenceScore(ids[i][Math.Min(1, ids[i].Length)..], scores[i], SpecialTokens.None)));
    }

    /// <summary>The tokens after the first, each once; behind the first window, each has at least half of the context that the model takes.</summary>
    private static IEnumerable<SequenceToScore> Windows(int[] ids, double[] scores, int most)
    {
        for (int from = 1, to = (int)Math.Min(ids.Length, most + 1L); from < ids.Length; from = to, to = Math.Min(ids.Length, to + Math.Max(1, most / 2)))
        {
            int start = Math.Max(0, to - 1 - most);
            yield return new SequenceToScore(ids.AsMemory(start, from - start), ids.AsMemory(from, to - from), scores.AsMemory(from - 1, to - from));
        }
    }
}
