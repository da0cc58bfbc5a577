namespace LanguageModeling.Sampling;

/// <summary>
/// Repetition penalty θ: for every token of prompt or generated text, x ← x / θ where x is above 0, x ← x · θ elsewhere. Keskar et al.
/// 2019, "CTRL", section 4.1. On log probabilities, which are at most 0, that makes P into P^θ.
/// </summary>
internal sealed class RepetitionPenalty(double penalty, int vocabularySize) : LogitsProcessor
{
    private readonly bool[] _seen = new bool[vocabularySize]; // all false between calls

    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        foreach (int id in tokens)
        {
            if (!_seen[id])
            {
                _seen[id] = true;
                logits[id] = (float)(logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty);
            }
        }

        foreach (int id in tokens)
        {
            _seen[id] = false;
        }
    }
}
