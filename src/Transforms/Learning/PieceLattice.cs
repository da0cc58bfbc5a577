namespace LanguageModeling.Learning;

/// <summary>All pieces with their scores, and the ways to spell words in them.</summary>
internal sealed class PieceLattice
{
    private const int ShortWord = 24; // probabilities of so many pieces multiply to a number that a double holds
    private const double UnknownPenalty = 10; // nats below the rarest piece, as in SentencePiece

    private readonly PairTable _children = new();
    private readonly List<int> _pieceOf = [-1]; // by node; node 0 is the root
    private readonly double[] _scores;
    private readonly double[] _probabilities;
    private readonly double _unknownScore;

    public PieceLattice(IReadOnlyList<string> pieces, double[] scores)
    {
        _scores = scores;
        _probabilities = [.. scores.Select(score => Math.Exp(score))];
        _unknownScore = scores.Min() - UnknownPenalty;
        for (int piece = 0; piece < pieces.Count; piece++)
        {
            int node = 0;
            foreach (char c in pieces[piece])
            {
                int index = _children.GetOrAdd(PairTable.Key(node, c));
                if (index + 1 == _pieceOf.Count)
                {
                    _pieceOf.Add(-1);
                }

                node = index + 1;
            }

            _pieceOf[node] = piece;
        }
    }

    /// <summary>Adds to each piece's expected count what a word gives it.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How often it occurs.</param>
    /// <param name="expected">The expected counts.</param>
    /// <param name="work">Room that is used again.</param>
    /// <returns>Natural-log probability of the word.</returns>
    public double AddExpected(ReadOnlySpan<char> word, long count, double[] expected, Workspace work)
    {
        FindEdges(word, work, whole: true);
        return word.Length <= ShortWord ? AddShort(word.Length, count, expected, work) : AddLong(word.Length, count, expected, work);
    }

    /// <summary>Finds the most probable spelling of a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="whole">Whether the word itself may be the piece.</param>
    /// <param name="path">Receives the pieces, the last first; -1 for unknown characters.</param>
    /// <param name="work">Room that is used again.</param>
    /// <returns>The natural-log probability; negative infinity when the word cannot be spelled so.</returns>
    public double FindBest(ReadOnlySpan<char> word, bool whole, List<int> path, Workspace work)
    {
        FindEdges(word, work, whole);
        Span<double> best = work.Forward(word.Length, double.NegativeInfinity);
        Span<int> from = work.From(word.Length);
        best[0] = 0;
        for (int i = 0; i < work.Edges.Count; i++)
        {
            (int start, int end, int piece) = work.Edges[i];
            double score = best[start] + (piece < 0 ? _unknownScore : _scores[piece]);
            if (score > best[end])
            {
                best[end] = score;
                from[end] = i;
            }
        }

        path.Clear();
        for (int at = word.Length; at > 0 && best[word.Length] > double.NegativeInfinity; at = work.Edges[from[at]].Start)
        {
            path.Add(work.Edges[from[at]].Piece);
        }

        return best[word.Length];
    }

    private void FindEdges(ReadOnlySpan<char> word, Workspace work, bool whole)
    {
        work.Edges.Clear();
        for (int start = 0; start < word.Length; start++)
        {
            int node = 0;
            bool single = false;
            int width = start + 1 < word.Length && char.IsSurrogatePair(word[start], word[start + 1]) ? 2 : 1;
            for (int end = start; end < word.Length; end++)
            {
                int index = _children.Find(PairTable.Key(node, word[end]));
                if (index < 0)
                {
                    break;
                }

                node = index + 1;
                if (_pieceOf[node] >= 0 && (whole || start > 0 || end + 1 < word.Length))
                {
                    work.Edges.Add((start, end + 1, _pieceOf[node]));
                    single |= end + 1 == start + width;
                }
            }

            if (!single && whole)
            {
                work.Edges.Add((start, start + width, -1));
            }

            start += width - 1;
        }
    }

    private double AddShort(int length, long count, double[] expected, Workspace work)
    {
        Span<double> forward = work.Forward(length, 0), backward = work.Backward(length, 0);
        forward[0] = 1;
        backward[length] = 1;
        double unknown = Math.Exp(_unknownScore);
        foreach ((int start, int end, int piece) in work.Edges)
        {
            forward[end] += forward[start] * (piece < 0 ? unknown : _probabilities[piece]);
        }

        for (int i = work.Edges.Count - 1; i >= 0; i--)
        {
            (int start, int end, int piece) = work.Edges[i];
            backward[start] += backward[end] * (piece < 0 ? unknown : _probabilities[piece]);
        }

        double scale = count / forward[length];
        foreach ((int start, int end, int piece) in work.Edges)
        {
            if (piece >= 0)
            {
                expected[piece] += forward[start] * _probabilities[piece] * backward[end] * scale;
            }
        }

        return Math.Log(forward[length]);
    }

    private double AddLong(int length, long count, double[] expected, Workspace work)
    {
        Span<double> forward = work.Forward(length, double.NegativeInfinity), backward = work.Backward(length, double.NegativeInfinity);
        forward[0] = 0;
        backward[length] = 0;
        foreach ((int start, int end, int piece) in work.Edges)
        {
            forward[end] = LogAdd(forward[end], forward[start] + (piece < 0 ? _unknownScore : _scores[piece]));
        }

        for (int i = work.Edges.Count - 1; i >= 0; i--)
        {
            (int start, int end, int piece) = work.Edges[i];
            backward[start] = LogAdd(backward[start], backward[end] + (piece < 0 ? _unknownScore : _scores[piece]));
        }

        foreach ((int start, int end, int piece) in work.Edges)
        {
            if (piece >= 0)
            {
                expected[piece] += count * Math.Exp(forward[start] + _scores[piece] + backward[end] - forward[length]);
            }
        }

        return forward[length];
    }

    private static double LogAdd(double x, double y)
    {
        (double more, double less) = x > y ? (x, y) : (y, x);
        return double.IsNegativeInfinity(less) ? more : more + Math.Log(1 + Math.Exp(less - more));
    }

    /// <summary>Room for one word's computations. Not for use by two threads at once.</summary>
    internal sealed class Workspace
    {
        private double[] _forward = [];
        private double[] _backward = [];
        private int[] _from = [];

        /// <summary>The pieces in a word, by where they start.</summary>
        public List<(int Start, int End, int Piece)> Edges { get; } = [];

        public Span<double> Forward(int length, double value) => Filled(ref _forward, length, value);

        public Span<double> Backward(int length, double value) => Filled(ref _backward, length, value);

        public Span<int> From(int length)
        {
            if (_from.Length <= length)
            {
                _from = new int[2 * (length + 1)];
            }

            return _from;
        }

        private static Span<double> Filled(ref double[] values, int length, double value)
        {
            if (values.Length <= length)
            {
                values = new double[2 * (length + 1)];
            }

            values.AsSpan(0, length + 1).Fill(value);
            return values;
        }
    }
}
