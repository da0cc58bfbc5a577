namespace LanguageModeling;

/// <summary>Settings for the evaluation of word vectors. Immutable; copy with <c>with</c>.</summary>
public sealed record WordVectorEvaluationOptions
{
    /// <summary>Only so many words count, the first ones, as if the others had no vector; at least 1. Default 30,000; null for all.</summary>
    public int? MaximumWords { get; init; } = 30_000;

    /// <summary>
    /// Whether letter case is ignored, as in gensim: of words that differ in case alone the first, usually the most frequent, gives the vector, and any of
    /// them is the right answer. Default true.
    /// </summary>
    public bool IgnoreCase { get; init; } = true;

    /// <summary>The rule of analogies. Default 3CosAdd.</summary>
    public AnalogyMethod Method { get; init; } = AnalogyMethod.Add;

    /// <summary>Stops the work.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal void Validate()
    {
        if (MaximumWords < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaximumWords), MaximumWords, "MaximumWords must be at least 1, or null for all words.");
        }

        if (!Enum.IsDefined(Method))
        {
            throw new ArgumentOutOfRangeException(nameof(Method), Method, "Choose one of the values of AnalogyMethod.");
        }
    }
}
