using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Unigram language model of pieces (Kudo 2018): of all ways to spell a word in pieces, the most probable.</summary>
internal sealed class UnigramModel : TokenModel
{
    private const double UnknownPenalty = 10;

    private readonly IReadOnlyList<(string Piece, double Score)> _pieces;
    private readonly int? _unknownId;
    private readonly bool _byteFallback;
    private readonly double _unknownScore;
    private readonly PieceTrie _trie = new();

    /// <summary>Makes a model of pieces.</summary>
    /// <param name="pieces">Spelling and natural-log probability of each piece, in the order of the ids.</param>
    /// <param name="unknownId">Id of the piece for unknown characters, or null for none.</param>
    /// <param name="byteFallback">Whether unknown characters are spelled in pieces of bytes such as <c>&lt;0x0A&gt;</c>.</param>
    /// <param name="place">Where the pieces came from, for messages.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int? unknownId, bool byteFallback, string place)
    {
        if (unknownId >= pieces.Count)
        {
            throw new InvalidDataException($"{place}: the unknown piece has id {unknownId}, but there are {pieces.Count} pieces. The file may be cut short.");
        }

        _pieces = pieces;
        _unknownId = unknownId;
        _byteFallback = byteFallback;
        var ids = new Dictionary<string, int>(pieces.Count);
        double least = double.PositiveInfinity;
        for (int id = 0; id < pieces.Count; id++)
        {
            if (!ids.TryAdd(pieces[id].Piece, id))
            {
                throw new InvalidDataException($"{place}: the piece \"{pieces[id].Piece}\" is there twice, with ids {ids[pieces[id].Piece]} and {id}. Give each piece once.");
            }

            if (pieces[id].Piece.Length > 0)
            {
                _trie.Add(pieces[id].Piece, id);
            }

            least = Math.Min(least, pieces[id].Score);
        }

        _unknownScore = least - UnknownPenalty;
        Tokens = new TokenTable(ids, place);
    }

    public override TokenTable Tokens { get; }

    public override string? UnknownToken => _unknownId is { } id ? _pieces[id].Piece : null;

    /// <summary>Spelling and natural-log probability of each piece, in the order of the ids.</summary>
    public IReadOnlyList<(string Piece, double Score)> Pieces => _pieces;

    public override void Tokenize(string word, List<ModelToken> tokens)
    {
        foreach ((int start, int end) in FindPieces(word))
        {
            string piece = word[start..end];
            if (Tokens.TryGetId(piece, out int id))
            {
                tokens.Add(new ModelToken(id, piece, start, end));
            }
            else if (!TryAddBytes(piece, start, end, tokens))
            {
                tokens.Add(new ModelToken(_unknownId ?? throw MissingUnknown(piece), piece, start, end));
            }
        }
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Unigram");
        if (_unknownId is { } unknown)
        {
            writer.WriteNumber("unk_id", unknown);
        }
        else
        {
            writer.WriteNull("unk_id");
        }

        writer.WriteStartArray("vocab");
        foreach ((string piece, double score) in _pieces)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(piece);
            writer.WriteNumberValue(score);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteBoolean("byte_fallback", _byteFallback);
        writer.WriteEndObject();
    }

    // Viterbi search: the best way to spell the text up to each position. Unknown characters next to each other are one part.
    private List<(int Start, int End)> FindPieces(string word)
    {
        var best = new (double Score, int From, int Id)[word.Length + 1];
        for (int i = 1; i < best.Length; i++)
        {
            best[i].From = -1;
        }

        for (int start = 0; start < word.Length;)
        {
            int length = char.IsHighSurrogate(word[start]) && start + 1 < word.Length ? 2 : 1;
            bool single = false;
            int node = 0;
            for (int end = start; end < word.Length && _trie.TryStep(ref node, word[end], out int id);)
            {
                end++;
                if (id >= 0)
                {
                    Offer(start, end, _pieces[id].Score, id);
                    single |= end - start == length;
                }
            }

            if (!single)
            {
                Offer(start, start + length, _unknownScore, _unknownId ?? throw MissingUnknown(word.Substring(start, length)));
            }

            start += length;
        }

        return Trace(best, word.Length);

        void Offer(int start, int end, double score, int id)
        {
            double total = best[start].Score + score;
            if (best[end].From < 0 || total > best[end].Score)
            {
                best[end] = (total, start, id);
            }
        }
    }

    private List<(int Start, int End)> Trace((double Score, int From, int Id)[] best, int length)
    {
        var parts = new List<(int Start, int End)>();
        bool unknownBefore = false;
        for (int end = length; end > 0; end = best[end].From)
        {
            bool unknown = best[end].Id == _unknownId;
            if (unknown && unknownBefore)
            {
                parts[^1] = (best[end].From, parts[^1].End);
            }
            else
            {
                parts.Add((best[end].From, end));
            }

            unknownBefore = unknown;
        }

        parts.Reverse();
        return parts;
    }

    private bool TryAddBytes(string piece, int start, int end, List<ModelToken> tokens)
    {
        if (!_byteFallback)
        {
            return false;
        }

        int before = tokens.Count;
        foreach (byte b in Encoding.UTF8.GetBytes(piece))
        {
            string spelling = ByteFallbackDecoding.SpellByte(b);
            if (!Tokens.TryGetId(spelling, out int id))
            {
                tokens.RemoveRange(before, tokens.Count - before);
                return false;
            }

            tokens.Add(new ModelToken(id, spelling, start, end));
        }

        return true;
    }

    private static InvalidDataException MissingUnknown(string piece)
        => new($"The tokenizer has no piece for unknown characters, and the text has \"{piece}\", which it lacks.");
}
