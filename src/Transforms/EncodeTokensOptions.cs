using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>Settings for encoding text as tokens in a pipeline. Immutable; copy with <c>with</c>.</summary>
/// <remarks>
/// Give a <see cref="Tokenizer"/>, or a <see cref="Codec"/>, or neither: then Fit makes a vocabulary of the text that it sees, by
/// <see cref="Splitter"/>, <see cref="Lowercase"/> and <see cref="Vocabulary"/>, which only matter in this case.
/// </remarks>
public sealed record EncodeTokensOptions
{
    /// <summary>Name of the column with the tokens' ids, or keys; a vector of variable length. Default "Tokens".</summary>
    public string OutputColumnName { get; init; } = "Tokens";

    /// <summary>Name of the column with the text. Default null: the name of the output column, which then hides the text.</summary>
    public string? InputColumnName { get; init; }

    /// <summary>Encodes the text. Default null.</summary>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>Encodes the text. Default null.</summary>
    public ITextCodec? Codec { get; init; }

    /// <summary>The rule that splits text into tokens. Default <see cref="TextSplitter.Words"/>.</summary>
    public TextSplitter Splitter { get; init; } = TextSplitter.Words;

    /// <summary>Whether text is put in lower case first. Default false.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Which tokens get an id of their own, and how special tokens are spelled.</summary>
    public VocabularyOptions Vocabulary { get; init; } = new();

    /// <summary>Whether every row begins with the token that begins sequences. Default false: scoring adds it by itself.</summary>
    public bool AddBeginningOfSequence { get; init; }

    /// <summary>Whether every row ends with the token that ends sequences. Default false: scoring adds it by itself.</summary>
    public bool AddEndOfSequence { get; init; }

    /// <summary>Most tokens in a row, beginning and end included; the tokens of longer text after these are left out. Default null: no limit.</summary>
    public int? MaximumTokens { get; init; }

    /// <summary>
    /// Name of a column that tells which part of the text each token stands for: a vector of Int32 of twice the length, start and length of
    /// token 0, start and length of token 1, and so on, in UTF-16 code units. Default null: no such column.
    /// </summary>
    public string? OffsetsColumnName { get; init; }

    /// <summary>Whether the column holds ML.NET keys (id + 1) with KeyValues, for built-in transforms, instead of ids. Default false.</summary>
    public bool AsKeys { get; init; }

    /// <summary>Stops Fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Name of the column with the text.</summary>
    internal string Input => InputColumnName ?? OutputColumnName;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentNullException.ThrowIfNull(Splitter);
        ArgumentNullException.ThrowIfNull(Vocabulary);
        if (InputColumnName is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        }

        if (Tokenizer is not null && Codec is not null)
        {
            throw new ArgumentException("Both Tokenizer and Codec are set. Set one of them.", nameof(Codec));
        }

        if (OffsetsColumnName == OutputColumnName)
        {
            throw new ArgumentException(
                $"Tokens and offsets are both to go to column '{OutputColumnName}'. "
                + "Give them different names.",
                nameof(OffsetsColumnName));
        }

        int added = (AddBeginningOfSequence ? 1 : 0) + (AddEndOfSequence ? 1 : 0);
        if (MaximumTokens < Math.Max(1, added))
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaximumTokens), MaximumTokens, $"MaximumTokens must be at least 1 and leave room for the {added} tokens that are added to every row.");
        }
    }
}
