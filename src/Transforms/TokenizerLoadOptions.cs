namespace LanguageModeling;

/// <summary>Settings for <see cref="TokenizerLoader"/> that files do not tell. Immutable; copy with <c>with</c>.</summary>
public sealed record TokenizerLoadOptions
{
    /// <summary>How text is split; for <c>.tiktoken</c> files only. Default null: by the size of the vocabulary.</summary>
    public TiktokenPattern? Pattern { get; init; }

    /// <summary>
    /// Whether special tokens that a text spells out, such as <c>&lt;|endoftext|&gt;</c>, are taken as such. Default null: yes, but not for
    /// <c>.tiktoken</c> and SentencePiece files, whose own libraries take them as plain text.
    /// </summary>
    public bool? ParseSpecialTokens { get; init; }
}
