namespace LanguageModeling;

/// <summary>A generated text, with its tokens and counts.</summary>
public sealed record GenerationResult : GeneratedSequence
{
    /// <summary>
    /// The text that continues the prompt: prompt and text put side by side read as one, so the text may begin with a space. It holds no
    /// end of sequence, stop token or stop string.
    /// </summary>
    public required string Text { get; init; }
}
