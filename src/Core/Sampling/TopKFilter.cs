namespace LanguageModeling.Sampling;

/// <summary>
/// Top-k: keeps exactly the k most probable tokens, ties by lower id. Fan, Lewis and Dauphin 2018, "Hierarchical Neural Story Generation".
/// Needs no weights; dividing by a temperature changes no order, so it may come before or after.
/// </summary>
internal sealed class TopKFilter(int k) : CandidateFilter
{
    public override void Apply(Candidates candidates)
    {
        candidates.SortFirst(k);
        candidates.KeepFirst(k);
    }
}
