namespace LanguageModeling.Sampling;

/// <summary>Temperature: weighs each candidate with e^(logit / T), up to one factor for all. Ackley, Hinton and Sejnowski 1985.</summary>
internal sealed class TemperatureScaling(double temperature) : CandidateFilter
{
    public override void Apply(Candidates candidates) => candidates.Weigh(temperature);
}
