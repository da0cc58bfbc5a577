namespace LanguageModeling.Tables;

/// <summary>The numbers of an n-gram model, and how they make a probability. Immutable; wherever they lie, a model asks them through this.</summary>
/// <remarks>
/// A context is given by the nodes of its ends: at k - 1 the node of its last k words, which only the tables that gave it understand;
/// -1 where the model lacks it. At most N - 1 of them.
/// </remarks>
internal abstract class NgramTables
{
    /// <summary>The highest order a model may have.</summary>
    public const int MaximumOrder = 16;

    /// <summary>ln 10: turns log10 into natural logs.</summary>
    public const double Ln10 = 2.302585092994046;

    /// <summary>N.</summary>
    public abstract int Order { get; }

    /// <summary>V.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>G(n): the number of n-grams of order <paramref name="n"/>.</summary>
    public abstract long Count(int n);

    /// <summary>Extends a context by a word.</summary>
    /// <param name="nodes">[N - 1]: the context. Changed in place.</param>
    /// <param name="length">How many of the nodes there are.</param>
    /// <param name="word">The word, in [0, V).</param>
    /// <returns>The new length: of the longest end that still matters, where the tables can tell.</returns>
    public abstract int Extend(Span<int> nodes, int length, int word);

    /// <summary>ln P(word | context).</summary>
    /// <param name="context">The context.</param>
    /// <param name="word">The word, in [0, V).</param>
    /// <param name="matched">Words of the longest n-gram found, the word itself included; at least 1.</param>
    public abstract double LogProbability(ReadOnlySpan<int> context, int word, out int matched);

    /// <summary>ln P(word | context), and extends the context by the word.</summary>
    /// <param name="nodes">[N - 1]: the context. Changed in place.</param>
    /// <param name="length">How many of the nodes there are, before and after.</param>
    /// <param name="word">The word, in [0, V).</param>
    /// <param name="matched">As for <see cref="LogProbability"/>.</param>
    public virtual double Advance(Span<int> nodes, ref int length, int word, out int matched)
    {
        double logProbability = LogProbability(nodes[..length], word, out matched);
        length = Extend(nodes, length, word);
        return logProbability;
    }

    /// <summary>ln P(w | context) for every word w.</summary>
    /// <param name="context">The context.</param>
    /// <param name="logProbabilities">Receives V numbers.</param>
    public abstract void LogProbabilities(ReadOnlySpan<int> context, Span<float> logProbabilities);

    /// <summary>The most probable words after a context, equally probable ones in the order of their ids.</summary>
    /// <param name="context">The context.</param>
    /// <param name="count">How many, at most.</param>
    /// <param name="isPredicted">Which words can be predicted.</param>
    public virtual TokenAlternative[] GetTop(ReadOnlySpan<int> context, int count, Func<int, bool> isPredicted)
    {
        var top = new TopWords(count);
        float[] logProbabilities = new float[VocabularySize];
        LogProbabilities(context, logProbabilities);
        for (int word = 0; word < logProbabilities.Length; word++)
        {
            if (isPredicted(word))
            {
                top.Add(word, logProbabilities[word]);
            }
        }

        TokenAlternative[] words = top.ToArray();
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = new TokenAlternative(words[i].Id, LogProbability(context, words[i].Id, out _));
        }

        return words;
    }
}
