namespace LanguageModeling.Sampling;

/// <summary>
/// Forbids every token that would complete an n-gram which prompt or generated text already holds. Paulus, Xiong and Socher 2017, "A Deep
/// Reinforced Model for Abstractive Summarization", section 2.5, for any n.
/// </summary>
internal sealed class NoRepeatNgram(int size) : LogitsProcessor
{
    public override void Apply(Span<float> logits, ReadOnlySpan<int> tokens, int promptLength)
    {
        int contextLength = size - 1;
        if (tokens.Length < size)
        {
            return;
        }

        ReadOnlySpan<int> context = tokens[^contextLength..];
        for (int end = contextLength; end < tokens.Length; end++)
        {
            if (tokens.Slice(end - contextLength, contextLength).SequenceEqual(context))
            {
                logits[tokens[end]] = float.NegativeInfinity;
            }
        }
    }
}
