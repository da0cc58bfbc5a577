namespace LanguageModeling.Batches;

/// <summary>A token to score.</summary>
/// <param name="Job">Its sequence.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Place">Place of the token before it in [B · T] of a run.</param>
internal readonly record struct TokenTarget(ScoringJob Job, int Index, int Place)
{
    /// <summary>Its id.</summary>
    public int Token => Job.Ids[Index];
}
