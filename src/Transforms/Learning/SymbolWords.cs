namespace LanguageModeling.Learning;

/// <summary>Words as sequences of symbols, each with how often it occurs. Merging makes them shorter in place.</summary>
internal sealed class SymbolWords
{
    private readonly List<int> _starts = [];
    private readonly List<long> _counts = [];
    private int[] _symbols = new int[1 << 16];
    private int[] _lengths = [];
    private int _end;

    public int Count => _starts.Count;

    /// <summary>Adds a word.</summary>
    public void Add(ReadOnlySpan<int> symbols, long count)
    {
        if (_end + symbols.Length > _symbols.Length)
        {
            Array.Resize(ref _symbols, checked((int)Math.Max(Math.Min(2L * _symbols.Length, Array.MaxLength), (long)_end + symbols.Length)));
        }

        symbols.CopyTo(_symbols.AsSpan(_end));
        _starts.Add(_end);
        _counts.Add(count);
        _end += symbols.Length;
    }

    /// <summary>How often a word occurs.</summary>
    public long CountOf(int word) => _counts[word];

    /// <summary>The symbols of a word, to be changed in place.</summary>
    public Span<int> SymbolsOf(int word)
    {
        if (_lengths.Length < Count)
        {
            int known = _lengths.Length;
            Array.Resize(ref _lengths, Count);
            for (int i = known; i < Count; i++)
            {
                _lengths[i] = (i + 1 < Count ? _starts[i + 1] : _end) - _starts[i];
            }
        }

        return _symbols.AsSpan(_starts[word], _lengths[word]);
    }

    /// <summary>Shortens a word.</summary>
    public void SetLength(int word, int length) => _lengths[word] = length;
}
