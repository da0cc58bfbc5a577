namespace LanguageModeling.Sampling;

/// <summary>
/// Locally typical sampling: takes tokens by rising |-ln P - H|, H the entropy of the distribution, until Σ P ≥ p. Meister et al. 2023,
/// "Locally Typical Sampling".
/// </summary>
/// <remarks>
/// With P = w / W, -ln P - H = Σ P ln w - ln w: the distance of a log weight from the mean log weight. It is compared as a
/// <see cref="float"/>; equal distances go by lower id.
/// </remarks>
internal sealed class TypicalFilter(double p) : CandidateFilter
{
    public override void Apply(Candidates candidates)
    {
        double total = 0;
        double mean = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            double weight = candidates.WeightAt(i);
            total += weight;
            mean += weight * candidates.LogWeightAt(i);
        }

        candidates.OrderAround(mean / total);
        candidates.KeepMass(p * total);
    }
}
