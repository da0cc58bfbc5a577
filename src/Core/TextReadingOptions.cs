namespace LanguageModeling;

/// <summary>Settings for reading lines of text. Immutable; copy with <c>with</c>.</summary>
public sealed record TextReadingOptions
{
    /// <summary>Whether bytes that are not UTF-8 become U+FFFD. Default false: they are an error.</summary>
    public bool ReplaceInvalid { get; init; }

    /// <summary>Whether a byte order mark at the beginning stays, as the character U+FEFF. Default false: it is left out.</summary>
    public bool KeepByteOrderMark { get; init; }
}
