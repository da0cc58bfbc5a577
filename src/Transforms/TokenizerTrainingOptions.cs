using System.Text;

namespace LanguageModeling;

/// <summary>Settings for training a tokenizer. Immutable; copy with <c>with</c>.</summary>
public sealed record TokenizerTrainingOptions
{
    /// <summary>How it is learned. Default <see cref="TokenizerAlgorithm.ByteLevelBpe"/>.</summary>
    public TokenizerAlgorithm Algorithm { get; init; } = TokenizerAlgorithm.ByteLevelBpe;

    /// <summary>How many tokens there shall be, special ones included; fewer if the text has no more. Default 32,000.</summary>
    public int VocabularySize { get; init; } = 32_000;

    /// <summary>How often a pair of tokens, or a word, must occur to become a token. Unigram training takes no notice of it. Default 2.</summary>
    public int MinimumFrequency { get; init; } = 2;

    /// <summary>
    /// Tokens that are no text, in the order of their ids, from 0. Default null: "&lt;|endoftext|&gt;" for byte-level BPE, "[PAD]", "[UNK]",
    /// "[CLS]", "[SEP]" and "[MASK]" for WordPiece, else "&lt;unk&gt;", "&lt;s&gt;" and "&lt;/s&gt;".
    /// </summary>
    public IReadOnlyList<string>? SpecialTokens { get; init; }

    /// <summary>
    /// Spelling of the token for what is unknown; it comes first if it is not among the special tokens. Default null: "[UNK]" for WordPiece,
    /// "&lt;unk&gt;" otherwise; byte-level BPE has and needs none.
    /// </summary>
    public string? UnknownToken { get; init; }

    /// <summary>Characters that are tokens even if the text lacks them. Default none; byte-level BPE has all 256 bytes anyway.</summary>
    public string InitialAlphabet { get; init; } = "";

    /// <summary>Most characters that are tokens; rare ones go. Default null: no limit. Not for byte-level BPE and whole words.</summary>
    public int? AlphabetLimit { get; init; }

    /// <summary>How much of the text the characters that are tokens cover at least, above 0, at most 1. Default 1. 0.9995 is usual for Chinese and Japanese.</summary>
    public double CharacterCoverage { get; init; } = 1;

    /// <summary>Whether characters that are no tokens are spelled in tokens of bytes. For character BPE and unigram. Default true.</summary>
    public bool ByteFallback { get; init; } = true;

    /// <summary>Tokens are not made of more characters (bytes for byte-level BPE) than this. Default null: no limit; 16 for unigram.</summary>
    public int? MaximumTokenLength { get; init; }

    /// <summary>Whether text is put in lower case first, and accents removed for WordPiece. Default false.</summary>
    public bool Lowercase { get; init; }

    /// <summary>The Unicode form that text is brought to first. Default null: as it is.</summary>
    public NormalizationForm? Normalization { get; init; }

    /// <summary>Whether byte-level BPE puts a space before each text, so that its first word is a word like others. Default false.</summary>
    public bool AddPrefixSpace { get; init; }

    /// <summary>Unigram: how many pieces to begin with. Default 1,000,000.</summary>
    public int SeedSize { get; init; } = 1_000_000;

    /// <summary>Unigram: which part of the pieces each pruning leaves, between 0 and 1. Default 0.75.</summary>
    public double ShrinkingFactor { get; init; } = 0.75;

    /// <summary>Told how far the training has come. Default null.</summary>
    public IProgress<TokenizerTrainingProgress>? Progress { get; init; }

    /// <summary>Stops the training.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The special tokens, the unknown one included.</summary>
    internal IReadOnlyList<string> AllSpecialTokens
        => Unknown is { } unknown && !ChosenSpecialTokens.Contains(unknown) ? [unknown, .. ChosenSpecialTokens] : ChosenSpecialTokens;

    /// <summary>The unknown token; null when there is none.</summary>
    internal string? Unknown => Algorithm switch
    {
        TokenizerAlgorithm.ByteLevelBpe => null,
        TokenizerAlgorithm.WordPiece => UnknownToken ?? "[UNK]",
        _ => UnknownToken ?? "<unk>",
    };

    private IReadOnlyList<string> ChosenSpecialTokens => SpecialTokens ?? Algorithm switch
    {
        TokenizerAlgorithm.ByteLevelBpe => ["<|endoftext|>"],
        TokenizerAlgorithm.WordPiece => ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
        _ => ["<unk>", "<s>", "</s>"],
    };

    internal void Validate()
    {
        const int MostTokens = 1 << 24;
        Require(Enum.IsDefined(Algorithm), nameof(Algorithm), Algorithm, "Algorithm is none of the known ones.");
        Require(VocabularySize is >= 1 and <= MostTokens, nameof(VocabularySize), VocabularySize, $"VocabularySize must be from 1 to {MostTokens}.");
        Require(MinimumFrequency >= 1, nameof(MinimumFrequency), MinimumFrequency, "MinimumFrequency must be at least 1.");
        Require(AlphabetLimit is null or >= 1, nameof(AlphabetLimit), AlphabetLimit, "AlphabetLimit must be at least 1.");
        Require(CharacterCoverage is > 0 and <= 1, nameof(CharacterCoverage), CharacterCoverage, "CharacterCoverage must be above 0 and at most 1.");
        Require(MaximumTokenLength is null or (>= 1 and <= 256), nameof(MaximumTokenLength), MaximumTokenLength, "MaximumTokenLength must be from 1 to 256.");
        Require(SeedSize >= 1, nameof(SeedSize), SeedSize, "SeedSize must be at least 1.");
        Require(ShrinkingFactor is > 0 and < 1, nameof(ShrinkingFactor), ShrinkingFactor, "ShrinkingFactor must be between 0 and 1.");
        ArgumentNullException.ThrowIfNull(InitialAlphabet);
        foreach (string token in AllSpecialTokens)
        {
            ArgumentException.ThrowIfNullOrEmpty(token, nameof(SpecialTokens));
        }

        if (AllSpecialTokens.GroupBy(token => token).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The special token \"{twice.Key}\" is there twice. Give each once.", nameof(SpecialTokens));
        }
    }

    private static void Require(bool holds, string name, object? value, string message)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, message);
        }
    }
}
