namespace LanguageModeling.Files;

/// <summary>
/// Takes a back-off model as a stream: what estimation and the ARPA reader give, and what every model file is written from, so that no
/// model need stand in memory as a whole.
/// </summary>
/// <remarks>
/// Levels come in ascending order, each complete before the next. Within a level n-grams are in suffix order: sorted by the id of the last
/// word, then of the word before it, and so on. Single words are all words of the vocabulary, in the order of their ids.
/// </remarks>
internal interface INgramSink
{
    /// <summary>Announces the model; called once, first.</summary>
    /// <param name="vocabulary">The words and their ids, V of them.</param>
    /// <param name="counts">Number of n-grams of each order, at [n - 1]; N of them. The first is V.</param>
    void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts);

    /// <summary>Takes the next n-grams of a level.</summary>
    /// <param name="n">Their order.</param>
    /// <param name="words">[K, n] row-major: the words of each n-gram, first to last.</param>
    /// <param name="log10Probabilities">[K].</param>
    /// <param name="log10Backoffs">[K]; empty at the highest order.</param>
    void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs);

    /// <summary>Ends the model; called once, after all its n-grams.</summary>
    void End();
}
