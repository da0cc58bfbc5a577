namespace LanguageModeling;

/// <summary>
/// A piece of a text that is being generated. Pieces put together give <see cref="GenerationResult.Text"/>; none ends inside a character
/// or inside what may turn out to be a stop string.
/// </summary>
public sealed record GeneratedText
{
    /// <summary>The next part of the text. Empty only in a last piece.</summary>
    public required string Text { get; init; }

    /// <summary>The tokens generated since the piece before. The last of them may stand for text that comes with the next piece.</summary>
    public required IReadOnlyList<GeneratedToken> Tokens { get; init; }

    /// <summary>Number of tokens of the prompt, its beginning of sequence included.</summary>
    public int PromptTokenCount { get; init; }

    /// <summary>How many of these had been computed before, for an earlier prompt; see <see cref="GenerationSession"/>.</summary>
    public int ReusedTokenCount { get; init; }

    /// <summary>Why the generation ended, on the last piece; <see langword="null"/> on all others.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>The seed that gives this text again; <see langword="null"/> where nothing was drawn.</summary>
    public ulong? Seed { get; init; }
}
