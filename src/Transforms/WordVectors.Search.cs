using LanguageModeling.Embeddings;

namespace LanguageModeling;

/// <content>Search. All of it is exact: every word is compared, on all cores.</content>
public sealed partial class WordVectors
{
    /// <summary>How similar two words are: the cosine of their vectors, from -1 to 1.</summary>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public double Similarity(ReadOnlySpan<char> word, ReadOnlySpan<char> other) => VectorMath.Cosine(this[word], this[other]);

    /// <summary>The words most similar to a word, which is left out itself.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">Most words to give; at least 1.</param>
    /// <returns>The most similar first; of equally similar ones the one with the lower id.</returns>
    /// <exception cref="KeyNotFoundException">The word has no vector.</exception>
    public IReadOnlyList<WordSimilarity> Nearest(ReadOnlySpan<char> word, int count = 10)
    {
        int id = GetId(word);
        return Nearest([Query(Row(id), [id])], count)[0];
    }

    /// <summary>The words whose vectors are most similar to a vector.</summary>
    /// <param name="vector">The vector, of length D.</param>
    /// <param name="count">Most words to give; at least 1.</param>
    /// <exception cref="ArgumentException">The vector's length is not <see cref="Dimension"/>, or one of its numbers is not finite.</exception>
    public IReadOnlyList<WordSimilarity> Nearest(ReadOnlySpan<float> vector, int count = 10)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"Expected a vector of {Dimension} numbers but got {vector.Length}.", nameof(vector));
        }

        int fault = VectorMath.FirstNotFinite(vector);
        return fault < 0
            ? Nearest([Query(vector, [])], count)[0]
            : throw new ArgumentException($"The vector holds {vector[fault]} at place {fault}. Give finite numbers only.", nameof(vector));
    }

    /// <summary>The words most similar to each of many words, which are left out of their own answers. Faster than one at a time.</summary>
    /// <param name="words">The words.</param>
    /// <param name="count">Most words to give for each; at least 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public IReadOnlyList<IReadOnlyList<WordSimilarity>> NearestToEach(IReadOnlyList<string> words, int count = 10, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        return Nearest([.. words.Select(word => GetId(word)).Select(id => Query(Row(id), [id]))], count, cancellationToken);
    }

    /// <summary>The words most similar to the centre of some words, which are left out themselves.</summary>
    /// <param name="words">The words, at least one. Each counts alike: the centre is the mean of vectors of length 1.</param>
    /// <param name="count">Most words to give; at least 1.</param>
    /// <exception cref="ArgumentException">No word is given.</exception>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public IReadOnlyList<WordSimilarity> NearestToCentroid(IReadOnlyList<string> words, int count = 10)
    {
        int[] ids = GetIds(words, 1, "the centre");
        return Nearest([Query(Sum([.. ids.Select(id => (id, 1f))]), ids)], count)[0];
    }

    /// <summary>Answers "a is to b as c is to ?", as in man : king :: woman : ? The three words are left out.</summary>
    /// <param name="a">First word.</param>
    /// <param name="b">What belongs to the first word.</param>
    /// <param name="c">Second word.</param>
    /// <param name="count">Most words to give; at least 1.</param>
    /// <param name="method">The rule.</param>
    /// <returns>The best answer first.</returns>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public IReadOnlyList<WordSimilarity> Analogy(string a, string b, string c, int count = 10, AnalogyMethod method = AnalogyMethod.Add)
    {
        int[] ids = GetIds([a, b, c], 3, "an analogy");
        if (!Enum.IsDefined(method))
        {
            throw new ArgumentOutOfRangeException(nameof(method), method, "Choose one of the values of AnalogyMethod.");
        }

        SearchQuery query = AnalogyQuery(ids, method);
        if (method == AnalogyMethod.Add)
        {
            return Nearest([query], count)[0];
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (int Id, double Score)[] best = NearestSearch.Find(this, [query], count, default)[0];
        return [.. best.Select(found => new WordSimilarity(Vocabulary[found.Id], found.Score))];
    }

    /// <summary>The word that fits worst among others: the one least similar to the centre of them all.</summary>
    /// <param name="words">At least three words.</param>
    /// <returns>That word, with its similarity to the centre.</returns>
    /// <exception cref="ArgumentException">There are fewer than three words.</exception>
    /// <exception cref="KeyNotFoundException">A word has no vector.</exception>
    public WordSimilarity OddOneOut(IReadOnlyList<string> words)
    {
        int[] ids = GetIds(words, 3, "the odd one out");
        float[] centre = Sum([.. ids.Select(id => (id, 1f))]);
        return ids.Select(id => new WordSimilarity(Vocabulary[id], VectorMath.Cosine(Row(id), centre))).MinBy(word => word.Similarity);
    }

    /// <summary>The query for "a is to b as c is to ?".</summary>
    internal SearchQuery AnalogyQuery(int[] ids, AnalogyMethod method) => method == AnalogyMethod.Add
        ? Query(Sum([(ids[1], 1f), (ids[0], -1f), (ids[2], 1f)]), ids)
        : NearestSearch.Product(this, ids[0], ids[1], ids[2]);

    private static SearchQuery Query(ReadOnlySpan<float> vector, int[] leftOut) => NearestSearch.Cosine(vector.ToArray(), leftOut);

    private WordSimilarity[][] Nearest(SearchQuery[] queries, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (int Id, double Score)[][] best = NearestSearch.Find(this, queries, count, cancellationToken);

        // The search compares in float; what it found gets the exact cosine.
        return
        [
            .. best.Zip(queries, (found, query) => found
                .Select(f => (f.Id, Cosine: VectorMath.Cosine(query.Vector, Row(f.Id))))
                .OrderByDescending(f => f.Cosine).ThenBy(f => f.Id)
                .Select(f => new WordSimilarity(Vocabulary[f.Id], f.Cosine)).ToArray()),
        ];
    }

    private int[] GetIds(IReadOnlyList<string> words, int least, string use)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Count >= least
            ? [.. words.Select(word => GetId(word ?? throw new ArgumentNullException(nameof(words))))]
            : throw new ArgumentException($"Expected at least {least} {(least == 1 ? "word" : "words")} for {use} but got {words.Count}.", nameof(words));
    }

    private float[] Sum((int Id, float Sign)[] terms)
    {
        var sum = new float[Dimension];
        var unit = new float[Dimension];
        foreach ((int id, float sign) in terms)
        {
            VectorMath.Normalize(Row(id), unit);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += sign * unit[i];
            }
        }

        return sum;
    }
}
