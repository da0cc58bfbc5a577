namespace LanguageModeling.Tokenizers;

/// <summary>A token that is taken out of the text whole, beside those of the model.</summary>
/// <param name="Content">Its spelling.</param>
internal sealed record AddedToken(string Content)
{
    /// <summary>Whether it counts only where no character of a word is next to it.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Whether it takes the white space before it along.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Whether it takes the white space after it along.</summary>
    public bool StripRight { get; init; }

    /// <summary>Whether it is looked for in the normalized text, in its own normalized spelling.</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>Whether it is no text, so that decoding leaves it out.</summary>
    public bool Special { get; init; }

    /// <summary>The id, where a file tells that for certain; null for the one in the model's vocabulary or the next free one.</summary>
    public int? Id { get; init; }

    /// <summary>Reads one from tokenizer.json or tokenizer_config.json.</summary>
    public static AddedToken Read(JsonPart part)
    {
        bool special = part["special"].GetBoolean(false);
        return new AddedToken(part["content"].GetString())
        {
            SingleWord = part["single_word"].GetBoolean(false),
            StripLeft = part["lstrip"].GetBoolean(false),
            StripRight = part["rstrip"].GetBoolean(false),
            Normalized = part["normalized"].GetBoolean(!special),
            Special = special,
        };
    }
}
