namespace LanguageModeling.Files;

/// <summary>Makes a model in memory and writes it, when it is ended, to a file: the old one or the whole new one is there, never a part.</summary>
internal sealed class FileSink(string path, IModelBuilder builder) : INgramSink
{
    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts) => builder.Begin(vocabulary, counts);

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
        => builder.Add(n, words, log10Probabilities, log10Backoffs);

    /// <inheritdoc/>
    public void End()
    {
        builder.End();
        AtomicFile.Write(path, builder.Finish().Image.Write);
    }
}
