namespace LanguageModeling.Sampling;

/// <summary>
/// Top-p: keeps the smallest set of most probable tokens with Σ P ≥ p. Holtzman et al. 2020, "The Curious Case of Neural Text
/// Degeneration", eq. 2.
/// </summary>
internal sealed class TopPFilter(double p) : CandidateFilter
{
    public override void Apply(Candidates candidates) => candidates.KeepMass(p * candidates.TotalWeight());
}
