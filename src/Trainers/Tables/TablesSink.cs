using LanguageModeling.Files;

namespace LanguageModeling.Tables;

/// <summary>Puts a stream of n-grams into tables in memory.</summary>
internal sealed class TablesSink : INgramSink
{
    private readonly List<float[]> _p = [];
    private readonly List<float[]> _b = [];
    private NgramTrieBuilder? _builder;
    private NgramTrie? _trie; // the levels that are finished
    private long[] _counts = []; // [N]
    private int[] _parents = []; // of the level being read
    private int[] _words = [];
    private float[] _log10P = [];
    private float[] _log10B = [];
    private int _count;
    private int _level;

    /// <summary>The words.</summary>
    public Vocabulary? Vocabulary { get; private set; }

    /// <summary>The finished tables.</summary>
    public BackoffTables? Tables { get; private set; }

    /// <inheritdoc/>
    public void Begin(Vocabulary vocabulary, ReadOnlySpan<long> counts)
    {
        foreach (long count in counts)
        {
            if (count > Array.MaxLength)
            {
                throw new InvalidOperationException(
                    $"The model has {count:N0} n-grams of one order; {Array.MaxLength:N0} fit into memory. Write it to a file, prune it, or lower the order.");
            }
        }

        Vocabulary = vocabulary;
        _counts = counts.ToArray();
        _builder = new NgramTrieBuilder(vocabulary.Count);
        BeginLevel(1);
    }

    /// <inheritdoc/>
    public void Add(int n, ReadOnlySpan<int> words, ReadOnlySpan<float> log10Probabilities, ReadOnlySpan<float> log10Backoffs)
    {
        while (_level < n)
        {
            EndLevel();
        }

        log10Probabilities.CopyTo(_log10P.AsSpan(_count));
        if (!log10Backoffs.IsEmpty)
        {
            log10Backoffs.CopyTo(_log10B.AsSpan(_count));
        }

        for (int i = 0; n > 1 && i < log10Probabilities.Length; i++)
        {
            ReadOnlySpan<int> ngram = words.Slice(i * n, n);
            int parent = ngram[0];
            for (int k = 1; k < n - 1; k++)
            {
                parent = _trie!.Find(k, parent, ngram[k]);
            }

            _parents[_count + i] = parent;
            _words[_count + i] = ngram[^1];
        }

        _count += log10Probabilities.Length;
    }

    /// <inheritdoc/>
    public void End()
    {
        while (_level <= _counts.Length)
        {
            EndLevel();
        }

        Tables = new BackoffTables(_trie!, [.. _p], [.. _b]);
    }

    private void BeginLevel(int n)
    {
        _level = n;
        _count = 0;
        if (n <= _counts.Length)
        {
            int count = (int)_counts[n - 1];
            _parents = new int[n == 1 ? 0 : count];
            _words = new int[n == 1 ? 0 : count];
            _log10P = new float[count];
            _log10B = new float[n < _counts.Length ? count : 0];
        }
    }

    private void EndLevel()
    {
        if (_level == 1)
        {
            _p.Add(_log10P);
            if (_counts.Length > 1)
            {
                _b.Add(_log10B);
            }
        }
        else
        {
            int[] source = _builder!.AddLevel(_parents, _words);
            _p.Add(Array.ConvertAll(source, j => _log10P[j]));
            if (_level < _counts.Length)
            {
                _b.Add(Array.ConvertAll(source, j => _log10B[j]));
            }
        }

        _trie = _builder!.Build();
        BeginLevel(_level + 1);
    }
}
