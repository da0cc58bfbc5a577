using LanguageModeling.Counting;
using LanguageModeling.Tables;

namespace LanguageModeling.Estimation;

/// <summary>
/// The interpolation weights λ of <see cref="JelinekMercer"/>, by expectation maximisation on held-out text.
/// </summary>
/// <remarks>
/// <para>
/// Letters: n an order; h a context of n - 1 words; w a word; f(w | h) = c(hw) / c(h·) of the text that is not held out; b bucket of h;
/// p_n(w | h) = λ_{n,b} f(w | h) + (1 - λ_{n,b}) p_{n-1}(w | h'), p_0 = 1 / V. A context that was never seen passes everything on.
/// </para>
/// <para>
/// A word is drawn by going from the longest context down: at order n it is taken from f with the probability λ, or else one goes on.
/// 1. All λ = 0.5.
/// 2. For each held-out word: q_n = λ f / p_n, the chance that it was taken at n by one who came there; a_N = 1, a_{n-1} = a_n (1 - q_n), the
/// chance of coming there.
/// 3. λ_{n,b} = (1 + Σ a_n q_n) / (2 + Σ a_n), over the held-out words whose context at order n is in the bucket b.
/// 4. Again from 2 until no λ moves by 1e-5, at most 100 times.
/// The 1 and 2 in step 3, a prior of one word taken and one passed on, keep λ off 0 and 1, and give 0.5 where nothing is held out.
/// Pruning is not looked at.
/// </para>
/// </remarks>
internal sealed class HeldOutWeights
{
    private const int MostRounds = 100;
    private const double Settled = 1e-5;

    private readonly int _order;
    private readonly double _uniform; // 1 / V
    private readonly List<double> _frequencies = []; // [t · N + n - 1]: f of the held-out word t
    private readonly List<sbyte> _buckets = []; // [t · N + n - 1]: b, or -1 for a context that was never seen

    private HeldOutWeights(int order, long predicted)
    {
        _order = order;
        _uniform = 1.0 / predicted;
    }

    /// <summary>Estimates λ, at [n - 1][b].</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="vocabulary">Of the text, with all special tokens.</param>
    /// <param name="predicted">V.</param>
    /// <param name="options">The held-out sentences, or every how many-th sentence of the text is held out.</param>
    public static double[][] Estimate(TokenCorpus corpus, Vocabulary vocabulary, long predicted, NgramOptions options)
    {
        (TokenCorpus training, List<int[]> heldOut) = options.HeldOutSentences is { } sentences
            ? (corpus, Encode(sentences, vocabulary))
            : Split(corpus, options.HeldOutInterval);
        var counted = new NgramOptions { Order = corpus.Order, Smoothing = NgramSmoothing.MaximumLikelihood, CancellationToken = options.CancellationToken };
        CountTables counts = NgramTraining.ToCountTables(NgramCounts.Count(training, vocabulary.Count, counted), vocabulary, predicted, counted);
        var weights = new HeldOutWeights(corpus.Order, predicted);
        foreach (int[] sentence in heldOut)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            weights.Add(sentence, vocabulary.SpecialTokens.BeginningOfSequence!.Value, counts);
        }

        return weights.Maximise(options.CancellationToken);
    }

    private static List<int[]> Encode(IReadOnlyList<IReadOnlyList<string>> sentences, Vocabulary vocabulary)
    {
        SpecialTokens special = vocabulary.SpecialTokens;
        int Id(string token) => vocabulary.GetId(token) is var id && id == special.BeginningOfSequence ? special.Unknown!.Value : id;
        return [.. sentences.Select(sentence => (int[])[.. sentence.Select(Id), special.EndOfSequence!.Value])];
    }

    /// <summary>Takes every so many-th sentence out of a text.</summary>
    private static (TokenCorpus Training, List<int[]> HeldOut) Split(TokenCorpus corpus, int interval)
    {
        var training = new TokenCorpus(corpus.Order, corpus.Beginning, corpus.End);
        var heldOut = new List<int[]>();
        var sentence = new List<int>();
        int number = 0;
        foreach (int token in corpus.Tokens)
        {
            if (token == corpus.Beginning)
            {
                continue;
            }

            sentence.Add(token);
            if (token == corpus.End)
            {
                number++;
                Place(isHeldOut: number % interval == 0);
            }
        }

        Place(isHeldOut: false); // one that was cut off
        return (training, heldOut);

        void Place(bool isHeldOut)
        {
            if (isHeldOut)
            {
                heldOut.Add([.. sentence]);
            }
            else if (sentence.Count > 0)
            {
                training.BeginSentence();
                sentence.ForEach(training.Add);
            }

            sentence.Clear();
        }
    }

    /// <summary>Looks up f and b of each word of a held-out sentence.</summary>
    private void Add(int[] sentence, int beginning, CountTables counts)
    {
        Span<int> context = stackalloc int[_order - 1];
        int length = counts.Trie.Extend(context, 0, beginning);
        foreach (int word in sentence)
        {
            for (int n = 1; n <= _order; n++)
            {
                int k = n - 1; // words of the context
                long total = k > length ? 0 : counts.Total(context[..k]);
                int node = k == 0 ? word : total == 0 ? -1 : counts.Trie.Find(k, context[k - 1], word);
                _frequencies.Add(node < 0 || total == 0 ? 0 : counts.Counts(n)[node] / (double)total);
                _buckets.Add(total == 0 ? (sbyte)-1 : (sbyte)JelinekMercer.Bucket(total));
            }

            length = counts.Trie.Extend(context, length, word);
        }
    }

    private double[][] Maximise(CancellationToken cancellationToken)
    {
        double[][] weights = new double[_order][];
        for (int n = 1; n <= _order; n++)
        {
            weights[n - 1] = new double[JelinekMercer.BucketCount];
            Array.Fill(weights[n - 1], 0.5); // step 1
        }

        double moved = 1;
        for (int round = 0; round < MostRounds && moved >= Settled; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            moved = Improve(weights);
        }

        return weights;
    }

    /// <summary>Steps 2 and 3. Returns how far the weights moved at most.</summary>
    private double Improve(double[][] weights)
    {
        double[,] taken = new double[_order, JelinekMercer.BucketCount];
        double[,] came = new double[_order, JelinekMercer.BucketCount];
        Span<double> q = stackalloc double[_order];
        for (int start = 0; start < _buckets.Count; start += _order)
        {
            double p = _uniform;
            for (int n = 0; n < _order; n++)
            {
                double weight = _buckets[start + n] < 0 ? 0 : weights[n][_buckets[start + n]];
                double own = weight * _frequencies[start + n];
                p = own + ((1 - weight) * p);
                q[n] = own / p;
            }

            double a = 1;
            for (int n = _order - 1; n >= 0; n--)
            {
                if (_buckets[start + n] is >= 0 and var b)
                {
                    taken[n, b] += a * q[n];
                    came[n, b] += a;
                    a *= 1 - q[n];
                }
            }
        }

        double moved = 0;
        for (int n = 0; n < _order; n++)
        {
            for (int b = 0; b < JelinekMercer.BucketCount; b++)
            {
                double weight = (1 + taken[n, b]) / (2 + came[n, b]);
                moved = Math.Max(moved, Math.Abs(weight - weights[n][b]));
                weights[n][b] = weight;
            }
        }

        return moved;
    }
}
