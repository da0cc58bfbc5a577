namespace LanguageModeling.Tables;

/// <summary>
/// A model that keeps the counts themselves and computes probabilities from them when asked. Letters: c(hw) count, c(h·) = Σ_w c(hw),
/// h' the context h without its first word, V words that can be predicted.
/// </summary>
internal sealed class CountTables : TrieTables
{
    private readonly NgramSmoothing _smoothing;
    private readonly int[][] _counts; // [n - 1][G(n)]
    private readonly long[][] _totals; // [n][G(n)], n < N: c(h·); [0][0] for the empty context

    /// <summary>Takes over counts.</summary>
    /// <param name="trie">The n-grams.</param>
    /// <param name="counts">At [n - 1] the count of each node of level n.</param>
    /// <param name="smoothing">One that computes from counts: maximum likelihood, add-k or stupid back-off.</param>
    /// <param name="parameter">k of add-k, α of stupid back-off; else not used.</param>
    /// <param name="predicted">V.</param>
    public CountTables(NgramTrie trie, int[][] counts, NgramSmoothing smoothing, double parameter, long predicted)
        : base(trie)
    {
        _counts = counts;
        _smoothing = smoothing;
        Parameter = parameter;
        Predicted = predicted;
        _totals = new long[trie.Order][];
        _totals[0] = [Sum(counts[0])];
        for (int n = 1; n < trie.Order; n++)
        {
            ReadOnlySpan<int> firstChild = trie.FirstChild(n);
            _totals[n] = new long[trie.Count(n)];
            for (int node = 0; node < _totals[n].Length; node++)
            {
                _totals[n][node] = Sum(counts[n].AsSpan(firstChild[node]..firstChild[node + 1]));
            }
        }
    }

    /// <summary>k of add-k, α of stupid back-off.</summary>
    public double Parameter { get; }

    /// <summary>V.</summary>
    public long Predicted { get; }

    /// <summary>The counts of the n-grams of order <paramref name="n"/>.</summary>
    public int[] Counts(int n) => _counts[n - 1];

    /// <summary>c(h·) of the whole context given.</summary>
    public long Total(ReadOnlySpan<int> context)
        => context.IsEmpty ? _totals[0][0] : context[^1] < 0 ? 0 : _totals[context.Length][context[^1]];

    /// <inheritdoc/>
    public override double LogProbability(ReadOnlySpan<int> context, int word, out int matched)
    {
        int node = FindLongest(context, word, out matched);
        long count = _counts[matched - 1][node];
        double probability = _smoothing switch
        {
            NgramSmoothing.MaximumLikelihood => MaximumLikelihood(context, count, matched),
            NgramSmoothing.AddK => AddK(context, matched == context.Length + 1 ? count : 0),
            _ => Math.Pow(Parameter, context.Length + 1 - matched) * Ratio(count, Total(context[..(matched - 1)])),
        };
        return Math.Log(probability);
    }

    /// <inheritdoc/>
    public override void LogProbabilities(ReadOnlySpan<int> context, Span<float> logProbabilities)
    {
        // Words that no n-gram of the model connects to the context all score alike; those that one connects are found through the longest.
        int shortest = _smoothing == NgramSmoothing.StupidBackoff ? 0 : _smoothing == NgramSmoothing.AddK ? context.Length : LongestSeen(context);
        double unseen = _smoothing == NgramSmoothing.AddK ? Math.Log(AddK(context, 0)) : double.NegativeInfinity;
        logProbabilities.Fill((float)unseen);
        for (int k = shortest; k <= context.Length; k++)
        {
            Overlay(context, k, logProbabilities);
        }
    }

    /// <summary>The words seen after the last k words of the context, with the score that LogProbability gives when that is the longest match.</summary>
    private void Overlay(ReadOnlySpan<int> context, int k, Span<float> logProbabilities)
    {
        long total = Total(context[..k]);
        if (total == 0)
        {
            return;
        }

        int first = 0;
        ReadOnlySpan<int> words = k == 0 ? [] : Trie.Children(k, context[k - 1], out first);
        int count = k == 0 ? Trie.VocabularySize : words.Length;
        double factor = _smoothing == NgramSmoothing.StupidBackoff ? Math.Pow(Parameter, context.Length - k) : 1;
        for (int i = 0; i < count; i++)
        {
            long c = _counts[k][first + i];
            double probability = _smoothing == NgramSmoothing.AddK ? AddK(context, c) : factor * Ratio(c, total);
            logProbabilities[k == 0 ? i : words[i]] = (float)Math.Log(probability);
        }
    }

    /// <summary>
    /// The same distribution in back-off form: a seen context leaves nothing to the unseen. Only maximum likelihood can be put so, and any model of order 1.
    /// </summary>
    /// <exception cref="NotSupportedException">The smoothing has no exact back-off form.</exception>
    public BackoffTables ToBackoffTables()
    {
        if (_smoothing != NgramSmoothing.MaximumLikelihood && Trie.Order > 1)
        {
            throw new NotSupportedException(
                _smoothing == NgramSmoothing.AddK
                    ? "Add-k smoothing gives all words unseen after a context the same probability, which the back-off form of ARPA files cannot say above order 1. "
                      + "Save in this library's own format, or train with ModifiedKneserNey."
                    : "Stupid back-off also scales down after contexts that were never seen, which ARPA files cannot say, and its scores are not probabilities. "
                      + "Save in this library's own format, or train with ModifiedKneserNey.");
        }

        float[][] log10Probabilities = new float[Trie.Order][];
        float[][] log10Backoffs = new float[Trie.Order - 1][];
        for (int n = 1; n <= Trie.Order; n++)
        {
            int[] parents = n == 1 ? new int[Trie.VocabularySize] : Trie.Parents(n);
            log10Probabilities[n - 1] = new float[parents.Length];
            for (int node = 0; node < parents.Length; node++)
            {
                long count = _counts[n - 1][node];
                long total = _totals[n - 1][parents[node]];
                double probability = _smoothing == NgramSmoothing.AddK ? AddK([], count) : Ratio(count, total);
                log10Probabilities[n - 1][node] = (float)Math.Log10(probability);
            }

            if (n < Trie.Order)
            {
                log10Backoffs[n - 1] = Array.ConvertAll(_totals[n], total => total == 0 ? 0 : float.NegativeInfinity);
            }
        }

        return new BackoffTables(Trie, log10Probabilities, log10Backoffs);
    }

    private double MaximumLikelihood(ReadOnlySpan<int> context, long count, int matched)
    {
        int seen = LongestSeen(context);
        return matched == seen + 1 ? Ratio(count, Total(context[..seen])) : 0;
    }

    private double AddK(ReadOnlySpan<int> context, long count) => (count + Parameter) / (Total(context) + (Parameter * Predicted));

    private int LongestSeen(ReadOnlySpan<int> context)
    {
        int k = context.Length;
        while (k > 0 && Total(context[..k]) == 0)
        {
            k--;
        }

        return k;
    }

    private static double Ratio(long count, long total) => total == 0 ? 0 : (double)count / total;

    private static long Sum(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (int count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
