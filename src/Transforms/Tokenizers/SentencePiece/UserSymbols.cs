namespace LanguageModeling.Tokenizers;

/// <summary>Symbols that SentencePiece's user defined: never changed, never split.</summary>
internal sealed class UserSymbols
{
    private readonly Dictionary<char, string[]> _byFirst;

    public UserSymbols(IEnumerable<string> symbols)
        => _byFirst = symbols.GroupBy(symbol => symbol[0]).ToDictionary(group => group.Key, group => group.OrderByDescending(symbol => symbol.Length).ToArray());

    /// <summary>The code units that symbols begin with.</summary>
    public IReadOnlyCollection<char> Firsts => _byFirst.Keys;

    /// <summary>Length of the longest symbol that a text begins with, 0 for none.</summary>
    public int Match(ReadOnlySpan<char> text)
    {
        if (_byFirst.Count > 0 && _byFirst.TryGetValue(text[0], out string[]? symbols))
        {
            foreach (string symbol in symbols)
            {
                if (text.StartsWith(symbol, StringComparison.Ordinal))
                {
                    return symbol.Length;
                }
            }
        }

        return 0;
    }
}
