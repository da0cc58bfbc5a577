namespace LanguageModeling.Tables;

/// <summary>The numbers of an n-gram model, and how they make a probability. Immutable.</summary>
internal abstract class NgramTables(NgramTrie trie)
{
    /// <summary>ln 10: turns log10 into natural logs.</summary>
    public const double Ln10 = 2.302585092994046;

    /// <summary>The n-grams.</summary>
    public NgramTrie Trie => trie;

    /// <summary>ln P(word | context).</summary>
    /// <param name="context">At k - 1 the node of the last k words of the context, or -1; at most N - 1 of them.</param>
    /// <param name="word">The word, in [0, V).</param>
    /// <param name="matched">Words of the longest n-gram found, the word itself included; at least 1.</param>
    public abstract double LogProbability(ReadOnlySpan<int> context, int word, out int matched);

    /// <summary>ln P(w | context) for every word w.</summary>
    /// <param name="context">As in <see cref="LogProbability"/>.</param>
    /// <param name="logProbabilities">Receives V numbers.</param>
    public abstract void LogProbabilities(ReadOnlySpan<int> context, Span<float> logProbabilities);

    /// <summary>The longest n-gram of the model that is an end of the context followed by the word.</summary>
    /// <returns>Its node, at level <paramref name="matched"/>; a word is always there, at level 1.</returns>
    protected int FindLongest(ReadOnlySpan<int> context, int word, out int matched)
    {
        for (int k = context.Length; k >= 1; k--)
        {
            int node = context[k - 1] < 0 ? -1 : trie.Find(k, context[k - 1], word);
            if (node >= 0)
            {
                matched = k + 1;
                return node;
            }
        }

        matched = 1;
        return word;
    }
}
