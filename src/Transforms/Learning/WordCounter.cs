namespace LanguageModeling.Learning;

/// <summary>Counts the words of texts.</summary>
internal sealed class WordCounter(IWordSource source, Func<string, string>? normalize)
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<long> _counts = [];

    public long Texts { get; private set; }

    /// <summary>The words in the order in which they were seen first, each with its count.</summary>
    public IEnumerable<(string Word, long Count)> Words => _words.Zip(_counts);

    public int Count => _words.Count;

    public void Add(IEnumerable<string> texts, Action<long>? report, CancellationToken cancellationToken)
    {
        const int TextsBetweenReports = 4096;
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> indices = _indices.GetAlternateLookup<ReadOnlySpan<char>>();
        WordSink sink = word =>
        {
            if (indices.TryGetValue(word, out int index))
            {
                _counts[index]++;
                return;
            }

            string added = word.ToString();
            _indices.Add(added, _words.Count);
            _words.Add(added);
            _counts.Add(1);
        };
        foreach (string text in texts)
        {
            if (Texts++ % TextsBetweenReports == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report?.Invoke(Texts);
            }

            source.Split(normalize is null ? text : normalize(text), sink);
        }
    }
}
