using LanguageModeling.Embeddings;

namespace LanguageModeling;

/// <summary>A vector for each word of a vocabulary, with exact search for similar words.</summary>
/// <remarks>
/// Immutable and safe for use by many threads at once. Similarity is the cosine of the angle between two vectors; that of a vector of zeros with any
/// other is 0.
/// </remarks>
public sealed partial class WordVectors : ISavable<WordVectors>
{
    private readonly float[]? _values; // [V, D]; null where they lie in a mapped file
    private readonly MappedOrigin? _origin; // of mapped vectors
    private readonly SubwordVectors? _subwords;
    private readonly Lazy<float[]> _inverseNorms; // [V]: 1 / |v|, or 0 for a vector of zeros

    /// <summary>Takes words and their vectors.</summary>
    /// <param name="vocabulary">The V words.</param>
    /// <param name="values">The vectors one after another, row-major, shape [V, D], copied.</param>
    /// <param name="dimension">Numbers in each vector, D; at least 1.</param>
    /// <exception cref="ArgumentException">The values do not fit the words, or one of them is not a finite number.</exception>
    public WordVectors(Vocabulary vocabulary, ReadOnlySpan<float> values, int dimension)
        : this(vocabulary, values.ToArray(), dimension)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (values.Length != (long)vocabulary.Count * dimension)
        {
            throw new ArgumentException(
                $"Expected {(long)vocabulary.Count * dimension} values ({vocabulary.Count} words times {dimension}) but got {values.Length}.", nameof(values));
        }

