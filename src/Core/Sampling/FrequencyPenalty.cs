namespace LanguageModeling.Sampling;

/// <summary>
/// Frequency penalty α_f and presence penalty α_p: x ← x - c · α_f - [c > 0] · α_p, where c counts how often the token was generated.
/// The formula of OpenAI's API reference ("Frequency and presence penalties").
/// </summary>
internal sealed class FrequencyPenalty(double frequency, double presence, int vocabularySize) : LogitsProcessor
{
    private readonly int[] _counts = new int[vocabularySize]; // all 0 between calls

    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        ReadOnlySpan<int> generated = tokens[promptLength..];
        foreach (int id in generated)
        {
            _counts[id]++;
        }

        foreach (int id in generated)
        {
            if (_counts[id] > 0)
            {
                logits[id] = (float)(logits[id] - (_counts[id] * frequency) - presence);
                _counts[id] = 0;
            }
        }
    }
}
