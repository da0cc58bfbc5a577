namespace LanguageModeling.Batches;

/// <summary>A sequence to run through the model once, and where the scores of its tokens go.</summary>
/// <param name="Ids">Context and tokens; all but the last go in.</param>
/// <param name="First">The first of them that is scored, from 1.</param>
/// <param name="LogProbabilities">Receives the scores.</param>
/// <param name="Ranks">Empty, or receives ranks.</param>
internal readonly record struct ScoringJob(int[] Ids, int First, Memory<double> LogProbabilities, Memory<int> Ranks)
{
    /// <summary>Number of tokens that go in.</summary>
    public int InputLength => Ids.Length - 1;

    /// <summary>The tokens that go in.</summary>
    public ReadOnlySpan<int> Input => Ids.AsSpan(0, InputLength);

    /// <summary>Whether ranks are wanted, for which the whole distribution is needed.</summary>
    public bool WithRanks => !Ranks.IsEmpty;

    /// <summary>The tokens that a run of some of the input scores: each is scored by the token before it.</summary>
    /// <param name="past">Where the run begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="place">Place of its first token in [B · T].</param>
    public IEnumerable<TokenTarget> TargetsOf(int past, int end, int place)
    {
        for (int i = Math.Max(First, past + 1); i <= end; i++)
        {
            yield return new TokenTarget(this, i, place + i - 1 - past);
        }
    }
}
