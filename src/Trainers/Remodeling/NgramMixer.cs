using LanguageModeling.Mixing;
using LanguageModeling.Tables;

namespace LanguageModeling.Remodeling;

/// <summary>
/// Mixes n-gram models into one, as SRILM's <c>ngram -mix-lm</c> does (A. Stolcke, "SRILM – an Extensible Language Modeling Toolkit", ICSLP
/// 2002).
/// </summary>
/// <remarks>
/// The model has the n-grams of all. 1. p(w | h) = Σ_m λ_m p_m(w | h) for each of them, p_m with back-off where model m lacks it, and 0 where it
/// lacks the word itself. 2. α(h) = (1 - Σ p(w | h)) / (1 - Σ p(w | h')), over the w that are stored after h, so that the sum is 1. Words
/// that are not stored after h thus get what α leaves them, which is near the exact mixture but not it.
/// </remarks>
internal sealed class NgramMixer
{
    private readonly IReadOnlyList<NgramLanguageModel> _models;
    private readonly IReadOnlyList<double> _weights;
    private readonly BackoffTables[] _tables; // [M]
    private readonly VocabularyUnion _union;
    private readonly int[][] _own; // [M][union id], or -1
    private readonly CancellationToken _cancellationToken;

    private NgramMixer(IReadOnlyList<NgramLanguageModel> models, IReadOnlyList<double> weights, CancellationToken cancellationToken)
    {
        _models = models;
        _weights = weights;
        _tables = [.. models.Select(model => model.ToBackoffTables())];
        _union = new VocabularyUnion([.. models.Select(model => model.Vocabulary)]);
        _own = [.. Enumerable.Range(0, models.Count).Select(_union.OwnIds)];
        _cancellationToken = cancellationToken;
    }

    /// <summary>Mixes.</summary>
    public static NgramLanguageModel Mix(IReadOnlyList<NgramLanguageModel> models, IReadOnlyList<double> weights, CancellationToken cancellationToken)
        => new NgramMixer(models, weights, cancellationToken).Mix();

    private NgramLanguageModel Mix()
    {
        NgramTrie trie = Unite();
        float[][] p = [.. Enumerable.Range(1, trie.Order).Select(n => new float[trie.Count(n)])];
        float[][] b = [.. Enumerable.Range(1, trie.Order - 1).Select(n => new float[trie.Count(n)])];
        var tables = new BackoffTables(trie, p, b);
        var mixed = new NgramLanguageModel(_union.Vocabulary, tables, smoothing: null, _models[0].Splitter, _models[0].Lowercase, arpaReport: null);
        FillAfter([], CountingWords(trie.VocabularySize), p[0]);
        var contexts = new ContextWords(trie);
        var links = new SuffixLinks(trie);
        var unseen = new UnseenMass(mixed);
        for (int k = 1; k < trie.Order; k++)
        {
            for (int context = 0; context < trie.Count(k); context++)
            {
                _cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<int> words = trie.Children(k, context, out int first);
                if (!words.IsEmpty)
                {
                    int[] history = contexts.Get(k, context);
                    double seen = FillAfter(history, words, p[k].AsSpan(first, words.Length));
                    double lower = 0;
                    for (int child = first; child < first + words.Length; child++)
                    {
                        lower += Math.Pow(10, links.LowerLog10Probability(tables, k, context, child));
                    }

                    double free = unseen.Get(seen, words, distribution => FillDistribution(history, distribution));
                    double rest = unseen.Get(lower, words, UnseenMass.Lower(tables, history));
                    b[k - 1][context] = rest == 0 ? 0 : (float)Math.Log10(free / rest);
                }
            }
        }

        return mixed;
    }

    /// <summary>Step 1 for the words after one context. Returns their sum.</summary>
    private double FillAfter(int[] history, ReadOnlySpan<int> words, Span<float> log10)
    {
        double[] p = new double[words.Length];
        int[] nodes = new int[NgramTables.MaximumOrder];
        for (int m = 0; m < _models.Count; m++)
        {
            Span<int> context = GetContext(m, history, nodes);
            for (int i = 0; i < words.Length; i++)
            {
                int own = _own[m][words[i]];
                p[i] += own < 0 ? 0 : _weights[m] * Math.Exp(_tables[m].LogProbability(context, own, out _));
            }
        }

        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            log10[i] = (float)Math.Min(0, Math.Log10(p[i]));
            sum += p[i];
        }

        return sum;
    }

    /// <summary>The exact mixture after one context, ln p of every word.</summary>
    private void FillDistribution(int[] history, float[] distribution)
    {
        double[] p = new double[distribution.Length];
        int[] nodes = new int[NgramTables.MaximumOrder];
        for (int m = 0; m < _models.Count; m++)
        {
            float[] own = new float[_models[m].VocabularySize];
            _tables[m].LogProbabilities(GetContext(m, history, nodes), own);
            for (int word = 0; word < p.Length; word++)
            {
                p[word] += _own[m][word] < 0 ? 0 : _weights[m] * Math.Exp(own[_own[m][word]]);
            }
        }

        for (int word = 0; word < p.Length; word++)
        {
            distribution[word] = (float)Math.Log(p[word]);
        }
    }

    /// <summary>The context in one of the models; what it lacks is unknown to it.</summary>
    private Span<int> GetContext(int m, int[] history, int[] nodes)
    {
        Span<int> room = nodes.AsSpan(0, _tables[m].Order - 1);
        int length = 0;
        foreach (int word in history)
        {
            int own = _own[m][word];
            length = _tables[m].Extend(room, length, own >= 0 ? own : _models[m].SpecialTokens.Unknown!.Value);
        }

        return room[..length];
    }

    /// <summary>The tree of the n-grams of all models.</summary>
    private NgramTrie Unite()
    {
        int vocabularySize = _union.Vocabulary.Count;
        int order = _models.Max(model => model.Order);
        var words = new List<int[]> { Array.Empty<int>() };
        var firstChild = new List<int[]>();
        int[][] nodeOf = [.. _union.Ids]; // [M][own node of the level before]
        int parents = vocabularySize;
        for (int n = 2; n <= order; n++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            long[][] keys = new long[_models.Count][]; // [M][own node]: node of the context and last word in the union
            for (int m = 0; m < keys.Length; m++)
            {
                keys[m] = n > _tables[m].Order ? [] : Keys(m, n, nodeOf[m], vocabularySize);
            }

            long[] all = [.. keys.SelectMany(own => own).Distinct().Order()];
            nodeOf = Array.ConvertAll(keys, own => Array.ConvertAll(own, key => Array.BinarySearch(all, key)));
            int[] first = new int[parents + 1];
            foreach (long key in all)
            {
                first[(key / vocabularySize) + 1]++;
            }

            for (int parent = 0; parent < parents; parent++)
            {
                first[parent + 1] += first[parent];
            }

            firstChild.Add(first);
            words.Add(Array.ConvertAll(all, key => (int)(key % vocabularySize)));
            parents = all.Length;
        }

        return new NgramTrie(vocabularySize, [.. words], [.. firstChild]);
    }

    private long[] Keys(int m, int n, int[] nodeOf, int vocabularySize)
    {
        NgramTrie trie = _tables[m].Trie;
        int[] parents = trie.Parents(n);
        long[] keys = new long[parents.Length];
        for (int node = 0; node < keys.Length; node++)
        {
            keys[node] = ((long)nodeOf[parents[node]] * vocabularySize) + _union.Ids[m][trie.Words(n)[node]];
        }

        return keys;
    }

    private static int[] CountingWords(int count) => [.. Enumerable.Range(0, count)];
}
