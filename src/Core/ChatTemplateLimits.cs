namespace LanguageModeling;

/// <summary>How much a chat template may do; templates come with models, from anywhere. Immutable; copy with <c>with</c>.</summary>
public sealed record ChatTemplateLimits
{
    /// <summary>The longest text, printed or in between, in UTF-16 characters. Default 16,777,216.</summary>
    public int MaximumLength { get; init; } = 1 << 24;

    /// <summary>The most steps of the interpreter: statements, expressions, items gone through. Default 5,000,000.</summary>
    public long MaximumSteps { get; init; } = 5_000_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaximumLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaximumSteps);
    }
}
