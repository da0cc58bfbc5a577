namespace LanguageModeling.Batches;

/// <summary>Puts sequences of like lengths together, so that little padding is computed.</summary>
internal static class BatchPlan
{
    /// <summary>Divides sequences into runs, the longest first; padded to the longest of its run, each run has at most some number of tokens.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="budget">Most tokens in a run; a sequence that is longer has a run of its own.</param>
    /// <param name="most">Most sequences in a run.</param>
    /// <returns>Numbers of the sequences of each run.</returns>
    public static List<int[]> Create(IReadOnlyList<int> lengths, int budget, int most = int.MaxValue)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i])];
        List<int[]> runs = [];
        for (int from = 0; from < order.Length;)
        {
            int longest = Math.Max(1, lengths[order[from]]);
            int count = Math.Clamp(budget / longest, 1, Math.Min(most, order.Length - from));
            runs.Add(order[from..(from + count)]);
            from += count;
        }

        return runs;
    }
}
