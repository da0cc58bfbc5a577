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
}
