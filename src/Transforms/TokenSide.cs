namespace LanguageModeling;

/// <summary>An end of a sequence of tokens.</summary>
public enum TokenSide
{
    /// <summary>The beginning.</summary>
    Left,

    /// <summary>The end.</summary>
    Right,
}
