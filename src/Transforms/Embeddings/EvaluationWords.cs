namespace LanguageModeling.Embeddings;

/// <summary>Finds the words of an evaluation file among the first words of some vectors, with or without regard to case.</summary>
internal sealed class EvaluationWords
{
    private readonly WordVectors _vectors;
    private readonly Dictionary<string, int>? _byUpperCase;
    private readonly int _count;

    public EvaluationWords(WordVectors vectors, WordVectorEvaluationOptions options)
    {
        _vectors = vectors;
        _count = Math.Min(vectors.Count, options.MaximumWords ?? int.MaxValue);
        if (options.IgnoreCase)
        {
            _byUpperCase = new Dictionary<string, int>(_count, StringComparer.Ordinal);
            for (int id = 0; id < _count; id++)
            {
                _byUpperCase.TryAdd(vectors.Vocabulary[id].ToUpperInvariant(), id);
            }
        }
    }

    /// <summary>A word's id; -1 when it is not among them.</summary>
    public int Find(string word)
    {
        int id = _byUpperCase is null
            ? _vectors.Vocabulary.TryGetId(word, out int known) ? known : -1
            : _byUpperCase.GetValueOrDefault(word.ToUpperInvariant(), -1);
        return id < _count ? id : -1;
    }
}
