using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>Settings for making a vocabulary from counted tokens. Immutable; copy with <c>with</c>.</summary>
public sealed record VocabularyOptions
{
    /// <summary>Tokens seen less often become unknown. At least 0. Default 1: all are kept.</summary>
    public long MinimumCount { get; init; } = 1;

    /// <summary>Most tokens to keep, special ones included: the most frequent, and of equally frequent ones the first seen. Default null: no limit.</summary>
    public int? MaximumSize { get; init; }

    /// <summary>Spelling of the token that stands for all others; null for none. Default <c>&lt;unk&gt;</c>.</summary>
    public string? UnknownToken { get; init; } = "<unk>";

    /// <summary>Spelling of the token that begins sequences; null for none. Default <c>&lt;s&gt;</c>.</summary>
    public string? BeginningOfSequenceToken { get; init; } = "<s>";

    /// <summary>Spelling of the token that ends sequences; null for none. Default <c>&lt;/s&gt;</c>.</summary>
    public string? EndOfSequenceToken { get; init; } = "</s>";

    /// <summary>Spelling of the token that fills up batches; null for none. Default null.</summary>
    public string? PaddingToken { get; init; }

    /// <summary>The special tokens that are wanted, in the order of their ids.</summary>
    internal IEnumerable<string> SpecialTokens
        => new[] { UnknownToken, BeginningOfSequenceToken, EndOfSequenceToken, PaddingToken }.OfType<string>();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MinimumCount);
        var seen = new HashSet<string>();
        foreach (string token in SpecialTokens)
        {
            if (token.Length == 0 || !WellFormedText.IsWellFormed(token))
            {
                throw new ArgumentException($"Special token \"{token}\" is empty or not text. Spell it, or give null for none.", nameof(SpecialTokens));
            }

            if (!seen.Add(token))
            {
                throw new ArgumentException($"\"{token}\" is spelled for two special tokens. Give each its own spelling, or null for none.", nameof(SpecialTokens));
            }
        }

        if (MaximumSize < Math.Max(1, seen.Count))
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaximumSize), MaximumSize, $"MaximumSize must be at least 1 and leave room for the {seen.Count} special tokens.");
        }
    }
}
