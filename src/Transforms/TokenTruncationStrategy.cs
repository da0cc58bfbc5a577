namespace LanguageModeling;

/// <summary>Which text of a pair loses tokens.</summary>
public enum TokenTruncationStrategy
{
    /// <summary>The longer one, until both are of one length; then both.</summary>
    LongestFirst,

    /// <summary>The first only.</summary>
    OnlyFirst,

    /// <summary>The second only.</summary>
    OnlySecond,
}
