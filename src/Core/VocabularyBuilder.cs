using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>Counts tokens and makes a vocabulary of them.</summary>
/// <remarks>
/// Ids: the special tokens first, in the order unknown, beginning, end, padding; then the others in order of first appearance. So the
/// default gives 0 to <c>&lt;unk&gt;</c>, 1 to <c>&lt;s&gt;</c> and 2 to <c>&lt;/s&gt;</c>, as in KenLM. Not safe for use by several threads at once.
/// </remarks>
public sealed class VocabularyBuilder
{
    private readonly VocabularyOptions _options;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
    private readonly List<string> _tokens = [];
    private readonly List<long> _counts = [];
    private readonly int _specialCount;

    /// <summary>Begins with the special tokens alone.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting cannot be.</exception>
    public VocabularyBuilder(VocabularyOptions? options = null)
    {
        _options = options ?? new VocabularyOptions();
        _options.Validate();
        _ids = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string token in _options.SpecialTokens)
        {
            Add(token, 0);
        }

        _specialCount = _tokens.Count;
    }

    /// <summary>Counts a token. One spelled like a special token counts for that one.</summary>
    /// <param name="token">The token; half a surrogate pair in it becomes U+FFFD.</param>
    /// <param name="count">How often it was seen; at least 0.</param>
    /// <exception cref="ArgumentException">The token is empty or the count negative.</exception>
    public void Add(ReadOnlySpan<char> token, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (token.IsEmpty)
        {
            throw new ArgumentException("The token is empty. Leave empty tokens out.", nameof(token));
        }

        token = WellFormedText.Repair(token);
        if (_ids.TryGetValue(token, out int id))
        {
            _counts[id] = checked(_counts[id] + count);
            return;
        }

        _ids[token] = _tokens.Count;
        _tokens.Add(token.ToString());
        _counts.Add(count);
    }

    /// <summary>Makes the vocabulary of all that was counted so far. Counts of tokens left out go to the unknown token, where there is one.</summary>
    public Vocabulary Build()
    {
        var others = Enumerable.Range(_specialCount, _tokens.Count - _specialCount).Where(id => _counts[id] >= _options.MinimumCount);
        if (_options.MaximumSize is { } size)
        {
            // A stable sort by falling count keeps the first seen of equally frequent ones.
            others = others.OrderByDescending(id => _counts[id]).Take(size - _specialCount).Order();
        }

        int[] kept = [.. Enumerable.Range(0, _specialCount), .. others];
        long[] counts = [.. kept.Select(id => _counts[id])];
        var special = new SpecialTokens
        {
            Unknown = IdOf(_options.UnknownToken),
            BeginningOfSequence = IdOf(_options.BeginningOfSequenceToken),
            EndOfSequence = IdOf(_options.EndOfSequenceToken),
            Padding = IdOf(_options.PaddingToken),
        };
        if (special.Unknown is { } unknown)
        {
            counts[unknown] += _counts.Sum() - counts.Sum();
        }

        return new Vocabulary([.. kept.Select(id => _tokens[id])], special, counts);

        int? IdOf(string? token) => token is null ? null : _ids[token];
    }
}
