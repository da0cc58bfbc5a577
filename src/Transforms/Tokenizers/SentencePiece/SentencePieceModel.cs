using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>SentencePiece (Kudo and Richardson 2018): pieces of a whole normalized text, by unigram model, BPE, words or characters.</summary>
internal sealed class SentencePieceModel : TokenModel
{
    private const char Mark = '\u2581';

    private readonly SentencePieceFile _file;
    private readonly IPieceFinder _finder;
    private readonly UserSymbols _symbols;

    public SentencePieceModel(SentencePieceFile file, UserSymbols symbols, string place)
    {
        _file = file;
        _symbols = symbols;
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
        _finder = file.Algorithm switch
        {
            PieceAlgorithm.Bpe => new SentencePieceBpe(file, Tokens, symbols),
            PieceAlgorithm.Unigram => new SentencePieceUnigram(file),
            _ => new SentencePieceParts(Parts),
        };
    }

    public override TokenTable Tokens { get; }

    public override string? UnknownToken => _file.Pieces[_file.UnknownId].Text;

    public override void Tokenize(string word, List<ModelToken> tokens)
    {
        bool unknownBefore = false;
        foreach ((int start, int end) in _finder.Find(word))
        {
            bool known = Tokens.TryGetId(word.AsSpan(start, end - start), out int id) && id != _file.UnknownId;
            if (known)
            {
                tokens.Add(new ModelToken(id, word[start..end], start, end));
            }
            else if (_file.ByteFallback)
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

    public override void Write(Utf8JsonWriter writer)
        => throw new NotSupportedException("A SentencePiece model finds pieces in ways that tokenizer.json has no words for. Keep its .model file.");

    private void AddBytes(string word, int start, int end, List<ModelToken> tokens)
    {
        foreach (byte b in Encoding.UTF8.GetBytes(word[start..end]))
        {
            string piece = string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>");
            tokens.Add(new ModelToken(Tokens.Ids[piece], piece, start, end));
        }
    }

    // Words that begin with a mark, or characters.
    private List<(int Start, int End)> Parts(string text)
    {
        var parts = new List<(int, int)>();
        bool words = _file.Algorithm == PieceAlgorithm.Word;
        for (int start = 0; start < text.Length;)
        {
            int end;
            if (words)
            {
                end = text.IndexOf(Mark, start + 1);
                end = end < 0 ? text.Length : end;
            }
            else
            {
                int symbol = _symbols.Match(text.AsSpan(start));
                end = start + (symbol > 0 ? symbol : char.IsHighSurrogate(text[start]) ? 2 : 1);
            }

            parts.Add((start, end));
            start = end;
        }

        return parts;
    }

    private sealed class SentencePieceParts(Func<string, List<(int Start, int End)>> find) : IPieceFinder
    {
        public List<(int Start, int End)> Find(string text) => find(text);
    }
}
