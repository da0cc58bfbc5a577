using System.Text;

namespace LanguageModeling.Tokenizers;

/// <summary>The most probable pieces of a text, with sums in <see cref="float"/> as SentencePiece's own are: another precision gives other pieces.</summary>
internal sealed class SentencePieceUnigram : IPieceFinder
{
    private const float UnknownPenalty = 10;

    private readonly SentencePieceFile _file;
    private readonly PieceTrie _trie = new();
    private readonly float _unknownScore;
    private readonly float _greatest;

    public SentencePieceUnigram(SentencePieceFile file)
    {
        _file = file;
        float least = float.MaxValue;
        _greatest = 1.17549435e-38f; // where the search for the greatest begins
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, float score, PieceKind kind) = file.Pieces[id];
            if (kind == PieceKind.Normal)
            {
                least = Math.Min(least, score);
                _greatest = Math.Max(_greatest, score);
            }

            if (kind is PieceKind.Normal or PieceKind.UserDefined)
            {
                _trie.Add(text, id);
            }
        }

        _unknownScore = least - UnknownPenalty;
    }

    public List<(int Start, int End)> Find(string text)
    {
        var best = new (float Score, int From)[text.Length + 1];
        for (int i = 1; i < best.Length; i++)
        {
            best[i].From = -1;
        }

        for (int start = 0; start < text.Length;)
        {
            int length = char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1;
            bool single = false;
            int node = 0;
            for (int end = start; end < text.Length && _trie.TryStep(ref node, text[end]);)
            {
                end++;
                int id = _trie.ValueAt(node);
                if (id >= 0)
                {
                    Offer(start, end, ScoreOf(id) + best[start].Score);
                    single |= end - start == length;
                }
            }

            if (!single)
            {
                Offer(start, start + length, _unknownScore + best[start].Score);
            }

            start += length;
        }

        var parts = new List<(int, int)>();
        for (int end = text.Length; end > 0; end = best[end].From)
        {
            parts.Add((best[end].From, end));
        }

        parts.Reverse();
        return parts;

        void Offer(int start, int end, double score)
        {
            if (best[end].From < 0 || score > best[end].Score)
            {
                best[end] = ((float)score, start);
            }
        }
    }

    // A symbol of the user is better than all that it could be spelled with.
    private double ScoreOf(int id)
        => _file.Pieces[id].Kind == PieceKind.UserDefined
            ? (Encoding.UTF8.GetByteCount(_file.Pieces[id].Text) * _greatest) - 0.1
            : _file.Pieces[id].Score;
}
