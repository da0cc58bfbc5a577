namespace LanguageModeling;

/// <summary>How encodings that are too long are cut. Immutable; copy with <c>with</c>.</summary>
public sealed record TokenTruncation
{
    /// <summary>Most tokens that an encoding keeps, special tokens included. At least 1. Default 512.</summary>
    public int MaxLength { get; init; } = 512;

    /// <summary>How many tokens each window shares with the one before it. From 0 on, and less than a window's room. Default 0.</summary>
    public int Stride { get; init; }

    /// <summary>The end that loses tokens. Default <see cref="TokenSide.Right"/>.</summary>
    public TokenSide Side { get; init; } = TokenSide.Right;

    /// <summary>Which text of a pair loses tokens. Default <see cref="TokenTruncationStrategy.LongestFirst"/>.</summary>
    public TokenTruncationStrategy Strategy { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLength, 1, nameof(MaxLength));
        ArgumentOutOfRangeException.ThrowIfNegative(Stride, nameof(Stride));
    }
}
