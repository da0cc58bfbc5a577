namespace LanguageModeling.Batches;

/// <summary>Finds sequences that begin with the same tokens, which then go through the model once for all of them.</summary>
internal static class SharedContexts
{
    /// <summary>
    /// Least number of tokens worth sharing. A run costs about what 6 (weights of 4 bits) to 18 (of 32 bits) further tokens of a longer run would
    /// (measured, 124M parameters), and two sequences that share their beginning take up to three runs in the place of one.
    /// </summary>
    public const int Least = 32;

    /// <summary>Puts sequences into an order in which those that begin alike are neighbours.</summary>
    public static ScoringJob[] Sort(IEnumerable<ScoringJob> jobs)
        => [.. jobs.Order(Comparer<ScoringJob>.Create((a, b) => a.Input.SequenceCompareTo(b.Input)))];

    /// <summary>Divides sequences into groups that share enough.</summary>
    /// <param name="jobs">Sequences, sorted, which have their first <paramref name="past"/> tokens in common.</param>
    /// <param name="past">How many tokens all of them are known to share.</param>
    /// <returns>Groups of neighbours, and how many tokens each group shares: <paramref name="past"/> where it is but one sequence.</returns>
    public static IEnumerable<(ArraySegment<ScoringJob> Group, int Shared)> Divide(ArraySegment<ScoringJob> jobs, int past)
    {
        for (int from = 0; from < jobs.Count;)
        {
            int shared = int.MaxValue;
            int to = from + 1;
            for (; to < jobs.Count; to++)
            {
                int common = jobs[to - 1].Input.CommonPrefixLength(jobs[to].Input);
                if (common < past + Least)
                {
                    break;
                }

                shared = Math.Min(shared, common);
            }

            yield return (jobs[from..to], to == from + 1 ? past : shared);
            from = to;
        }
    }
}
