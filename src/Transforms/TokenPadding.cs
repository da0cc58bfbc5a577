namespace LanguageModeling;

/// <summary>How encodings of a batch are filled up to one length. Immutable; copy with <c>with</c>.</summary>
public sealed record TokenPadding
{
    /// <summary>The length, in tokens; default null: that of the longest encoding.</summary>
    public int? Length { get; init; }

    /// <summary>Makes the length a multiple of this; default null: no.</summary>
    public int? MultipleOf { get; init; }

    /// <summary>The end that is filled. Default <see cref="TokenSide.Right"/>.</summary>
    public TokenSide Side { get; init; } = TokenSide.Right;

    /// <summary>Id of the padding token; default null: the tokenizer's, or 0 if it has none.</summary>
    public int? Id { get; init; }

    /// <summary>Spelling of the padding token; default null: that of its id.</summary>
    public string? Token { get; init; }

    /// <summary>Segment of padding tokens. Default 0.</summary>
    public int TypeId { get; init; }

    internal void Validate()
    {
        if (Length is { } length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(Length));
        }

        if (MultipleOf is { } multiple)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple, nameof(MultipleOf));
        }

        if (Id is { } id)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(Id));
        }
    }
}
