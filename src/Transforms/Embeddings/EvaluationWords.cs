namespace LanguageModeling.Embeddings;

/// <summary>Finds the words of an evaluation file among the first words of some vectors, with or without regard to case.</summary>
internal sealed class EvaluationWords
{
    private readonly WordVectors _vectors;
    private readonly ILookup<string, int>? _byUpperCase;
    private readonly int _count;

    public EvaluationWords(WordVectors vectors, WordVectorEvaluationOptions options)
    {
        _vectors = vectors;
        _count = Math.Min(vectors.Count, options.MaximumWords ?? int.MaxValue);
        _byUpperCase = options.IgnoreCase ? Enumerable.Range(0, _count).ToLookup(Upper, StringComparer.Ordinal) : null;
    }

    /// <summary>A word's id; -1 when it is not among them.</summary>
    public int Find(string word)
    {
        if (_byUpperCase is not null)
        {
            return _byUpperCase[word.ToUpperInvariant()].FirstOrDefault(-1);
        }

        return _vectors.Vocabulary.TryGetId(word, out int id) && id < _count ? id : -1;
    }

    /// <summary>The words that count as the same one as that with an id, which is one of them.</summary>
    public IEnumerable<int> AlikeTo(int id) => _byUpperCase is null ? [id] : _byUpperCase[Upper(id)];

    private string Upper(int id) => _vectors.Vocabulary[id].ToUpperInvariant();
}
