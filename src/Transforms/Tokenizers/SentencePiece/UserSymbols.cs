namespace LanguageModeling.Tokenizers;

/// <summary>Symbols that SentencePiece's user defined: never changed, never split.</summary>
internal sealed class UserSymbols
{
    private readonly ILookup<char, string> _byFirst;

    public UserSymbols(IEnumerable<string> symbols)
        => _byFirst = symbols.OrderByDescending(symbol => symbol.Length).ToLookup(symbol => symbol[0]);

    /// <summary>Length of the longest symbol that a text begins with, 0 for none.</summary>
    public int Match(ReadOnlySpan<char> text)
    {
        foreach (string symbol in _byFirst[text[0]])
        {
            if (text.StartsWith(symbol, StringComparison.Ordinal))
            {
                return symbol.Length;
            }
        }

        return 0;
    }
}
