namespace LanguageModeling.Tokenizers;

/// <summary>Settings of a byte-pair encoding.</summary>
internal sealed record BpeSettings
{
    /// <summary>Token for characters that the vocabulary lacks; null leaves them out.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>What begins every character of a word but the first; empty for nothing.</summary>
    public string ContinuingPrefix { get; init; } = "";

    /// <summary>What ends the last character of a word; empty for nothing.</summary>
    public string EndOfWordSuffix { get; init; } = "";

    /// <summary>Whether unknown characters next to each other are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether unknown characters are spelled in tokens of bytes such as <c>&lt;0x0A&gt;</c>.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is a token is that token, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Part of the merges that training leaves out at random; kept to be written, and never used to encode.</summary>
    public double? Dropout { get; init; }
}
