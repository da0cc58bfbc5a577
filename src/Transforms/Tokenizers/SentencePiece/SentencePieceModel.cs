using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>SentencePiece (Kudo and Richardson 2018): pieces of a whole normalized text, by unigram model, BPE, words or characters.</summary>
internal sealed class SentencePieceModel : TokenModel
{
    private readonly SentencePieceFile _file;
    private readonly IPieceFinder _finder;
    private readonly int[]? _byteIds;

    public SentencePieceModel(SentencePieceFile file, UserSymbols symbols, string place)
    {
        _file = file;
        var ids = new Dictionary<string, int>(file.Pieces.Count);
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            if (!ids.TryAdd(file.Pieces[id].Text, id))
            {
                throw new InvalidDataException(
                    $"{place}: the piece \"{file.Pieces[id].Text}\" is there twice, with ids {ids[file.Pieces[id].Text]} and {id}. The file is damaged.");
            }
        }

        Tokens = new TokenTable(ids, place);
        _byteIds = file.ByteFallback ? [.. Enumerable.Range(0, 256).Select(b => ids[ByteFallbackDecoding.SpellByte(b)])] : null;
        _finder = file.Algorithm switch
        {
            PieceAlgorithm.Bpe => new SentencePieceBpe(file, Tokens, symbols),
            PieceAlgorithm.Unigram => new SentencePieceUnigram(file),
            PieceAlgorithm.Word => new SentencePieceWords(),
            _ => new SentencePieceCharacters(symbols),
        };
        WorksWordByWord = file.Algorithm != PieceAlgorithm.Word && IsPiece(WordMark.Unit.ToString())
            && !file.Pieces.Any(piece => piece.Kind is PieceKind.Normal or PieceKind.UserDefined && WordMark.IsWithin(piece.Text))
            && !(file.Algorithm == PieceAlgorithm.Bpe && file.Pieces.Any(piece => piece.Kind == PieceKind.Unused));
    }

    public override TokenTable Tokens { get; }

    public override string? UnknownToken => _file.Pieces[_file.UnknownId].Text;

    // No piece crosses the beginning of a word, nor does an unknown one, as the mark is known. How unused pieces of BPE are taken apart depends
    // on the whole text, and so does how sums are rounded in unigram models: there each word has a limit.
    public override bool WorksWordByWord { get; }

    public override void Tokenize(string word, List<ModelToken> tokens)
    {
        var pieces = new List<(int Id, int Start, int End)>();
        _finder.Find(word, pieces);
        Add(word, pieces, tokens);
    }

    public override TokenizedWord Tokenize(string word, float score)
    {
        if (_finder is not SentencePieceUnigram unigram)
        {
            return base.Tokenize(word, score);
        }

        var pieces = new List<(int Id, int Start, int End)>();
        var tokens = new List<ModelToken>();
        unigram.Find(word, score, pieces);
        Add(word, pieces, tokens);
        return new TokenizedWord([.. tokens])
        {
            Scores = [.. pieces.Select(piece => unigram.ScoreOf(piece.Id))],
            Limit = score == 0 && word.Length <= WordMemory.LongestWord ? unigram.FindLimit(word) : 0,
        };
    }

    public override void Write(Utf8JsonWriter writer)
        => throw new NotSupportedException("A SentencePiece model finds pieces in ways that tokenizer.json has no words for. Keep its .model file.");

    private bool IsPiece(string text) => Tokens.TryGetId(text, out int id) && _file.Pieces[id].Kind is PieceKind.Normal or PieceKind.UserDefined;

    // Unknown pieces next to each other are one.
    private void Add(string word, List<(int Id, int Start, int End)> pieces, List<ModelToken> tokens)
    {
        bool unknownBefore = false;
        foreach ((int found, int start, int end) in pieces)
        {
            int id = found;
            bool known = (id >= 0 || Tokens.TryGetId(word.AsSpan(start, end - start), out id)) && id != _file.UnknownId;
            if (known)
            {
                tokens.Add(new ModelToken(id, Tokens.TokenOf(id), start, end));
            }
            else if (_byteIds is not null)
            {
                AddBytes(word, start, end, tokens);
            }
            else if (unknownBefore)
            {
                tokens[^1] = new ModelToken(_file.UnknownId, word[tokens[^1].Start..end], tokens[^1].Start, end);
            }
            else
            {
                tokens.Add(new ModelToken(_file.UnknownId, word[start..end], start, end));
            }

            unknownBefore = !known;
        }
    }

    private void AddBytes(string word, int start, int end, List<ModelToken> tokens)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(word[start..end]))
        {
            tokens.Add(new ModelToken(_byteIds![b], Tokens.TokenOf(_byteIds[b]), start, end));
        }
    }
}
