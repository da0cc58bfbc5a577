namespace LanguageModeling.Files;

/// <summary>Gives a stream of n-grams to several sinks, and remembers how many there are.</summary>
internal sealed class CountedSinks(IReadOnlyList<INgramSink> sinks) : INgramSink
{
    /// <summary>Number of n-grams of each order.</summary>
    public IReadOnlyList<long> Counts { get; private set; } = [];

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        Counts = counts.ToArray();
        foreach (INgramSink sink in sinks)
        {
            sink.Begin(vocabulary, counts);
        }
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        foreach (INgramSink sink in sinks)
        {
            sink.Add(n, words, log10Probabilities, log10Backoffs);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        foreach (INgramSink sink in sinks)
        {
            sink.End();
        }
    }
}
