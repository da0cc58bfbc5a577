namespace LanguageModeling.Learning;

/// <summary>
/// Learns byte-pair merges (Sennrich, Haddow and Birch 2016): the most frequent pair of neighbours becomes a symbol, again and again.
/// </summary>
/// <remarks>
/// <para>
/// Gives what the trainer of Hugging Face's tokenizers gives, peculiarities included: among pairs of one count the one with the smaller ids
/// comes first; a pair found again after its first merge is a merge of its own and takes the later rank; the count of a merged pair stays.
/// </para>
/// <para>A pair's count is kept up to date; its entry in the queue is not, and is put back when it turns out to be old.</para>
/// </remarks>
internal sealed class BpeLearner
{
    private const int MergesBetweenReports = 256;

    private readonly SymbolWords _words;
    private readonly BpeLearningOptions _options;
    private readonly List<string> _tokens;
    private readonly List<int> _lengths = []; // of tokens, in first symbols
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly PairTable _pairs = new();
    private readonly WordLists _lists = new();
    private readonly PairQueue _queue = new();
    private readonly List<int> _touched = []; // pairs that a merge gave new words

    private BpeLearner(SymbolWords words, List<string> tokens, BpeLearningOptions options)
    {
        _words = words;
        _tokens = tokens;
        _options = options;
        foreach (string token in tokens)
        {
            _ids.Add(token, _lengths.Count);
            _lengths.Add(1);
        }
    }

    /// <summary>Learns merges.</summary>
    /// <param name="words">The words, in symbols that are indices of tokens. They are changed.</param>
    /// <param name="tokens">The first tokens; learned ones are added.</param>
    /// <param name="options">Settings.</param>
    /// <returns>The merges, the most important first.</returns>
    public static List<(int Left, int Right)> Learn(SymbolWords words, List<string> tokens, BpeLearningOptions options)
    {
        var learner = new BpeLearner(words, tokens, options);
        learner.CountPairs();
        return KeepLast(learner.Merge());
    }

    private void CountPairs()
    {
        for (int word = 0; word < _words.Count; word++)
        {
            Span<int> symbols = _words.SymbolsOf(word);
            long count = _words.CountOf(word);
            for (int i = 0; i + 1 < symbols.Length; i++)
            {
                AddPair(symbols[i], symbols[i + 1], count, word);
            }
        }

        Enqueue(_touched);
        _touched.Clear();
    }

    private List<(int Left, int Right)> Merge()
    {
        var merges = new List<(int, int)>();
        while (_ids.Count < _options.VocabularySize && _queue.TryTake(out PairQueue.Entry top))
        {
            long count = Math.Max(0, _pairs.Counts[top.Pair]);
            if (top.Count != count)
            {
                _queue.Add(top with { Count = count });
                continue;
            }

            if (count < 1 || count < _options.MinimumFrequency)
            {
                break;
            }

            int left = (int)(top.Key >> 32), right = (int)(uint)top.Key;
            int merged = GetOrAddToken(left, right);
            merges.Add((left, right));
            int head = top.Head;
            while (head >= 0)
            {
                MergeIn(_lists.Take(ref head), left, right, merged);
            }

            Enqueue(_touched);
            _touched.Clear();
            if (merges.Count % MergesBetweenReports == 0)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                _options.Report?.Invoke(_ids.Count, _options.VocabularySize);
            }
        }

        return merges;
    }

    private int GetOrAddToken(int left, int right)
    {
        string end = _tokens[right];
        if (_options.ContinuingPrefix.Length > 0 && end.StartsWith(_options.ContinuingPrefix, StringComparison.Ordinal))
        {
            end = end[_options.ContinuingPrefix.Length..];
        }

        string token = _tokens[left] + end;
        if (!_ids.TryGetValue(token, out int id))
        {
            id = _tokens.Count;
            _ids.Add(token, id);
            _tokens.Add(token);
            _lengths.Add(_lengths[left] + _lengths[right]);
        }

        return id;
    }

    private void MergeIn(int word, int left, int right, int merged)
    {
        Span<int> symbols = _words.SymbolsOf(word);
        long count = _words.CountOf(word);
        int room = _options.MaximumTokenLength - _lengths[merged]; // a neighbour must be shorter than this to make a pair
        int to = 0;
        for (int from = 0; from < symbols.Length; to++)
        {
            if (symbols[from] != left || from + 1 >= symbols.Length || symbols[from + 1] != right)
            {
                symbols[to] = symbols[from++];
                continue;
            }

            if (to > 0)
            {
                int before = symbols[to - 1];
                Remove(before, left, count);
                if (_lengths[before] < room)
                {
                    AddPair(before, merged, count, word);
                }
            }

            from += 2;
            symbols[to] = merged;
            if (from < symbols.Length)
            {
                int after = symbols[from];
                Remove(right, after, count);
                if (_lengths[after] < room)
                {
                    AddPair(merged, after, count, word);
                }
            }
        }

        _words.SetLength(word, to);
    }

    private void Remove(int left, int right, long count) => _pairs.Counts[_pairs.GetOrAdd(PairTable.Key(left, right))] -= count;

    private void AddPair(int left, int right, long count, int word)
    {
        int pair = _pairs.GetOrAdd(PairTable.Key(left, right));
        _pairs.Counts[pair] += count;
        if (_pairs.Heads[pair] < 0)
        {
            _touched.Add(pair);
        }

        _pairs.Heads[pair] = _lists.Add(_pairs.Heads[pair], word);
    }

    private void Enqueue(List<int> pairs)
    {
        foreach (int pair in pairs)
        {
            int head = _pairs.Heads[pair];
            _pairs.Heads[pair] = -1;
            long count = _pairs.Counts[pair];
            if (count > 0)
            {
                _queue.Add(new PairQueue.Entry(count, _pairs.Keys[pair], pair, head));
            }
        }
    }

    private static List<(int Left, int Right)> KeepLast(List<(int Left, int Right)> merges)
    {
        var seen = new HashSet<(int, int)>();
        var kept = new List<(int Left, int Right)>(merges.Count);
        for (int i = merges.Count - 1; i >= 0; i--)
        {
            if (seen.Add(merges[i]))
            {
                kept.Add(merges[i]);
            }
        }

        kept.Reverse();
        return kept;
    }
}
