namespace LanguageModeling.Tokenizers;

/// <summary>Byte-pair encoding of a whole text: of all neighbours that make a piece, those of the best score are merged first, of equal ones the leftmost.</summary>
internal sealed class SentencePieceBpe : IPieceFinder
{
    private const int Alone = int.MaxValue;   // a character of no piece, or a symbol of the user: merged with nothing

    private readonly SentencePieceFile _file;
    private readonly TokenTable _tokens;
    private readonly UserSymbols _symbols;
    private readonly Dictionary<string, int> _others = [];   // characters that are no piece but parts of pieces
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _othersBySpan;
    private readonly MergeTable _merges;
    private readonly bool _hasUnused;

    public SentencePieceBpe(SentencePieceFile file, TokenTable tokens, UserSymbols symbols)
    {
        _file = file;
        _tokens = tokens;
        _symbols = symbols;
        _othersBySpan = _others.GetAlternateLookup<ReadOnlySpan<char>>();
        _hasUnused = file.Pieces.Any(piece => piece.Kind == PieceKind.Unused);
        int[] ids = [.. Enumerable.Range(0, file.Pieces.Count).Where(IsMade)];
        float[] scores = [.. ids.Select(id => file.Pieces[id].Score).Distinct().OrderDescending()];
        var ranks = scores.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var found = new List<(int Left, int Right, int Id)>();
        foreach (int id in ids)
        {
            AddSplits(file.Pieces[id].Text, id, found);
        }

        _merges = new MergeTable(found.Count);
        foreach ((int left, int right, int id) in found)
        {
            _merges.TryAdd(left, right, ranks[file.Pieces[id].Score], id);
        }
    }

    public void Find(ReadOnlySpan<char> text, List<(int Id, int Start, int End)> pieces)
    {
        var symbols = new BpeSymbols();
        for (int start = 0; start < text.Length;)
        {
            int length = _symbols.Match(text[start..]);
            bool whole = length > 0;
            length = whole ? length : LengthAt(text, start);
            symbols.Add(whole ? Alone : FindCharacter(text.Slice(start, length)), start, start + length);
            start += length;
        }

        Dictionary<int, int>? splits = _hasUnused ? [] : null;   // of unused pieces that came up: length of the left half
        symbols.Merge(_merges, splits is null ? null : (id, left) => splits[id] = left.End - left.Start);
        foreach ((int id, int start, int end) in symbols.Items)
        {
            Add(text, id, start, end, splits, pieces);
        }
    }

    // Pieces that are not to be used are taken apart again.
    private void Add(ReadOnlySpan<char> text, int id, int start, int end, Dictionary<int, int>? splits, List<(int Id, int Start, int End)> pieces)
    {
        if (splits is not null && id < _file.Pieces.Count && _file.Pieces[id].Kind == PieceKind.Unused && splits.TryGetValue(id, out int length))
        {
            Add(text, FindSymbol(text.Slice(start, length)), start, start + length, splits, pieces);
            Add(text, FindSymbol(text[(start + length)..end]), start + length, end, splits, pieces);
            return;
        }

        pieces.Add((id < _file.Pieces.Count ? id : -1, start, end));
    }

    private void AddSplits(string piece, int id, List<(int Left, int Right, int Id)> found)
    {
        for (int split = LengthAt(piece, 0); split < piece.Length; split += LengthAt(piece, split))
        {
            int left = FindSymbol(piece.AsSpan(0, split), add: true);
            int right = left == Alone ? Alone : FindSymbol(piece.AsSpan(split), add: true);
            if (right != Alone)
            {
                found.Add((left, right, id));
            }
        }
    }

    // What a part of a piece is while pairs are merged: a character, or a piece that merging makes.
    private int FindSymbol(ReadOnlySpan<char> text, bool add = false)
    {
        if (text.Length > LengthAt(text, 0))
        {
            return _tokens.HasLength(text.Length) && _tokens.TryGetId(text, out int id) && IsMade(id) ? id : Alone;
        }

        int found = FindCharacter(text);
        if (found == Alone && add)
        {
            found = _file.Pieces.Count + _others.Count;
            _others.Add(text.ToString(), found);
        }

        return found;
    }

    private int FindCharacter(ReadOnlySpan<char> character)
        => _tokens.TryGetId(character, out int id) || _othersBySpan.TryGetValue(character, out id) ? id : Alone;

    private bool IsMade(int id) => _file.Pieces[id].Kind is PieceKind.Normal or PieceKind.UserDefined or PieceKind.Unused;

    private static int LengthAt(ReadOnlySpan<char> text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
}
