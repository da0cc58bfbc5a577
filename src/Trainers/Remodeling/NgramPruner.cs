using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>
/// Leaves out n-grams of a back-off model whose absence changes it least: A. Stolcke, "Entropy-based Pruning of Backoff Language Models",
/// DARPA Broadcast News Transcription and Understanding Workshop, 1998; K. Seymore and R. Rosenfeld, "Scalable Backoff Language Models",
/// ICSLP 1996.
/// </summary>
/// <remarks>
/// <para>
/// Letters: h a context, h' the same without its first word; w a word; p(w | h) the probability; L = 1 - Σ p(w | h) and D = 1 - Σ p(w | h'),
/// both over the w that are stored after h; α = L / D the back-off weight of h. Without the n-gram hw,
/// α' = (L + p(w | h)) / (D + p(w | h')) and p'(w | h) = α' p(w | h').
/// </para>
/// <para>
/// Relative entropy, for each n-gram alone: Δ = -p(h) { p(w | h) (ln p'(w | h) - ln p(w | h)) + L (ln α' - ln α) }; left out when
/// e^Δ - 1 &lt; threshold. Weighted difference: K (ln p(w | h) - ln p'(w | h)), K = T p(h) p(w | h), T tokens; left out when it is less than the
/// threshold. The paper has K from the text, discounted; a model tells what it expects.
/// </para>
/// <para>
/// Decided with the numbers of the model given, from the highest order down. What longer n-grams begin or end with stays; SRILM leaves out
/// their ends, which decoders then have to put in again. Then α of all contexts, from the shortest on, so that every distribution sums to 1.
/// </para>
/// </remarks>
internal sealed class NgramPruner
{
    private readonly NgramLanguageModel _model;
    private readonly NgramPruningOptions _options;
    private readonly BackoffTables _tables;
    private readonly NgramTrie _trie;
    private readonly SuffixLinks _links;
    private readonly ContextWords _contexts;
    private readonly UnseenMass _unseen;
    private readonly double[][] _logContext; // ln p(h), [k - 1][node]
    private readonly bool[][] _kept; // [n - 1][node]
    private readonly bool[][] _needed; // whether a longer n-gram that stays ends with it, [n - 1][node]
    private readonly double[][] _free; // what is left to the words not stored after h, pruned ones among them, [k - 1][node]

    private NgramPruner(NgramLanguageModel model, BackoffTables tables, NgramPruningOptions options)
    {
        _model = model;
        _options = options;
        _tables = tables;
        _trie = tables.Trie;
        _links = new SuffixLinks(_trie);
        _contexts = new ContextWords(_trie);
        _unseen = new UnseenMass(model);
        _logContext = ContextProbabilities.Compute(model, tables, options.HistoryModel);
        _kept = [.. Enumerable.Range(1, _trie.Order).Select(n => new bool[_trie.Count(n)])];
        _needed = [.. Enumerable.Range(1, _trie.Order).Select(n => new bool[_trie.Count(n)])];
        _free = [.. Enumerable.Range(1, _trie.Order - 1).Select(n => new double[_trie.Count(n)])];
        Array.Fill(_kept[0], true);
    }

    /// <summary>Prunes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tables">Its numbers.</param>
    /// <param name="options">Validated options.</param>
    /// <returns>The smaller model's numbers; those given when nothing goes.</returns>
    public static BackoffTables Prune(NgramLanguageModel model, BackoffTables tables, NgramPruningOptions options)
        => new NgramPruner(model, tables, options).Prune();

    private BackoffTables Prune()
    {
        int pruned = 0;
        for (int n = _trie.Order; n >= 2; n--)
        {
            ReadOnlySpan<int> firstChild = _trie.FirstChild(n - 1);
            for (int context = 0; context + 1 < firstChild.Length; context++)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                if (firstChild[context] < firstChild[context + 1])
                {
                    pruned += PruneAfter(n - 1, context, firstChild[context], firstChild[context + 1]);
                }
            }
        }

