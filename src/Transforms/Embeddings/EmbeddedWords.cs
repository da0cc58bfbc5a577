namespace LanguageModeling.Embeddings;

/// <summary>The vectors of words: those of the vocabulary have its ids, those made of n-grams of characters the ids from V on.</summary>
internal sealed class EmbeddedWords(WordVectors vectors, bool makesVectors)
{
    /// <summary>The id of a word without a vector.</summary>
    public const int None = -1;

    private readonly List<float[]> _made = [];

    /// <summary>Numbers in each vector.</summary>
    public int Dimension => vectors.Dimension;

    /// <summary>Finds a word's vector, or makes it.</summary>
    public int Find(ReadOnlySpan<char> word)
    {
        if (vectors.Vocabulary.TryGetId(word, out int id) || !makesVectors)
        {
            return id;
        }

        var vector = new float[Dimension];
        if (!vectors.TryGetVector(word, vector))
        {
            return None;
        }

        _made.Add(vector);
        return vectors.Count + _made.Count - 1;
    }

    /// <summary>Finds a word's vector; makes none.</summary>
    public int FindKnown(ReadOnlySpan<char> word) => vectors.Vocabulary.TryGetId(word, out int id) ? id : None;

    /// <summary>Whether a word is of the vocabulary.</summary>
    public bool IsKnown(int id) => (uint)id < (uint)vectors.Count;

    /// <summary>The vector of a word that was found.</summary>
    public ReadOnlySpan<float> Row(int id) => id < vectors.Count ? vectors.Row(id) : _made[id - vectors.Count];

    /// <summary>Forgets the vectors that were made.</summary>
    public void Forget() => _made.Clear();
}
