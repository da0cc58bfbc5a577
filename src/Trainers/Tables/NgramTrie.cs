namespace LanguageModeling.Tables;

/// <summary>
/// The n-grams of a model as a tree read from the first word to the last. Level n holds the n-grams of order n; the node of a context
/// has as children its n-grams with one word more. Level 1 has a node for every word of the vocabulary, with the word's id as its number.
/// </summary>
/// <remarks>Immutable. Children lie side by side, in ascending order of their last word, so that a word is found by binary search.</remarks>
internal sealed class NgramTrie
{
    /// <summary>The highest order a file may have.</summary>
    public const int MaximumOrder = NgramTables.MaximumOrder;

    private readonly int[][] _words; // [n - 1][G(n)]; empty at level 1
    private readonly int[][] _firstChild; // [n - 1][G(n) + 1], for n < N

    /// <summary>Takes over finished levels.</summary>
    /// <param name="vocabularySize">V.</param>
    /// <param name="words">Last word of each node of level n at [n - 1]; level 1 is empty.</param>
    /// <param name="firstChild">At [n - 1], for each node of level n &lt; N and one past the last, where its children begin at level n + 1.</param>
    public NgramTrie(int vocabularySize, int[][] words, int[][] firstChild)
    {
        VocabularySize = vocabularySize;
        _words = words;
        _firstChild = firstChild;
    }

    /// <summary>V.</summary>
    public int VocabularySize { get; }

    /// <summary>N.</summary>
    public int Order => _words.Length;

    /// <summary>G(n): the number of n-grams of order <paramref name="n"/>.</summary>
    public int Count(int n) => n == 1 ? VocabularySize : _words[n - 1].Length;

    /// <summary>The last word of each node of level <paramref name="n"/> from 2 on.</summary>
    public ReadOnlySpan<int> Words(int n) => _words[n - 1];

    /// <summary>Where the children of each node of level <paramref name="n"/> &lt; N begin, and after the last node where they end.</summary>
    public ReadOnlySpan<int> FirstChild(int n) => _firstChild[n - 1];

    /// <summary>The children of a node of level <paramref name="n"/> &lt; N: where they begin at level n + 1, and their words.</summary>
    public ReadOnlySpan<int> Children(int n, int node, out int first)
    {
        int[] firstChild = _firstChild[n - 1];
        first = firstChild[node];
        return _words[n].AsSpan(first, firstChild[node + 1] - first);
    }

    /// <summary>The node of level n + 1 for a node of level <paramref name="n"/> and one word more; -1 when the model lacks it.</summary>
    public int Find(int n, int node, int word)
    {
        int child = Children(n, node, out int first).BinarySearch(word);
        return child < 0 ? -1 : first + child;
    }

    /// <summary>Extends a context by a word.</summary>
    /// <param name="nodes">
    /// [N - 1]: at k - 1 the node of the last k words of the context, or -1 when the model lacks it. Changed in place.
    /// </param>
    /// <param name="length">How many of them there are; fewer than N - 1 at the beginning.</param>
    /// <param name="word">The word, in [0, V).</param>
    /// <returns>The new length.</returns>
    public int Extend(Span<int> nodes, int length, int word)
    {
        if (nodes.IsEmpty)
        {
            return 0;
        }

        int extended = Math.Min(length + 1, nodes.Length);
        for (int k = extended; k >= 2; k--)
        {
            nodes[k - 1] = nodes[k - 2] < 0 ? -1 : Find(k - 1, nodes[k - 2], word);
        }

        nodes[0] = word;
        return extended;
    }

    /// <summary>The parent of each node of level <paramref name="n"/> from 2 on.</summary>
    public int[] Parents(int n)
    {
        int[] parents = new int[Count(n)];
        ReadOnlySpan<int> firstChild = FirstChild(n - 1);
        for (int parent = 0; parent + 1 < firstChild.Length; parent++)
        {
            parents.AsSpan(firstChild[parent]..firstChild[parent + 1]).Fill(parent);
        }

        return parents;
    }
}