        return pruned == 0 ? _tables : Rebuild();
    }

    /// <summary>Decides for all n-grams after one context.</summary>
    private int PruneAfter(int k, int context, int first, int past)
    {
        double[] lower = new double[past - first]; // p(w | h')
        double sum = 0;
        for (int child = first; child < past; child++)
        {
            sum += lower[child - first] = Math.Pow(10, _links.LowerLog10Probability(_tables, k, context, child));
        }

        double d = Unseen(_tables, sum, k, context);
        double l = d == 0 ? 0 : d * Math.Pow(10, _tables.Log10Backoffs(k)[context]);
        double free = l;
        int pruned = 0;
        for (int child = first; child < past; child++)
        {
            double p = Math.Pow(10, _tables.Log10Probabilities(k + 1)[child]);
            bool goes = k + 1 >= _options.MinimumOrder && !IsNeeded(k + 1, child) && IsBelowThreshold(Math.Exp(_logContext[k - 1][context]), p, lower[child - first], l, d);
            if (goes)
            {
                free += p;
                pruned++;
                continue;
            }

            _kept[k][child] = true;
            (int level, int end) = _links.Get(k + 1, child);
            _needed[level - 1][end] = true;
        }

        _free[k - 1][context] = free;
        return pruned;
    }

    private bool IsBelowThreshold(double context, double p, double lower, double l, double d)
    {
        double logNew = Math.Log((l + p) / (d + lower)); // ln α'
        double logRatio = Math.Log(lower) + logNew - Math.Log(p); // ln p'(w | h) - ln p(w | h)
        double rest = l > 0 ? l * (logNew - Math.Log(l / d)) : 0;
        double entropy = -context * ((p * logRatio) + rest);
        double difference = -_options.TokenCount * context * p * logRatio;
        return (_options.EntropyThreshold > 0 && double.ExpM1(entropy) < _options.EntropyThreshold)
            || (_options.WeightedDifferenceThreshold > 0 && difference < _options.WeightedDifferenceThreshold);
    }

    /// <summary>Whether a longer n-gram that stays begins or ends with this one.</summary>
    private bool IsNeeded(int n, int node)
    {
        if (n == _trie.Order || _needed[n - 1][node])
        {
            return n < _trie.Order;
        }

        ReadOnlySpan<int> firstChild = _trie.FirstChild(n);
        return _kept[n].AsSpan(firstChild[node]..firstChild[node + 1]).Contains(true);
    }

    private double Unseen(BackoffTables tables, double sum, int k, int context)
    {
        ReadOnlySpan<int> words = _trie.Children(k, context, out int first);
        int[] seen = tables == _tables ? words.ToArray() : Kept(k, words, first);
        return _unseen.Get(sum, seen, UnseenMass.Lower(tables, _contexts.Get(k, context)));
    }

    private int[] Kept(int k, ReadOnlySpan<int> words, int first)
    {
        var kept = new List<int>(words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            if (_kept[k][first + i])
            {
                kept.Add(words[i]);
            }
        }

        return [.. kept];
    }

    /// <summary>The tree and probabilities of what stays, and new back-off weights.</summary>
    private BackoffTables Rebuild()
    {
        int order = Enumerable.Range(1, _trie.Order).Last(n => _kept[n - 1].Contains(true));
        int[][] source = [.. Enumerable.Range(1, order).Select(n => Array.FindAll(Enumerable.Range(0, _trie.Count(n)).ToArray(), node => _kept[n - 1][node]))];
        int[][] words = [[], .. Enumerable.Range(2, order - 1).Select(n => Array.ConvertAll(source[n - 1], node => _trie.Words(n)[node]))];
        int[][] firstChild = [.. Enumerable.Range(1, order - 1).Select(n => FirstChildren(n, source[n - 1]))];
        float[][] p = [.. Enumerable.Range(1, order).Select(n => Array.ConvertAll(source[n - 1], node => _tables.Log10Probabilities(n)[node]))];
        float[][] b = [.. Enumerable.Range(1, order - 1).Select(n => new float[source[n - 1].Length])];
        var smaller = new BackoffTables(new NgramTrie(_trie.VocabularySize, words, firstChild), p, b);
        var links = new SuffixLinks(smaller.Trie);
        for (int k = 1; k < order; k++)
        {
            for (int context = 0; context < b[k - 1].Length; context++)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
                b[k - 1][context] = NewBackoff(smaller, links, k, context, source[k - 1][context]);
            }
        }

        return smaller;
    }

    private int[] FirstChildren(int n, int[] source)
    {
        int[] first = new int[source.Length + 1];
        ReadOnlySpan<int> old = _trie.FirstChild(n);
        for (int i = 0; i < source.Length; i++)
        {
            first[i + 1] = first[i] + _kept[n].AsSpan(old[source[i]]..old[source[i] + 1]).Count(true);
        }

        return first;
    }

    /// <summary>log10 α of a context, the shorter ones being done.</summary>
    private float NewBackoff(BackoffTables smaller, SuffixLinks links, int k, int context, int source)
    {
        int count = smaller.Trie.Children(k, context, out int first).Length;
        if (count == 0)
        {
            return 0;
        }

        double sum = 0;
        for (int child = first; child < first + count; child++)
        {
            sum += Math.Pow(10, links.LowerLog10Probability(smaller, k, context, child));
        }

        double d = Unseen(smaller, sum, k, source);
        return d == 0 ? _tables.Log10Backoffs(k)[source] : (float)Math.Log10(_free[k - 1][source] / d);
    }
}
