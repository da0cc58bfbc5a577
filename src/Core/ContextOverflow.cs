namespace LanguageModeling;

/// <summary>What a generation does where prompt and text do not fit together into the model's context, <see cref="ILanguageModel.MaximumContextLength"/>.</summary>
public enum ContextOverflow
{
    /// <summary>A prompt that is longer than the context is refused; a text that fills the context ends, with <see cref="FinishReason.ContextFull"/>.</summary>
    Error,

    /// <summary>
    /// A prompt loses its oldest tokens until <see cref="GenerationOptions.MaximumTokens"/> fit behind it, but no more than half of the context is
    /// kept free for them. A text that fills the context ends all the same.
    /// </summary>
    TruncateLeft,

    /// <summary>
    /// Whenever the context is full, the older half of it goes; a longer prompt is treated as though its tokens had come one by one. What stays is
    /// computed again in its new places, from the first, so each token is given the probability that it has after just these tokens.
    /// </summary>
    SlidingWindow,
}
