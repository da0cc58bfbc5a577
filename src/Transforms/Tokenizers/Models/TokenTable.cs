using System.Diagnostics.CodeAnalysis;

namespace LanguageModeling.Tokenizers;

/// <summary>Tokens with their ids, both ways.</summary>
internal sealed class TokenTable
{
    /// <summary>Greatest id that a file may give a token.</summary>
    public const int MaxId = (1 << 24) - 1;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<int, string> _tokens;
    private readonly HashSet<int> _lengths = [];

    /// <summary>Takes tokens over.</summary>
    /// <param name="ids">Different ids, from 0 to <see cref="MaxId"/>.</param>
    /// <param name="place">Where they came from, for messages.</param>
    public TokenTable(Dictionary<string, int> ids, string place)
    {
        _ids = ids;
        _lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new Dictionary<int, string>(ids.Count);
        foreach ((string token, int id) in ids)
        {
            if (id is < 0 or > MaxId)
            {
                throw new InvalidDataException($"{place}: the token \"{token}\" has id {id}. Ids go from 0 to {MaxId}.");
            }

            if (!_tokens.TryAdd(id, token))
            {
                throw new InvalidDataException($"{place}: the tokens \"{_tokens[id]}\" and \"{token}\" both have id {id}. Give each token an id of its own.");
            }

            Limit = Math.Max(Limit, id + 1);
            _lengths.Add(token.Length);
        }
    }

    /// <summary>Number of tokens.</summary>
    public int Count => _ids.Count;

    /// <summary>One more than the greatest id.</summary>
    public int Limit { get; }

    /// <summary>Ids by token.</summary>
    public IReadOnlyDictionary<string, int> Ids => _ids;

    /// <summary>Whether a token has so many code units: much cheaper to ask for each part of a very long token than which token the part is.</summary>
    public bool HasLength(int length) => _lengths.Contains(length);

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _lookup.TryGetValue(token, out id);

    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token) => _tokens.TryGetValue(id, out token);

    /// <summary>The token of an id that is there.</summary>
    public string TokenOf(int id) => _tokens[id];

    /// <summary>All tokens in the order of their ids.</summary>
    public IEnumerable<KeyValuePair<string, int>> InOrder() => _ids.OrderBy(entry => entry.Value);

    /// <summary>Reads an object of ids by token.</summary>
    public static TokenTable Read(JsonPart part)
    {
        var ids = new Dictionary<string, int>();
        foreach ((string token, JsonPart value) in part.GetProperties())
        {
            if (!ids.TryAdd(token, value.GetInt32(0, MaxId)))
            {
                throw part.Invalid($"the token \"{token}\" is there twice, with ids {ids[token]} and {value.GetInt32()}. Give each token once");
            }
        }

        return new TokenTable(ids, part.Place);
    }
}
