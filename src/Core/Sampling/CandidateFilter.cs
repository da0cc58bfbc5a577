namespace LanguageModeling.Sampling;

/// <summary>One step from all candidates towards those that may be drawn. Holds nothing that changes.</summary>
internal abstract class CandidateFilter
{
    /// <summary>Removes candidates, never all of them.</summary>
    public abstract void Apply(Candidates candidates);
}
