using LanguageModeling.Arpa;
using LanguageModeling.Files;
using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>Collects a model into tables in managed memory, which can be looked through in any order.</summary>
internal sealed class TablesSink : INgramSink
{
    private ArpaTablesBuilder? _builder;

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts) => _builder = new ArpaTablesBuilder(counts.Length);

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        for (int i = 0; i < log10Probabilities.Length; i++)
        {
            _builder!.Add(words.Slice(i * n, n), log10Probabilities[i], log10Backoffs.IsEmpty ? 0 : log10Backoffs[i]);
        }
    }

    /// <inheritdoc/>
    public void End()
    {
    }

    /// <summary>The tables.</summary>
    public BackoffTables Build()
        => _builder!.Build(words => new InvalidOperationException($"The n-gram of the tokens {string.Join(' ', words)} is there twice."));
}
