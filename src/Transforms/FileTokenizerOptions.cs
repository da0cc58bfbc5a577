namespace LanguageModeling;

/// <summary>Settings of a <see cref="FileTokenizer"/> that its files do not tell. Immutable; copy with <c>with</c>.</summary>
public sealed record FileTokenizerOptions
{
    /// <summary>Spelling of the token that stands for what the vocabulary lacks. Default null: none, but <c>[UNK]</c> for WordPiece.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Spelling of the token that begins sequences; default null: none.</summary>
    public string? BeginningOfSequenceToken { get; init; }

    /// <summary>Spelling of the token that ends sequences, such as GPT-2's <c>&lt;|endoftext|&gt;</c>; default null: none.</summary>
    public string? EndOfSequenceToken { get; init; }

    /// <summary>Spelling of the token that fills up batches; default null: none.</summary>
    public string? PaddingToken { get; init; }

    /// <summary>
    /// Tokens with their ids that are taken out of the text whole, before anything else; in the vocabulary file or added to it. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; init; } = new Dictionary<string, int>();

    /// <summary>Whether text is put in lower case first. Default false.</summary>
    public bool Lowercase { get; init; }

    /// <summary>
    /// Regular expression whose matches are encoded one by one. Default null: GPT-2's for tokens of bytes, words and punctuation marks for
    /// WordPiece, parts between white space otherwise.
    /// </summary>
    public string? SplitPattern { get; init; }

    /// <summary>What begins tokens that continue a word. Default null: none, but <c>##</c> for WordPiece.</summary>
    public string? ContinuingSubwordPrefix { get; init; }

    /// <summary>What ends tokens that end a word; character BPE only. Default null: none.</summary>
    public string? EndOfWordSuffix { get; init; }
}
