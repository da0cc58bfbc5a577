namespace LanguageModeling.Sampling;

/// <summary>Forbids tokens always: P ← 0.</summary>
/// <param name="banned">Token ids.</param>
/// <param name="usableSize">Ids from here on are forbidden too: a model may have more places than its codec has tokens.</param>
internal sealed class BannedTokens(int[] banned, int usableSize) : LogitsProcessor
{
    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        logits[usableSize..].Fill(float.NegativeInfinity);
        foreach (int id in banned)
        {
            logits[id] = float.NegativeInfinity;
        }
    }
}
