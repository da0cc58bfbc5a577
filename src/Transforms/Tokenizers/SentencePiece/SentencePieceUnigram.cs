using System.Buffers;
using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>The most probable pieces of a text, with sums in <see cref="float"/> as SentencePiece's own are: another precision gives other pieces.</summary>
internal sealed class SentencePieceUnigram : IPieceFinder
{
    private const float UnknownPenalty = 10;

    private readonly PieceTrie _trie = new();
    private readonly double[] _scores;
    private readonly float _unknownScore;
    private readonly double _greatestStep = 1;   // of all scores, up or down

    public SentencePieceUnigram(SentencePieceFile file)
    {
        float least = float.MaxValue;
        float greatest = 1.17549435e-38f; // where the search for the greatest begins
        foreach ((_, float score, _) in file.Pieces.Where(piece => piece.Kind == PieceKind.Normal))
        {
            least = Math.Min(least, score);
            greatest = Math.Max(greatest, score);
        }

        _unknownScore = least - UnknownPenalty;
        _greatestStep = Math.Max(_greatestStep, Math.Abs(_unknownScore));
        _scores = new double[file.Pieces.Count];
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, float score, PieceKind kind) = file.Pieces[id];
            if (kind is PieceKind.Normal or PieceKind.UserDefined)
            {
                // A symbol of the user is better than all that it could be spelled with.
                _scores[id] = kind == PieceKind.UserDefined ? (Encoding.UTF8.GetByteCount(text) * greatest) - 0.1 : score;
                _greatestStep = Math.Max(_greatestStep, Math.Abs(_scores[id]));
                _trie.Add(text, id);
            }
        }
    }

    /// <summary>What a piece adds to the score; -1 is an unknown character.</summary>
    public double ScoreOf(int id) => id < 0 ? _unknownScore : _scores[id];

    public void Find(ReadOnlySpan<char> text, List<(int Id, int Start, int End)> pieces) => Find(text, 0, pieces);

    /// <summary>Adds the pieces of a text, or of a word whose beginning no piece crosses.</summary>
    /// <param name="text">The text or word; not empty.</param>
    /// <param name="score">The score of all pieces before it.</param>
    /// <param name="pieces">Receives the pieces.</param>
    public void Find(ReadOnlySpan<char> text, float score, List<(int Id, int Start, int End)> pieces)
    {
        (float Score, int From, int Id)[] rented = ArrayPool<(float, int, int)>.Shared.Rent(text.Length + 1);
        Span<(float Score, int From, int Id)> best = rented.AsSpan(0, text.Length + 1);
        best.Fill((0, -1, -1));
        best[0].Score = score;
        for (int start = 0; start < text.Length;)
        {
            int length = LengthAt(text, start);
            bool single = false;
            int node = 0;
            for (int end = start; end < text.Length && _trie.TryStep(ref node, text[end], out int id);)
            {
                end++;
                if (id >= 0)
                {
                    Offer(ref best[end], _scores[id] + best[start].Score, start, id);
                    single |= end - start == length;
                }
            }

            if (!single)
            {
                Offer(ref best[start + length], _unknownScore + best[start].Score, start, -1);
            }

            start += length;
        }

        int first = pieces.Count;
        for (int end = text.Length; end > 0; end = best[end].From)
        {
            pieces.Add((best[end].Id, best[end].From, end));
        }

        pieces.Reverse(first, pieces.Count - first);
        ArrayPool<(float, int, int)>.Shared.Return(rented);

        static void Offer(ref (float Score, int From, int Id) target, double score, int start, int id)
        {
            if (target.From < 0 || score > target.Score)
            {
                target = ((float)score, start, id);
            }
        }
    }

    /// <summary>
    /// How near to 0 the score before a word must be for the word to have the pieces that it has alone. Every sum is off by up to half a unit
    /// in the last place of a float, that is by 2^-24 of the greatest sum; the best pieces stay the best while twice as many errors as the
    /// word has steps at most are less than what they are better by than the second best.
    /// </summary>
    /// <param name="word">A word of few characters; not empty.</param>
    public double FindLimit(ReadOnlySpan<char> word)
    {
        Span<double> best = stackalloc double[word.Length + 1];
        Span<double> second = stackalloc double[word.Length + 1];
        best.Fill(double.NegativeInfinity);
        second.Fill(double.NegativeInfinity);
        best[0] = 0;
        for (int start = 0; start < word.Length;)
        {
            int length = LengthAt(word, start);
            bool single = false;
            int node = 0;
            for (int end = start; end < word.Length && _trie.TryStep(ref node, word[end], out int id);)
            {
                end++;
                if (id >= 0)
                {
                    Offer(best, second, start, end, _scores[id]);
                    single |= end - start == length;
                }
            }

            if (!single)
            {
                Offer(best, second, start, start + length, _unknownScore);
            }

            start += length;
        }

        // A little more than the bound, for what the sums here are off by, and the greatest sum.
        double errors = 2.1 * word.Length / (1 << 24);
        return ((best[^1] - second[^1]) / errors) - (word.Length * _greatestStep);

        static void Offer(Span<double> best, Span<double> second, int start, int end, double step)
        {
            double one = best[start] + step, other = second[start] + step;
            (best[end], second[end]) = one > best[end] ? (one, Math.Max(best[end], other)) : (best[end], Math.Max(second[end], one));
        }
    }

    private static int LengthAt(ReadOnlySpan<char> text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
}
