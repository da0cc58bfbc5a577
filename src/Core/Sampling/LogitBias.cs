namespace LanguageModeling.Sampling;

/// <summary>Adds a bias to single tokens: x ← x + b.</summary>
internal sealed class LogitBias(IReadOnlyDictionary<int, float> bias) : LogitsProcessor
{
    private readonly KeyValuePair<int, float>[] _bias = [.. bias];

    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        foreach ((int id, float value) in _bias)
        {
            logits[id] += value;
        }
    }
}
