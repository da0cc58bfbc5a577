namespace LanguageModeling.Tokenizers;

/// <summary>Writes ids into a buffer, and counts those that do not fit.</summary>
/// <param name="destination">The buffer.</param>
internal ref struct IdSink(Span<int> destination) : ITokenSink
{
    private readonly Span<int> _destination = destination;

    /// <summary>How many ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether all fitted.</summary>
    public bool Fits { get; private set; } = true;

    public void AddWord(scoped ReadOnlySpan<int> ids, ReadOnlySpan<char> word, int start)
    {
        Fits = Fits && ids.TryCopyTo(_destination[Count..]);
        Count += ids.Length;
    }

    public void Add(ModelToken token, int start) => AddWord([token.Id], default, start);
}
