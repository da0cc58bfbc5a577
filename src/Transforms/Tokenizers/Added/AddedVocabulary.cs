namespace LanguageModeling.Tokenizers;

/// <summary>The added tokens of a tokenizer with their ids.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly SortedDictionary<int, AddedToken> _tokens = [];
    private readonly Dictionary<int, string> _spellings = [];

    /// <summary>Gives each token its id: that of the model's vocabulary, else the next free one.</summary>
    /// <param name="tokens">The tokens in order.</param>
    /// <param name="model">The model's vocabulary.</param>
    /// <param name="normalization">What is done to texts, and so to tokens that are looked for afterwards.</param>
    /// <param name="parseSpecial">Whether special tokens in a text count as such.</param>
    public AddedVocabulary(IEnumerable<AddedToken> tokens, TokenTable model, NormalizationStep? normalization, bool parseSpecial)
    {
        int next = model.Count;
        foreach (AddedToken token in tokens)
        {
            if (token.Content.Length == 0)
            {
                continue;
            }

            if (!_ids.TryGetValue(token.Content, out int id) && !model.TryGetId(token.Content, out id))
            {
                id = token.Id ?? next;
                next = Math.Max(next, id + 1);
            }

            _ids[token.Content] = id;
            _tokens[id] = token;
        }

        foreach ((int id, AddedToken token) in _tokens)
        {
            _spellings[id] = token.Normalized && normalization is not null ? normalization.Apply(token.Content) : token.Content;
        }

        List<(string Pattern, AddedToken Token, int Id)> all =
        [
            .. _tokens.Where(entry => parseSpecial || !entry.Value.Special)
                .Select(entry => (_spellings[entry.Key], entry.Value, entry.Key)),
        ];
        Plain = AddedTokenMatcher.Create(all.Where(entry => !entry.Token.Normalized));
        Normalized = AddedTokenMatcher.Create(all.Where(entry => entry.Token.Normalized));
    }

    /// <summary>Finds the tokens that are looked for in the source text; null when there are none.</summary>
    public AddedTokenMatcher? Plain { get; }

    /// <summary>Finds the tokens that are looked for in the normalized text; null when there are none.</summary>
    public AddedTokenMatcher? Normalized { get; }

    /// <summary>The tokens by id.</summary>
    public IReadOnlyDictionary<int, AddedToken> Tokens => _tokens;

    /// <summary>How tokens are spelled where they are looked for, and thus in decoded text.</summary>
    public IReadOnlyDictionary<int, string> Spellings => _spellings;

    /// <summary>The ids by spelling.</summary>
    public IReadOnlyDictionary<string, int> Ids => _ids;
}
