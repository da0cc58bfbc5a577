using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>For each n-gram of a model the longest shorter end of it that the model has, too.</summary>
/// <remarks>In a pruned model the end of an n-gram that is one word shorter may be missing.</remarks>
internal sealed class SuffixLinks
{
    private readonly NgramTrie _trie;
    private readonly byte[][] _levels; // [n - 1][node]
    private readonly int[][] _nodes; // [n - 1][node]

    /// <summary>Finds all links, from the short n-grams to the long ones.</summary>
    public SuffixLinks(NgramTrie trie)
    {
        _trie = trie;
        _levels = new byte[trie.Order][];
        _nodes = new int[trie.Order][];
        _levels[0] = new byte[trie.VocabularySize]; // the empty n-gram, level 0
        _nodes[0] = new int[trie.VocabularySize];
        for (int n = 2; n <= trie.Order; n++)
        {
            _levels[n - 1] = new byte[trie.Count(n)];
            _nodes[n - 1] = new int[trie.Count(n)];
            ReadOnlySpan<int> firstChild = trie.FirstChild(n - 1);
            for (int context = 0; context + 1 < firstChild.Length; context++)
            {
                for (int child = firstChild[context]; child < firstChild[context + 1]; child++)
                {
                    (int level, int node) = Extend(Get(n - 1, context), trie.Words(n)[child]);
                    _levels[n - 1][child] = (byte)level;
                    _nodes[n - 1][child] = node;
                }
            }
        }
    }

    /// <summary>The longest shorter end of an n-gram: its order and node; order 0 for a single word.</summary>
    public (int Level, int Node) Get(int n, int node) => (_levels[n - 1][node], _nodes[n - 1][node]);

    /// <summary>log10 P(w | h'), where h' is the context h without its first word.</summary>
    /// <param name="tables">The numbers of the model.</param>
    /// <param name="k">Order of the n-gram h.</param>
    /// <param name="context">Node of h.</param>
    /// <param name="child">Node of the n-gram hw, of order k + 1.</param>
    public double LowerLog10Probability(BackoffTables tables, int k, int context, int child)
    {
        (int matched, int node) = Get(k + 1, child);
        double log10 = tables.Log10Probabilities(matched)[node];
        for ((int level, int end) = Get(k, context); level >= matched; (level, end) = Get(level, end))
        {
            log10 += tables.Log10Backoffs(level)[end];
        }

        return log10;
    }

    /// <summary>The longest end of an n-gram followed by a word that the model has.</summary>
    private (int Level, int Node) Extend((int Level, int Node) end, int word)
    {
        while (end.Level > 0)
        {
            int child = _trie.Find(end.Level, end.Node, word);
            if (child >= 0)
            {
                return (end.Level + 1, child);
            }

            end = Get(end.Level, end.Node);
        }

        return (1, word);
    }
}
