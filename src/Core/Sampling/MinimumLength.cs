namespace LanguageModeling.Sampling;

/// <summary>Forbids the tokens that end a generation until enough tokens are there.</summary>
internal sealed class MinimumLength(int minimum, int[] endTokens) : LogitsProcessor
{
    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        if (tokens.Length - promptLength < minimum)
        {
            foreach (int id in endTokens)
            {
                logits[id] = float.NegativeInfinity;
            }
        }
    }
}
