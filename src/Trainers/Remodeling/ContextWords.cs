using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>Spells the n-grams of a tree.</summary>
internal sealed class ContextWords
{
    private readonly NgramTrie _trie;
    private readonly int[][] _parents; // [n - 1], from n = 2 on

    public ContextWords(NgramTrie trie)
    {
        _trie = trie;
        _parents = [[], .. Enumerable.Range(2, trie.Order - 1).Select(trie.Parents)];
    }

    /// <summary>The words of an n-gram, first to last.</summary>
    public int[] Get(int n, int node)
    {
        int[] words = new int[n];
        for (int level = n; level > 1; level--)
        {
            words[level - 1] = _trie.Words(level)[node];
            node = _parents[level - 1][node];
        }

        words[0] = node;
        return words;
    }
}
