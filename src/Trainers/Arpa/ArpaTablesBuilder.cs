using System.Runtime.InteropServices;
using LanguageModeling.Counting;
using LanguageModeling.Tables;

namespace LanguageModeling.Arpa;

/// <summary>Collects the entries of an ARPA file, in any order, and puts them into tables.</summary>
internal sealed class ArpaTablesBuilder
{
    private readonly Section[] _sections; // [N]

    /// <summary>Begins without entries.</summary>
    /// <param name="order">N.</param>
    public ArpaTablesBuilder(int order)
    {
        _sections = new Section[order];
        for (int n = 1; n <= order; n++)
        {
            _sections[n - 1] = new Section(n);
        }
    }

    /// <summary>
    /// N-grams that the file lacks although it has longer ones that begin or end with them. They were added with the probability that
    /// back-off gives them.
    /// </summary>
    public long Added { get; private set; }

    /// <summary>Adds an n-gram; single words in the order of their ids.</summary>
    public void Add(ReadOnlySpan<int> words, float log10Probability, float log10Backoff)
        => _sections[words.Length - 1].Add(words, log10Probability, log10Backoff);

    /// <summary>Makes the tables.</summary>
    /// <param name="duplicate">Makes the error for an n-gram that is there twice.</param>
    public BackoffTables Build(Func<int[], Exception> duplicate)
    {
        int[][]? source; // [n - 1][node]: entry of the section
        NgramTrie trie;
        while (!TryBuildTrie(duplicate, out trie, out source))
        {
            // N-grams were added; they may lack parts in turn.
        }

        float[][] p = Reorder(source, section => section.Log10Probabilities, source.Length);
        float[][] b = Reorder(source, section => section.Log10Backoffs, source.Length - 1);
        var tables = new BackoffTables(trie, p, b);
        FillAddedContexts(tables, source);
        return tables;
    }

    private bool TryBuildTrie(Func<int[], Exception> duplicate, out NgramTrie trie, out int[][] source)
    {
        int vocabularySize = _sections[0].Count;
        var builder = new NgramTrieBuilder(vocabularySize);
        source = new int[_sections.Length][];
        source[0] = CountingSort.Places(vocabularySize);
        trie = builder.Build();
        for (int n = 2; n <= _sections.Length; n++)
        {
            Section section = _sections[n - 1];
            int[] parents = new int[section.Count];
            int[] words = new int[section.Count];
            bool complete = true;
            for (int j = 0; j < section.Count; j++)
            {
                ReadOnlySpan<int> ngram = section.Words(j);
                parents[j] = FindNode(trie, ngram[..^1]);
                words[j] = ngram[^1];
                complete &= parents[j] >= 0 && FindNode(trie, ngram[1..]) >= 0;
            }

            if (!complete)
            {
                AddParts(n, trie);
                return false;
            }

            int[] order = source[n - 1] = builder.AddLevel(parents, words);
            for (int node = 1; node < order.Length; node++)
            {
                (int j, int i) = (order[node], order[node - 1]);
                if (parents[j] == parents[i] && words[j] == words[i])
                {
                    throw duplicate(section.Words(j).ToArray());
                }
            }

            trie = builder.Build();
        }

        return true;
    }

    /// <summary>Adds the n-grams of order n - 1 that those of order n begin or end with, where they are missing.</summary>
    private void AddParts(int n, NgramTrie trie)
    {
        var added = new HashSet<string>();
        Section shorter = _sections[n - 2];
        for (int j = 0; j < _sections[n - 1].Count; j++)
        {
            Add(_sections[n - 1].Words(j)[..^1]);
            Add(_sections[n - 1].Words(j)[1..]);
        }

        Added += added.Count;

        void Add(ReadOnlySpan<int> part)
        {
            if (FindNode(trie, part) < 0 && added.Add(new string(MemoryMarshal.Cast<int, char>(part))))
            {
                shorter.Add(part, float.NaN, 0);
            }
        }
    }

    /// <summary>P(hw) = b(h) P(w | h'), as if the n-gram were not there; the orders below are complete.</summary>
    private void FillAddedContexts(BackoffTables tables, int[][] source)
    {
        Span<int> nodes = stackalloc int[NgramTrie.MaximumOrder];
        for (int n = 2; n < _sections.Length; n++)
        {
            float[] p = tables.Log10Probabilities(n);
            for (int node = 0; node < p.Length; node++)
            {
                if (!float.IsNaN(p[node]))
                {
                    continue;
                }

                ReadOnlySpan<int> ngram = _sections[n - 1].Words(source[n - 1][node]);
                int length = 0;
                foreach (int word in ngram[1..^1])
                {
                    length = tables.Trie.Extend(nodes[..(n - 1)], length, word);
                }

                p[node] = tables.Log10Probability(nodes[..length], ngram[^1], out _)
                    + tables.Log10Backoffs(n - 1)[FindNode(tables.Trie, ngram[..^1])];
            }
        }
    }

    private static int FindNode(NgramTrie trie, ReadOnlySpan<int> words)
    {
        int node = words[0];
        for (int n = 1; n < words.Length && node >= 0; n++)
        {
            node = trie.Find(n, node, words[n]);
        }

        return node;
    }

    private float[][] Reorder(int[][] source, Func<Section, List<float>> values, int orders)
    {
        float[][] reordered = new float[orders][];
        for (int n = 1; n <= orders; n++)
        {
            List<float> list = values(_sections[n - 1]);
            reordered[n - 1] = Array.ConvertAll(source[n - 1], j => list[j]);
        }

        return reordered;
    }

    /// <summary>The entries of one order, as they come.</summary>
    private sealed class Section(int n)
    {
        private readonly List<int> _words = [];

        public List<float> Log10Probabilities { get; } = [];

        public List<float> Log10Backoffs { get; } = [];

        public int Count => Log10Probabilities.Count;

        public ReadOnlySpan<int> Words(int j) => CollectionsMarshal.AsSpan(_words).Slice(j * n, n);

        public void Add(ReadOnlySpan<int> words, float log10Probability, float log10Backoff)
        {
            _words.AddRange(words);
            Log10Probabilities.Add(log10Probability);
            Log10Backoffs.Add(log10Backoff);
        }
    }
}
