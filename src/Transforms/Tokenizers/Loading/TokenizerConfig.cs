using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>What tokenizer_config.json, special_tokens_map.json and added_tokens.json say.</summary>
internal sealed class TokenizerConfig
{
    // Names that special tokens have in these files.
    private static readonly string[] Names =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    // Spellings that say by themselves what a token is for.
    private static readonly string[] Begins = ["<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>"];
    private static readonly string[] Ends = ["</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"];
    private static readonly string[] Paddings = ["<pad>", "[PAD]", "<|padding|>", "<|pad|>"];

    // Beginnings of the names of tokenizers that number SentencePiece's pieces anew.
    private static readonly string[] Renumbering =
    [
        "Barthez", "Bartpho", "Camembert", "M2M100", "Marian", "MBart", "Nllb", "Pegasus", "PLBart", "SeamlessM4T", "Speech2Text", "XGLM", "XLMProphetNet", "XLMRoberta",
    ];

    private readonly JsonPart? _config;
    private readonly JsonPart? _special;
    private readonly JsonPart? _added;

    public TokenizerConfig(TokenizerSource source)
    {
        _config = source.FindJson(TokenizerFolder.ConfigJson);
        _special = source.FindJson(TokenizerFolder.SpecialTokensJson);
        _added = source.FindJson(TokenizerFolder.AddedTokensJson);
    }

    /// <summary>Whether the tokenizer begins and ends texts as RoBERTa's does.</summary>
    public bool IsRoberta => _config?["tokenizer_class"].GetStringOrNull() is { } name
        && (name.StartsWith("Roberta", StringComparison.Ordinal) || name.StartsWith("Bart", StringComparison.Ordinal) || name.StartsWith("Longformer", StringComparison.Ordinal));

    /// <summary>Name of the tokenizer, if its ids are others than those of its SentencePiece model; null if not.</summary>
    public string? RenumberingClass => _config?["tokenizer_class"].GetStringOrNull() is { } name
        && Renumbering.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)) ? name : null;

    /// <summary>A setting that is true or false; null when it is not there.</summary>
    public bool? GetBoolean(string name) => _config?[name] is { IsNull: false } part ? part.GetBoolean() : null;

    /// <summary>Spelling of a special token, such as <c>eos_token</c>; null when it is not there.</summary>
    public string? GetToken(string name) => Spelling(_config, name) ?? Spelling(_special, name);

    /// <summary>Begins and ends texts where the settings say so; null where they do not.</summary>
    public ProcessingStep? CreateEnds(TokenTable tokens)
    {
        (string Token, int Id)? begin = Find("add_bos_token", "bos_token"), end = Find("add_eos_token", "eos_token");
        if (begin is null && end is null)
        {
            return null;
        }

        List<TemplatePiece> single = [], pair = [];
        var special = new Dictionary<string, IReadOnlyList<(string, int)>>();
        for (int text = 0; text < 2; text++)
        {
            Add(begin, text);
            (text == 0 ? single : pair).Add(new TemplatePiece(0, null, 0));
            Add(end, text);
        }

        Add(begin, 1, typeId: 1);
        pair.Add(new TemplatePiece(1, null, 1));
        Add(end, 1, typeId: 1);
        return new TemplateProcessing(single, pair, special);

        (string, int)? Find(string setting, string name)
            => GetBoolean(setting) == true && GetToken(name) is { } token && tokens.TryGetId(token, out int id) ? (token, id) : null;

        void Add((string Token, int Id)? token, int text, int typeId = 0)
        {
            if (token is { } known)
            {
                special[known.Token] = [known];
                (text == 0 ? single : pair).Add(new TemplatePiece(-1, known.Token, typeId));
            }
        }
    }

    /// <summary>The tokens that the files add to a vocabulary.</summary>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="usual">Special tokens that count, if they are in the vocabulary, even where no file names them.</param>
    public IReadOnlyList<AddedToken> FindAddedTokens(TokenTable tokens, IReadOnlyList<string> usual)
    {
        var found = new Dictionary<string, AddedToken>();
        foreach (string name in Names)
        {
            if (GetToken(name) is { } token && (_added?[token] is { IsNull: false } || tokens.TryGetId(token, out _)))
            {
                found[token] = new AddedToken(token) { Special = true, Normalized = false };
            }
        }

        foreach (string token in usual.Where(token => tokens.TryGetId(token, out _)))
        {
            found.TryAdd(token, new AddedToken(token) { Special = true, Normalized = false });
        }

        foreach ((string token, JsonPart id) in _added?.GetProperties() ?? [])
        {
            AddedToken known = found.GetValueOrDefault(token) ?? new AddedToken(token);
            found[token] = known with { Id = id.GetInt32(0, TokenTable.MaxId) };
        }

        if (_config?["added_tokens_decoder"] is { IsNull: false } decoder)
        {
            foreach ((string text, JsonPart token) in decoder.GetProperties())
            {
                AddedToken read = AddedToken.Read(token);
                found[read.Content] = read with { Id = int.TryParse(text, out int id) && id is >= 0 and <= TokenTable.MaxId ? id : throw token.Invalid("the name must be an id") };
            }
        }

        return [.. found.Values.OrderBy(token => token.Id ?? (tokens.TryGetId(token.Content, out int id) ? id : int.MaxValue))];
    }

    /// <summary>The ids that play a special part: as the files name them, else by spellings that speak for themselves.</summary>
    /// <param name="pipeline">The tokenizer's steps.</param>
    /// <param name="added">Its added tokens.</param>
    public SpecialTokens FindSpecialTokens(TokenizerPipeline pipeline, AddedVocabulary added)
    {
        TokenModel model = pipeline.Model;
        SpecialTokens? told = pipeline.SpecialTokens;
        return new SpecialTokens
        {
            Unknown = IdOf(GetToken("unk_token")) ?? told?.Unknown ?? IdOf(model.UnknownToken),
            BeginningOfSequence = IdOf(GetToken("bos_token")) ?? told?.BeginningOfSequence ?? FirstOf(Begins),
            EndOfSequence = IdOf(GetToken("eos_token")) ?? told?.EndOfSequence ?? FirstOf(Ends),
            Padding = IdOf(GetToken("pad_token")) ?? told?.Padding ?? FirstOf(Paddings),
        };

        int? IdOf(string? token) => token is null ? null
            : added.Ids.TryGetValue(token, out int id) || model.Tokens.TryGetId(token, out id) ? id
            : null;

        // Only where nothing is said about special tokens at all.
        int? FirstOf(string[] spellings)
            => _config is not null || _special is not null || told is not null ? null
                : spellings.Where(spelling => added.Ids.TryGetValue(spelling, out int id) && added.Tokens[id].Special).Select(IdOf).FirstOrDefault();
    }

    private static string? Spelling(JsonPart? file, string name)
        => file?[name] is not { IsNull: false } token ? null
            : token.IsObject ? token["content"].GetString()
            : token.Value.ValueKind == JsonValueKind.String ? token.GetString()
            : null;
}
