namespace LanguageModeling.Tokenizers;

/// <summary>Collects tokens as the items of an encoding.</summary>
/// <param name="items">Receives them.</param>
/// <param name="table">The model's tokens, spelled a character for each byte.</param>
/// <param name="sequence">0 for the first text of a pair or a text alone, 1 for the second.</param>
internal readonly struct ItemSink(List<EncodedItem> items, TokenTable table, int sequence) : ITokenSink
{
    public void AddWord(scoped ReadOnlySpan<int> ids, ReadOnlySpan<char> word, int start)
    {
        var parts = new WordParts(word, start);
        foreach (int id in ids)
        {
            string token = table.TokenOf(id);
            (int from, int length) = parts.Next(token.Length);
            items.Add(new EncodedItem(id, token, from, from + length, sequence, sequence));
        }
    }

    public void Add(ModelToken token, int start)
        => items.Add(new EncodedItem(token.Id, token.Text, start + token.Start, start + token.End, sequence, sequence));
}
