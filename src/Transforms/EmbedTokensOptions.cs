namespace LanguageModeling;

/// <summary>Settings for putting word vectors in the place of words. Immutable; copy with <c>with</c>.</summary>
public sealed record EmbedTokensOptions
{
    /// <summary>Name of the column with the embedding, a vector of Single. Default "Embedding".</summary>
    public string OutputColumnName { get; init; } = "Embedding";

    /// <summary>Name of the column with the words: a vector of token ids or keys, or a vector of text. Default "Tokens".</summary>
    public string InputColumnName { get; init; } = "Tokens";

    /// <summary>How the vectors of a row become one. Default <see cref="EmbeddingPooling.Mean"/>.</summary>
    public EmbeddingPooling Pooling { get; init; } = EmbeddingPooling.Mean;

    /// <summary>What becomes of words without a vector. Empty text and missing keys are such words. Default <see cref="UnknownWordPolicy.Skip"/>.</summary>
    public UnknownWordPolicy UnknownWords { get; init; } = UnknownWordPolicy.Skip;

    /// <summary>The word whose vector all unknown words get with <see cref="UnknownWordPolicy.UseWord"/>. Default <c>&lt;unk&gt;</c>.</summary>
    public string UnknownWord { get; init; } = "<unk>";

    /// <summary>Name of a column of Int32 with the number of words that have no vector of their own, whatever becomes of them. Default null: no such column.</summary>
    public string? UnknownCountColumnName { get; init; }

    /// <summary>The tokens that ids or keys stand for. Default null: the column tells them, as those of EncodeTokens do.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>The a in the weights of <see cref="EmbeddingPooling.SmoothInverseFrequency"/>; above 0. Default 0.001.</summary>
    public double FrequencySmoothing { get; init; } = 1e-3;

    /// <summary>Whether <see cref="EmbeddingPooling.SmoothInverseFrequency"/> takes away the part that all rows have in common. Default true.</summary>
    public bool RemoveCommonComponent { get; init; } = true;

    /// <summary>Stops Fit.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(UnknownWord);
        if (!Enum.IsDefined(Pooling))
        {
            throw new ArgumentOutOfRangeException(nameof(Pooling), Pooling, "Choose one of the values of EmbeddingPooling.");
        }

        if (!Enum.IsDefined(UnknownWords))
        {
            throw new ArgumentOutOfRangeException(nameof(UnknownWords), UnknownWords, "Choose one of the values of UnknownWordPolicy.");
        }

        if (!(FrequencySmoothing > 0 && double.IsFinite(FrequencySmoothing)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(FrequencySmoothing), FrequencySmoothing, "FrequencySmoothing must be a number above 0; 0.001 is usual.");
        }

        if (UnknownCountColumnName is { } count)
        {
            ArgumentException.ThrowIfNullOrEmpty(count, nameof(UnknownCountColumnName));
            if (count == OutputColumnName)
            {
                throw new ArgumentException($"Two columns would be named '{count}'. Give OutputColumnName and UnknownCountColumnName different names.", nameof(UnknownCountColumnName));
            }
        }
    }

    /// <summary>The row of the vector for unknown words, or -1.</summary>
    internal int FindUnknownWord(WordVectors vectors)
    {
        if (UnknownWords == UnknownWordPolicy.Subwords && !vectors.HasSubwords)
        {
            throw new ArgumentException(
                "Unknown words are to get vectors of their n-grams of characters, but these word vectors hold none. Train them with MaximumCharacters, or choose another policy.",
                nameof(vectors));
        }

        if (UnknownWords != UnknownWordPolicy.UseWord)
        {
            return -1;
        }

        return vectors.Vocabulary.TryGetId(UnknownWord, out int id) ? id : throw new ArgumentException(
            $"Unknown words are to get the vector of \"{UnknownWord}\", but that is not among the {vectors.Count} words. Set UnknownWord to one that is, or choose another policy.",
            nameof(vectors));
    }
}
