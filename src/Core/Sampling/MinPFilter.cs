namespace LanguageModeling.Sampling;

/// <summary>
/// Min-p: keeps the tokens with P ≥ p · max P. Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM
/// Outputs". The best candidate weighs 1, so no division is needed.
/// </summary>
internal sealed class MinPFilter(double p) : CandidateFilter
{
    public override void Apply(Candidates candidates) => candidates.KeepHeavy(p);
}
