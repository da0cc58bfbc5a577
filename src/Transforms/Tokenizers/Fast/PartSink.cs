namespace LanguageModeling.Tokenizers;

/// <summary>Collects ids with the parts of the source text that they stand for.</summary>
/// <param name="tokens">Receives them.</param>
/// <param name="table">The model's tokens, spelled a character for each byte.</param>
internal readonly struct PartSink(List<TextToken> tokens, TokenTable table) : ITokenSink
{
    public void AddWord(scoped ReadOnlySpan<int> ids, ReadOnlySpan<char> word, int start)
    {
        if (ids.Length == 1)
        {
            tokens.Add(new TextToken(ids[0], start, word.Length));
            return;
        }

        var parts = new WordParts(word, start);
        foreach (int id in ids)
        {
            (int from, int length) = parts.Next(table.TokenOf(id).Length);
            tokens.Add(new TextToken(id, from, length));
        }
    }

    public void Add(ModelToken token, int start) => tokens.Add(new TextToken(token.Id, start + token.Start, token.End - token.Start));
}
