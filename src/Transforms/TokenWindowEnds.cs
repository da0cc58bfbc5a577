namespace LanguageModeling;

/// <summary>What happens to windows that are shorter than wanted because the tokens end, or because they only begin.</summary>
public enum TokenWindowEnds
{
    /// <summary>They stay short; windows are vectors of variable length.</summary>
    Keep,

    /// <summary>They are left out; windows are vectors of fixed length.</summary>
    Drop,

    /// <summary>
    /// They are filled up with the padding token, windows after their tokens, contexts of predictions before them; all are vectors of fixed
    /// length. Keys without a padding token are filled up with the missing key.
    /// </summary>
    Pad,
}
