namespace LanguageModeling.Learning;

/// <summary>
/// Learns pieces and their probabilities (Kudo 2018): begins with too many, fits their probabilities by expectation maximization, and takes
/// away those that the likelihood misses least, until few enough are left.
/// </summary>
/// <remarks>The numbers, where the paper has none, are SentencePiece's: two rounds of fitting a step, expected counts below 0.5 dropped.</remarks>
internal sealed class UnigramLearner
{
    private const int FitsBetweenPrunings = 2;
    private const double LeastExpected = 0.5;
    private const double RoomForTheLastChoice = 1.1; // pieces are pruned to this many times the wanted number
    private const int Parts = 4; // of the words; fixed, so that sums do not depend on the machine

    private readonly IReadOnlyList<(string Word, long Count)> _words;
    private readonly UnigramLearningOptions _options;
    private List<string> _pieces;
    private double[] _scores;

    private UnigramLearner(IReadOnlyList<(string Word, long Count)> words, IReadOnlyList<string> alphabet, UnigramLearningOptions options)
    {
        _words = words;
        _options = options;
        var counts = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string word, long count) in words)
        {
            foreach (System.Text.Rune rune in word.EnumerateRunes())
            {
                string character = rune.ToString();
                counts[character] = counts.GetValueOrDefault(character) + count;
            }
        }

        List<(string Piece, double Weight)> seeds =
        [
            .. alphabet.Select(character => (character, Math.Max(1, counts.GetValueOrDefault(character)))),
            .. SeedPieces.Find(words, options.MaximumPieceLength, options.SeedSize, options.CancellationToken),
        ];
        double logTotal = Math.Log(seeds.Sum(seed => seed.Weight));
        _pieces = [.. seeds.Select(seed => seed.Piece)];
        _scores = [.. seeds.Select(seed => Math.Log(seed.Weight) - logTotal)];
    }

    /// <summary>Learns pieces.</summary>
    /// <param name="words">Words with their counts.</param>
    /// <param name="alphabet">Characters that are always pieces.</param>
    /// <param name="options">Settings.</param>
    /// <returns>Pieces with natural-log probabilities, the most probable first; at most as many as wanted.</returns>
    public static List<(string Piece, double Score)> Learn(IReadOnlyList<(string Word, long Count)> words, IReadOnlyList<string> alphabet, UnigramLearningOptions options)
    {
        var learner = new UnigramLearner(words, alphabet, options);
        int wanted = (int)(options.Size * RoomForTheLastChoice);
        int first = learner._pieces.Count;
        while (true)
        {
            for (int i = 0; i < FitsBetweenPrunings; i++)
            {
                learner.Fit();
            }

            options.Report?.Invoke(first - learner._pieces.Count, Math.Max(1, first - wanted));
            if (learner._pieces.Count <= wanted || !learner.Prune(Math.Max(wanted, (int)(learner._pieces.Count * options.ShrinkingFactor))))
            {
                return learner.Choose(alphabet);
            }
        }
    }

    private void Fit()
    {
        var lattice = new PieceLattice(_pieces, _scores);
        var partial = new double[Parts][];
        ForEachPart((part, work, words) =>
        {
            double[] expected = partial[part] = new double[_pieces.Count];
            foreach ((string word, long count) in words)
            {
                lattice.AddExpected(word, count, expected, work);
            }
        });
        var pieces = new List<string>();
        var kept = new List<double>();
        for (int i = 0; i < _pieces.Count; i++)
        {
            double expected = partial.Sum(part => part[i]);
            if (expected >= LeastExpected)
            {
                pieces.Add(_pieces[i]);
                kept.Add(expected);
            }
        }

        // The Bayesian estimate with a sparse prior: digamma in the place of the logarithm.
        double logSum = Digamma(kept.Sum());
        _pieces = pieces;
        _scores = [.. kept.Select(count => Digamma(count) - logSum)];
    }

    /// <summary>Takes away the pieces that cost least, when each is replaced by the next best way to spell it.</summary>
    /// <returns>Whether there were any.</returns>
    private bool Prune(int size)
    {
        var lattice = new PieceLattice(_pieces, _scores);
        double[] counts = CountInBestSpellings(lattice);
        double sum = counts.Sum(), total = _words.Sum(word => (double)word.Count);
        var losses = new double[_pieces.Count];
        var work = new PieceLattice.Workspace();
        var best = new List<int>();
        var other = new List<int>();
        for (int i = 0; i < _pieces.Count; i++)
        {
            lattice.FindBest(_pieces[i], whole: true, best, work);
            bool replaceable = !double.IsNegativeInfinity(lattice.FindBest(_pieces[i], whole: false, other, work));
            losses[i] = !replaceable ? double.PositiveInfinity
                : counts[i] == 0 ? double.NegativeInfinity
                : best.Count > 1 ? double.PositiveInfinity
                : Loss(counts[i], other, counts, sum) / total;
        }

        int[] order = [.. Enumerable.Range(0, _pieces.Count).OrderByDescending(i => losses[i]).ThenBy(i => i)];
        int[] kept = [.. order.Take(size).Where(i => losses[i] > double.NegativeInfinity).Order()];
        bool pruned = kept.Length < _pieces.Count;
        _pieces = [.. kept.Select(i => _pieces[i])];
        _scores = [.. kept.Select(i => _scores[i])];
        return pruned;
    }

    private double[] CountInBestSpellings(PieceLattice lattice)
    {
        var partial = new double[Parts][];
        ForEachPart((part, work, words) =>
        {
            double[] counts = partial[part] = new double[_pieces.Count];
            var path = new List<int>();
            foreach ((string word, long count) in words)
            {
                lattice.FindBest(word, whole: true, path, work);
                foreach (int piece in path)
                {
                    if (piece >= 0)
                    {
                        counts[piece] += count;
                    }
                }
            }
        });
        return [.. Enumerable.Range(0, _pieces.Count).Select(i => partial.Sum(part => part[i]))];
    }

    // The piece's count goes to each of the others; all probabilities are relative to the new number of pieces in the text.
    private static double Loss(double count, List<int> others, double[] counts, double sum)
    {
        double logSum = Math.Log(sum + (count * (others.Count - 1)));
        double logOthers = others.Sum(i => Math.Log(counts[i] + count) - logSum);
        return count * (Math.Log(count) - Math.Log(sum) - logOthers);
    }

    private List<(string Piece, double Score)> Choose(IReadOnlyList<string> alphabet)
    {
        Dictionary<string, double> scores = _pieces.Zip(_scores).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        double least = _scores.Min();
        var chosen = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < alphabet.Count; i++)
        {
            chosen[alphabet[i]] = scores.TryGetValue(alphabet[i], out double score) ? score : least - (0.0001 * (i + 1)); // different, and below all others
        }

        foreach ((string piece, double score) in scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (chosen.Count >= _options.Size)
            {
                break;
            }

            chosen.TryAdd(piece, score);
        }

        return [.. chosen.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];
    }

    private void ForEachPart(Action<int, PieceLattice.Workspace, IEnumerable<(string Word, long Count)>> work)
        => Parallel.For(0, Parts, new ParallelOptions { CancellationToken = _options.CancellationToken }, part =>
        {
            int start = (int)((long)_words.Count * part / Parts), end = (int)((long)_words.Count * (part + 1) / Parts);
            work(part, new PieceLattice.Workspace(), Slice(start, end));
        });

    private IEnumerable<(string Word, long Count)> Slice(int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (i % 4096 == 0)
            {
                _options.CancellationToken.ThrowIfCancellationRequested();
            }

            yield return _words[i];
        }
    }

    // Abramowitz and Stegun 6.3.18, after stepping up to where the series is exact.
    internal static double Digamma(double x)
    {
        double result = 0;
        for (; x < 7; x++)
        {
            result -= 1 / x;
        }

        x -= 0.5;
        double inverse = 1 / (x * x);
        return result + Math.Log(x) + (inverse * ((1.0 / 24) - (inverse * ((7.0 / 960) - (inverse * ((31.0 / 8064) - (inverse * 127.0 / 30720)))))));
    }
}
