namespace LanguageModeling;

/// <summary>Settings of <see cref="CacheLanguageModel"/>. Immutable; copy with <c>with</c>.</summary>
public sealed record CacheOptions
{
    /// <summary>The largest <see cref="Size"/>.</summary>
    public const int MaximumSize = 100_000;

    /// <summary>Share μ of the cache, from 0 to below 1. Default 0.1.</summary>
    public double Weight { get; init; } = 0.1;

    /// <summary>How many of the last tokens the cache holds, K; from 1 to 100,000. Default 200.</summary>
    public int Size { get; init; } = 200;

    /// <summary>
    /// Longest n-grams that are looked for in the cache, from 1 to 5: 1 for how often a word came, 2 also after the last word, and so on.
    /// Default 1.
    /// </summary>
    public int Order { get; init; } = 1;

    /// <summary>
    /// How much less a token counts than the one after it, above 0 and at most 1: a token d places back counts Decay^(d - 1) (Clarkson and
    /// Robinson 1997). Default 1: all count alike.
    /// </summary>
    public double Decay { get; init; } = 1;

    internal void Validate()
    {
        Require(Weight is >= 0 and < 1, nameof(Weight), Weight, "The share of a cache must be from 0 to below 1; 0.1 is usual.");
        Require(Size is >= 1 and <= MaximumSize, nameof(Size), Size, $"A cache must hold from 1 to {MaximumSize} tokens; 200 is usual.");
        Require(Order is >= 1 and <= 5, nameof(Order), Order, "The order of a cache must be from 1 to 5; 1 is usual.");
        Require(Decay is > 0 and <= 1, nameof(Decay), Decay, "Decay must be above 0 and at most 1.");
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, rule);
        }
    }
}