        int fault = VectorMath.FirstNotFinite(values);
        if (fault >= 0)
        {
            throw new ArgumentException(
                $"The vector of \"{vocabulary[fault / dimension]}\" holds {values[fault]} at place {fault % dimension}. Give finite numbers only.", nameof(values));
        }
    }

    /// <summary>Takes an array over, which must fit, be finite, and not change any more.</summary>
    internal WordVectors(Vocabulary vocabulary, float[] values, int dimension, SubwordVectors? subwords = null)
    {
        _subwords = subwords;
        Vocabulary = vocabulary;
        Dimension = dimension;
        _values = values;
        Values = values;
        _inverseNorms = new Lazy<float[]>(() => VectorMath.InverseNorms(values, dimension));
    }

    /// <summary>Takes vectors that lie in a mapped file, with the inverse norms that it holds.</summary>
    internal WordVectors(Vocabulary vocabulary, ReadOnlyMemory<float> values, int dimension, float[] inverseNorms, MappedOrigin origin)
    {
        _origin = origin;
        Vocabulary = vocabulary;
        Dimension = dimension;
        Values = values;
        _inverseNorms = new Lazy<float[]>(inverseNorms);
    }

    /// <summary>The words; a word's id is the row of its vector.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Number of words, V.</summary>
    public int Count => Vocabulary.Count;

    /// <summary>Numbers in each vector, D.</summary>
    public int Dimension { get; }

    /// <summary>All vectors, row-major, shape [V, D].</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>
    /// Whether words that were never seen get a vector, too, made of those of their n-grams of characters: so after training with
    /// <c>Word2VecOptions.MaximumCharacters</c>, and with the first words or some words of such vectors.
    /// </summary>
    public bool HasSubwords => _subwords is not null;

    internal ReadOnlySpan<float> InverseNorms => _inverseNorms.Value;

    /// <summary>The vector of a word.</summary>
    /// <param name="word">The word as the vocabulary spells it.</param>
    /// <exception cref="KeyNotFoundException">The word has no vector.</exception>
    public ReadOnlySpan<float> this[ReadOnlySpan<char> word] => Row(GetId(word));

    /// <summary>The vector of the word with an id.</summary>
    /// <param name="id">Id in [0, V).</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside [0, V).</exception>
    public ReadOnlySpan<float> GetVector(int id) => (uint)id < (uint)Count
        ? Row(id)
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"Ids of these words are from 0 to {Count - 1}.");

    /// <summary>Finds the vector of a word.</summary>
    /// <param name="word">The word as the vocabulary spells it.</param>
    /// <param name="vector">Receives the vector, or an empty span.</param>
    /// <returns>Whether the word has a vector.</returns>
    public bool TryGetVector(ReadOnlySpan<char> word, out ReadOnlySpan<float> vector)
    {
        bool found = Vocabulary.TryGetId(word, out int id);
        vector = found ? Row(id) : [];
        return found;
    }

    /// <summary>Finds the vector of a word, or, with <see cref="HasSubwords"/>, makes that of one that was never seen.</summary>
    /// <param name="word">The word.</param>
    /// <param name="vector">Receives the vector, of length D; zeros when there is none.</param>
    /// <returns>Whether there is one: not when no n-gram of the word's characters was ever seen.</returns>
    /// <exception cref="ArgumentException">The span's length is not <see cref="Dimension"/>.</exception>
    public bool TryGetVector(ReadOnlySpan<char> word, Span<float> vector)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"Expected room for {Dimension} numbers but got {vector.Length}.", nameof(vector));
        }

        if (TryGetVector(word, out ReadOnlySpan<float> known))
        {
            known.CopyTo(vector);
            return true;
        }

        vector.Clear();
        return _subwords is not null && _subwords.TryGetVector(word, vector);
    }

    /// <summary>The same words with vectors of length 1. A vector of zeros stays as it is. Unseen words get none any more.</summary>
    public WordVectors Normalize()
    {
        var unit = new float[Values.Length];
        for (int id = 0; id < Count; id++)
        {
            VectorMath.Normalize(Row(id), unit.AsSpan((int)((long)id * Dimension), Dimension));
        }

        return new WordVectors(Vocabulary, unit, Dimension);
    }

    /// <summary>The first words, which in most files are the most frequent.</summary>
    /// <param name="count">Most words to keep; not negative.</param>
    public WordVectors Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Select([.. Enumerable.Range(0, Math.Min(count, Count))]);
    }

    /// <summary>Only those words that a list holds, in the order that they have here. Words of the list without a vector are passed over.</summary>
    /// <param name="words">The list.</param>
    public WordVectors Restrict(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var kept = new SortedSet<int>();
        foreach (string word in words)
        {
            if (Vocabulary.TryGetId(word, out int id))
            {
                kept.Add(id);
            }
        }

        return Select([.. kept]);
    }

    /// <summary>These words, then those of others that are not among them; unseen words get no vector any more. Which word has a special part stays as it is here; counts are left out.</summary>
    /// <param name="other">Vectors of the same dimension. They should come from the same training: otherwise similarities between the two parts say nothing.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public WordVectors Merge(WordVectors other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Dimension != Dimension)
        {
            throw new ArgumentException(
                $"The vectors have dimension {Dimension} and {other.Dimension}. Merge vectors of the same dimension.", nameof(other));
        }

        int[] added = [.. Enumerable.Range(0, other.Count).Where(id => !Vocabulary.TryGetId(other.Vocabulary[id], out _))];
        var vocabulary = new Vocabulary([.. Vocabulary.Tokens, .. added.Select(id => other.Vocabulary[id])], Vocabulary.SpecialTokens);
        var values = new float[(long)vocabulary.Count * Dimension];
        Values.Span.CopyTo(values);
        other.CopyRows(added, values.AsSpan(Values.Length));
        return new WordVectors(vocabulary, values, Dimension);
    }

    internal ReadOnlySpan<float> Row(int id) => _values is null
        ? Values.Span.Slice(id * Dimension, Dimension)
        : _values.AsSpan(id * Dimension, Dimension);

    /// <summary>The id of a word.</summary>
    internal int GetId(ReadOnlySpan<char> word) => Vocabulary.TryGetId(word, out int id)
        ? id
        : throw new KeyNotFoundException(
            $"\"{(word.Length <= 80 ? word : word[..80])}\" is not among the {Count} words with a vector. Spell the word as the vocabulary does; upper and lower case differ.");

    /// <summary>The same vectors, but none for unseen words.</summary>
    internal WordVectors WithoutSubwords() => _subwords is null ? this : new WordVectors(Vocabulary, _values!, Dimension);

    private WordVectors Select(int[] ids)
    {
        SpecialTokens special = Vocabulary.SpecialTokens;
        var vocabulary = new Vocabulary(
            [.. ids.Select(id => Vocabulary[id])],
            new SpecialTokens
            {
                Unknown = Find(special.Unknown),
                BeginningOfSequence = Find(special.BeginningOfSequence),
                EndOfSequence = Find(special.EndOfSequence),
                Padding = Find(special.Padding),
            },
            Vocabulary.Counts is { } counts ? [.. ids.Select(id => counts[id])] : null);
        var values = new float[(long)ids.Length * Dimension];
        CopyRows(ids, values);
        return new WordVectors(vocabulary, values, Dimension, _subwords);

        int? Find(int? id) => id is { } old && Array.BinarySearch(ids, old) is >= 0 and int place ? place : null;
    }

    private void CopyRows(int[] ids, Span<float> destination)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            Row(ids[i]).CopyTo(destination[(i * Dimension)..]);
        }
    }
}
