namespace LanguageModeling;

/// <summary>Settings for finding words in text that is not split. Immutable; copy with <c>with</c>.</summary>
public sealed record WordLearningOptions
{
    /// <summary>Words expected less often are left out, but for single characters. At least 1. Default 2.</summary>
    public double MinimumCount { get; init; } = 2;

    /// <summary>Most characters of a word. From 1 to 16. Default 4.</summary>
    public int MaximumCharacters { get; init; } = 4;

    /// <summary>Rounds of expectation maximization. At least 1. Default 10.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>Stops learning.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        if (!(MinimumCount >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumCount), MinimumCount, "MinimumCount must be at least 1.");
        }

        if (MaximumCharacters is < 1 or > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumCharacters), MaximumCharacters, "MaximumCharacters must be from 1 to 16.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
    }
}
