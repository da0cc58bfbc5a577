namespace LanguageModeling.Layouts;

/// <summary>Sequences one behind the other, and where their scores go.</summary>
/// <param name="words">[M]: the words of all sequences.</param>
/// <param name="starts">Where each sequence begins, ascending; the first is 0.</param>
/// <param name="log10Probabilities">[M]: receives log10 P(word | the words of its sequence before it).</param>
/// <param name="matched">[M], or empty: receives the words of the longest n-gram found, the word itself included.</param>
internal readonly ref struct ScoringRun(ReadOnlySpan<int> words, ReadOnlySpan<int> starts, Span<float> log10Probabilities, Span<byte> matched)
{
    public ReadOnlySpan<int> Words { get; } = words;

    public ReadOnlySpan<int> Starts { get; } = starts;

    public Span<float> Log10Probabilities { get; } = log10Probabilities;

    public Span<byte> Matched { get; } = matched;
}
