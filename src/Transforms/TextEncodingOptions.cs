namespace LanguageModeling;

/// <summary>Settings for encoding texts with a <see cref="PipelineTokenizer"/>. Immutable; copy with <c>with</c>.</summary>
public sealed record TextEncodingOptions
{
    /// <summary>Whether the tokenizer's post-processor adds special tokens, such as <c>[CLS]</c> or <c>&lt;s&gt;</c>. Default true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>How encodings that are too long are cut; default null: they are not.</summary>
    public TokenTruncation? Truncation { get; init; }

    /// <summary>How encodings of a batch are filled up to one length; default null: they are not.</summary>
    public TokenPadding? Padding { get; init; }

    internal void Validate()
    {
        Truncation?.Validate();
        Padding?.Validate();
    }
}
