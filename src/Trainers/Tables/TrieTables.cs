namespace LanguageModeling.Tables;

/// <summary>Tables over a tree in managed memory: what training makes, and the plain form that the others are tested against.</summary>
internal abstract class TrieTables(NgramTrie trie) : NgramTables
{
    /// <summary>The n-grams.</summary>
    public NgramTrie Trie => trie;

    /// <inheritdoc/>
    public override int Order => trie.Order;

    /// <inheritdoc/>
    public override int VocabularySize => trie.VocabularySize;

    /// <inheritdoc/>
    public override long Count(int n) => trie.Count(n);

    /// <inheritdoc/>
    public override int Extend(Span<int> nodes, int length, int word) => trie.Extend(nodes, length, word);

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
