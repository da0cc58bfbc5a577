namespace LanguageModeling.Text;

/// <summary>Words with their counts, and all beginnings of words, so that a search knows when to stop.</summary>
internal sealed class WordPrefixes
{
    private const long OnlyPrefix = -1;

    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _counts;

    public WordPrefixes(IEnumerable<KeyValuePair<string, long>> words)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        _counts = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach ((string word, long count) in words)
        {
            counts[word] = count;
            for (int length = 1; length < word.Length; length++)
            {
                _counts.TryAdd(word.AsSpan(0, length), OnlyPrefix);
            }
        }
    }

    /// <summary>Whether some word begins so.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="count">The count of the word that it is; null when it is none.</param>
    public bool TryGet(ReadOnlySpan<char> text, out long? count)
    {
        bool found = _counts.TryGetValue(text, out long value);
        count = found && value != OnlyPrefix ? value : null;
        return found;
    }
}
