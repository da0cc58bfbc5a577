namespace LanguageModeling.WordTraining;

/// <summary>
/// The binary tree that gives frequent words short paths (Huffman 1952), built in linear time from sorted counts as word2vec does: the same counts give
/// the same tree as there.
/// </summary>
internal sealed class HuffmanTree
{
    private readonly int[] _starts; // [V + 1]
    private readonly int[] _nodes;
    private readonly float[] _signs;

    /// <summary>Builds the tree.</summary>
    /// <param name="counts">The words' counts, falling; at least one.</param>
    public HuffmanTree(IReadOnlyList<long> counts)
    {
        int words = counts.Count;
        var parents = new int[2 * words]; // leaves first, then inner nodes; the root is the last
        var isRight = new bool[2 * words];
        var sums = new long[2 * words];
        Array.Fill(sums, long.MaxValue);
        for (int i = 0; i < words; i++)
        {
            sums[i] = counts[i];
        }

        int leaf = words - 1; // the least frequent leaf and the least inner node that have no parent yet
        int inner = words;
        for (int node = words; node < (2 * words) - 1; node++)
        {
            int left = Least();
            int right = Least();
            sums[node] = sums[left] + sums[right];
            parents[left] = parents[right] = node;
            isRight[right] = true;
        }

        _starts = new int[words + 1];
        int root = (2 * words) - 2;
        var nodes = new List<int>();
        var signs = new List<float>();
        for (int word = 0; word < words; word++)
        {
            for (int node = word; node != root; node = parents[node])
            {
                nodes.Add(parents[node] - words);
                signs.Add(isRight[node] ? -1 : 1); // word2vec: label = 1 - code
            }

            nodes.Reverse(_starts[word], nodes.Count - _starts[word]);
            signs.Reverse(_starts[word], signs.Count - _starts[word]);
            _starts[word + 1] = nodes.Count;
        }

        _nodes = [.. nodes];
        _signs = [.. signs];

        int Least() => leaf >= 0 && sums[leaf] < sums[inner] ? leaf-- : inner++;
    }

    /// <summary>The inner nodes from the root to a word, each in [0, V - 1).</summary>
    public ReadOnlySpan<int> Path(int word) => _nodes.AsSpan(_starts[word].._starts[word + 1]);

    /// <summary>For each of them 1 to go left, -1 to go right.</summary>
    public ReadOnlySpan<float> Signs(int word) => _signs.AsSpan(_starts[word].._starts[word + 1]);
}
