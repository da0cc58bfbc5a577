namespace LanguageModeling.Files;

/// <summary>A sink was given an n-gram without one of its parts (its first n - 1 words, or its last), which a model must have too.</summary>
/// <param name="order">The order of the n-gram.</param>
/// <param name="missing">The words of the part that is missing.</param>
internal sealed class IncompleteNgramsException(int order, ReadOnlySpan<int> missing)
    : InvalidOperationException($"The {order}-grams need a {missing.Length}-gram that the model lacks.")
{
    public int[] Missing { get; } = missing.ToArray();
}

/// <summary>A sink was given the same n-gram twice.</summary>
/// <param name="words">Its words.</param>
internal sealed class RepeatedNgramException(ReadOnlySpan<int> words)
    : InvalidOperationException($"A {words.Length}-gram came twice.")
{
    public int[] Words { get; } = words.ToArray();
}
