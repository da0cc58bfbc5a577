namespace LanguageModeling.Tokenizers;

/// <summary>Remembers the tokens of words. Owned by one thread at a time; starts anew when it is full.</summary>
internal sealed class WordMemory
{
    /// <summary>Code units of the longest word that is remembered.</summary>
    public const int LongestWord = 64;

    private const int MostWords = 1 << 16;

    private readonly Dictionary<string, TokenizedWord> _words = [];
    private readonly Dictionary<string, TokenizedWord>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public WordMemory() => _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The tokens of a word; null when it is not remembered.</summary>
    public TokenizedWord? Find(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out TokenizedWord? tokens) ? tokens : null;

    /// <summary>Remembers a word that is not there, if it is not too long.</summary>
    public void Add(string word, TokenizedWord tokens)
    {
        if (word.Length > LongestWord)
        {
            return;
        }

        if (_words.Count == MostWords)
        {
            _words.Clear();
        }

        _words.Add(word, tokens);
    }
}
