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

    /// <summary>Number of tokens to score.</summary>
    public int TargetCount => Ids.Length - First;

    /// <summary>Whether ranks are wanted, for which the whole distribution is needed.</summary>
    public bool WithRanks => !Ranks.IsEmpty;
}
