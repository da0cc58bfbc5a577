using LanguageModeling.Counting;

namespace LanguageModeling.Tables;

/// <summary>Builds a <see cref="NgramTrie"/> level by level, from n-grams in any order.</summary>
internal sealed class NgramTrieBuilder
{
    private readonly int _vocabularySize;
    private readonly List<int[]> _words = [[]];
    private readonly List<int[]> _firstChild = [];
    private int _parentCount; // nodes of the last level

    /// <summary>Begins with level 1.</summary>
    public NgramTrieBuilder(int vocabularySize) => _parentCount = _vocabularySize = vocabularySize;

    /// <summary>Adds the next level.</summary>
    /// <param name="parents">For each n-gram the node of its context in the level before.</param>
    /// <param name="words">For each n-gram its last word.</param>
    /// <returns>For each new node which of the given n-grams it is.</returns>
    public int[] AddLevel(ReadOnlySpan<int> parents, ReadOnlySpan<int> words)
    {
        int[] order = CountingSort.Sort(CountingSort.Places(words.Length), words, _vocabularySize);
        order = CountingSort.Sort(order, parents, _parentCount);

        int[] sortedWords = new int[order.Length];
        int[] firstChild = new int[_parentCount + 1];
        for (int node = 0; node < order.Length; node++)
        {
            sortedWords[node] = words[order[node]];
            firstChild[parents[order[node]] + 1]++;
        }

        for (int parent = 0; parent < _parentCount; parent++)
        {
            firstChild[parent + 1] += firstChild[parent];
        }

        _words.Add(sortedWords);
        _firstChild.Add(firstChild);
        _parentCount = order.Length;
        return order;
    }

    /// <summary>The tree of the levels so far.</summary>
    public NgramTrie Build() => new(_vocabularySize, [.. _words], [.. _firstChild]);
}
