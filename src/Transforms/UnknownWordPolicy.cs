namespace LanguageModeling;

/// <summary>What becomes of words without a vector.</summary>
public enum UnknownWordPolicy
{
    /// <summary>They are passed over, as if they were not there.</summary>
    Skip,

    /// <summary>They have a vector of zeros, which counts like any other.</summary>
    Zero,

    /// <summary>They have the vector of another word; see <see cref="EmbedTokensOptions.UnknownWord"/>.</summary>
    UseWord,

    /// <summary>They are an error.</summary>
    Refuse,

    /// <summary>
    /// They have the mean of the vectors of their n-grams of characters, which vectors trained with sub-words hold; see
    /// <see cref="WordVectors.HasSubwords"/>. Those of which no n-gram was ever seen, empty text and special tokens are passed over.
    /// </summary>
    Subwords,
}
