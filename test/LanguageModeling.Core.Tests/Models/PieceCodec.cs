namespace LanguageModeling.Tests.Models;

/// <summary>Encodes by the longest piece that fits, as tokenizers of sub-words do; pieces may hold spaces.</summary>
internal sealed class PieceCodec(params string[] pieces) : ITextCodec
{
    public int VocabularySize => pieces.Length;

    public SpecialTokens SpecialTokens => SpecialTokens.None;

    public IReadOnlyList<TextToken> Encode(string text)
    {
        var tokens = new List<TextToken>();
        for (int start = 0; start < text.Length; start += tokens[^1].Length)
        {
            string piece = pieces.Where(piece => text.AsSpan(start).StartsWith(piece)).MaxBy(piece => piece.Length)
                ?? throw new ArgumentException($"No piece begins \"{text[start..]}\".");
            tokens.Add(new TextToken(Array.IndexOf(pieces, piece), start, piece.Length));
        }

        return tokens;
    }

    public string Decode(ReadOnlySpan<int> ids)
    {
        string text = "";
        foreach (int id in ids)
        {
            text += pieces[id];
        }

        return text;
    }

    public string GetToken(int id) => pieces[id];
}
