using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>Settings for decoding tokens to text in a pipeline. Immutable; copy with <c>with</c>.</summary>
/// <remarks>
/// Give a <see cref="Tokenizer"/>, or a <see cref="Codec"/>, or neither: then the vocabulary is the one that the column of tokens tells, as the
/// columns of EncodeTokens do.
/// </remarks>
public sealed record DecodeTokensOptions
{
    /// <summary>Name of the column with the text. Default "Text".</summary>
    public string OutputColumnName { get; init; } = "Text";

    /// <summary>Name of the column with token ids or keys. Default null: the name of the output column, which then hides the tokens.</summary>
    public string? InputColumnName { get; init; }

    /// <summary>Decodes the tokens. Default null.</summary>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>Decodes the tokens. Default null.</summary>
    public ITextCodec? Codec { get; init; }

    /// <summary>Joins the tokens of a vocabulary that the column tells. Default null: the rule that the column tells too.</summary>
    public TextSplitter? Splitter { get; init; }

    /// <summary>Name of the column with token ids or keys.</summary>
    internal string Input => InputColumnName ?? OutputColumnName;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        if (InputColumnName is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        }

        int given = (Tokenizer is null ? 0 : 1) + (Codec is null ? 0 : 1) + (Splitter is null ? 0 : 1);
        if (given > 1)
        {
            throw new ArgumentException("More than one of Tokenizer, Codec and Splitter is set. Set one of them, or none.", nameof(Codec));
        }
    }
}
