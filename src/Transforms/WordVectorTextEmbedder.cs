using LanguageModeling.Embeddings;

namespace LanguageModeling;

/// <summary>Turns texts into vectors with word vectors: words without one, nor n-grams of characters to make one of, are left out, the others pooled.</summary>
/// <remarks>Immutable and safe for use by many threads at once. In a pipeline, EncodeTokens and <c>mlContext.LanguageModeling.Embed</c> do the same.</remarks>
public sealed class WordVectorTextEmbedder : ITextEmbedder
{
    private readonly WordVectors _vectors;
    private readonly TextSplitter _words;
    private readonly EmbeddingPooling _pooling;
    private readonly bool _lowercase;

    /// <summary>Pairs word vectors with a way to find words.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="words">Finds the words; null for <see cref="TextSplitter.Words"/>.</param>
    /// <param name="pooling">How the vectors of a text's words become one; not one of the two kinds that weigh words by a corpus.</param>
    /// <param name="lowercase">Whether words are looked up in lower case.</param>
    public WordVectorTextEmbedder(WordVectors vectors, TextSplitter? words = null, EmbeddingPooling pooling = EmbeddingPooling.Mean, bool lowercase = false)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (!Enum.IsDefined(pooling) || pooling is EmbeddingPooling.SmoothInverseFrequency or EmbeddingPooling.InverseDocumentFrequency)
        {
            throw new ArgumentOutOfRangeException(
                nameof(pooling), pooling, "Choose a kind of pooling that needs no corpus; the others are fitted in a pipeline, by mlContext.LanguageModeling.Embed.");
        }

        _vectors = vectors;
        _words = words ?? TextSplitter.Words;
        _pooling = pooling;
        _lowercase = lowercase;
    }

    /// <inheritdoc/>
    public int Dimension => _vectors.Dimension;

    /// <inheritdoc/>
    public bool IsPooled => _pooling != EmbeddingPooling.None;

    /// <inheritdoc/>
    public int? CountTokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Find(new EmbeddedWords(_vectors, makesVectors: true), text).Length;
    }

    /// <inheritdoc/>
    public IReadOnlyList<float[]> Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var words = new EmbeddedWords(_vectors, makesVectors: true);
        var pooling = new WordPooling(words, _pooling, weights: null);
        var embedded = new float[texts.Count][];
        for (int i = 0; i < embedded.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            words.Forget();
            int[] rows = Find(words, texts[i]);
            embedded[i] = new float[IsPooled ? Dimension : checked(rows.Length * Dimension)];
            pooling.Pool(rows, embedded[i]);
        }

        return embedded;
    }

    private int[] Find(EmbeddedWords words, string text)
    {
        string looked = _lowercase ? text.ToLowerInvariant() : text;
        var parts = new List<TextPart>();
        _words.Split(looked, parts);
        return [.. parts.Select(part => words.Find(looked.AsSpan(part.Start, part.Length))).Where(word => word != EmbeddedWords.None)];
    }
}
