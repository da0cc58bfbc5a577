namespace LanguageModeling.Sampling;

/// <summary>One change to the logits (at first the model's log probabilities) before a token is chosen.</summary>
/// <remarks>May hold scratch space, so it belongs to one generation; between calls it remembers nothing.</remarks>
internal abstract class LogitsProcessor
{
    /// <summary>Changes the logits in place.</summary>
    /// <param name="logits">Shape [V]; negative infinity forbids a token.</param>
    /// <param name="tokens">Prompt and tokens generated so far.</param>
    /// <param name="promptLength">How many of <paramref name="tokens"/> are prompt.</param>
    public abstract void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength);
}
