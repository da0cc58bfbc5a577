namespace LanguageModeling;

/// <summary>The token ids with a special part in a vocabulary; <see langword="null"/> where a vocabulary has none.</summary>
public sealed record SpecialTokens
{
    /// <summary>A vocabulary without special tokens.</summary>
    public static SpecialTokens None { get; } = new();

    /// <summary>Stands for every token outside the vocabulary, such as <c>&lt;unk&gt;</c>. Scored, and counted apart.</summary>
    public int? Unknown { get; init; }

    /// <summary>Begins every sequence, such as <c>&lt;s&gt;</c>. Context only: never scored, never generated.</summary>
    public int? BeginningOfSequence { get; init; }

    /// <summary>
    /// Whether prompts and contexts get <see cref="BeginningOfSequence"/> in front, too, when they lack it. False for models whose texts may
    /// begin anywhere, such as GPT-2: only whole sequences and empty prompts get it then. Default true.
    /// </summary>
    public bool AddBeginningToPrompts { get; init; } = true;

    /// <summary>Ends every sequence, such as <c>&lt;/s&gt;</c>. Scored like any token; ends generation.</summary>
    public int? EndOfSequence { get; init; }

    /// <summary>Fills up shorter rows of a batch. Never scored, never generated.</summary>
    public int? Padding { get; init; }
}
