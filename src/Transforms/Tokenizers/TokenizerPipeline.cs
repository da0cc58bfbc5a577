namespace LanguageModeling.Tokenizers;

/// <summary>Everything that a tokenizer.json says: the steps from text to tokens and back. Immutable.</summary>
internal sealed record TokenizerPipeline
{
    /// <summary>Turns words into tokens.</summary>
    public required TokenModel Model { get; init; }

    /// <summary>Changes the text first; null for nothing.</summary>
    public NormalizationStep? Normalization { get; init; }

    /// <summary>Splits the text into words; null for one word.</summary>
    public SplittingStep? Splitting { get; init; }

    /// <summary>Completes encodings; null for nothing.</summary>
    public ProcessingStep? Processing { get; init; }

    /// <summary>Makes text of tokens; null for spaces between tokens.</summary>
    public DecodingStep? Decoding { get; init; }

    /// <summary>Tokens beside those of the model, in order.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Ids that play a special part, where the model's own file tells; null where it does not.</summary>
    public SpecialTokens? SpecialTokens { get; init; }

    /// <summary>How encodings are cut by default.</summary>
    public TokenTruncation? Truncation { get; init; }

    /// <summary>How batches are filled up by default.</summary>
    public TokenPadding? Padding { get; init; }
}
