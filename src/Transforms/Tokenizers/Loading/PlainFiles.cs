using System.Globalization;

namespace LanguageModeling.Tokenizers;

/// <summary>Makes pipelines of files that hold a vocabulary and no rules: the rules are those of the models that such files come from.</summary>
internal static class PlainFiles
{
    private const string Cl100kRule =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string O200kRule =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // Special tokens of OpenAI's vocabularies: number of tokens in the file, then spelling and id.
    private static readonly (int Size, (string Token, int Id)[] Special)[] KnownVocabularies =
    [
        (50256, [("<|endoftext|>", 50256)]),
        (50280, [("<|endoftext|>", 50256)]),
        (100256, [("<|endoftext|>", 100257), ("<|fim_prefix|>", 100258), ("<|fim_middle|>", 100259), ("<|fim_suffix|>", 100260), ("<|endofprompt|>", 100276)]),
        (199998, [("<|endoftext|>", 199999), ("<|endofprompt|>", 200018)]),
    ];

    /// <summary>The regular expression that a pattern stands for.</summary>
    public static string RuleOf(TiktokenPattern pattern) => pattern switch
    {
        TiktokenPattern.Gpt2 => ByteLevelSplitting.Rule,
        TiktokenPattern.Cl100k => Cl100kRule,
        TiktokenPattern.O200k => O200kRule,
        _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "The pattern must be Gpt2, Cl100k or O200k."),
    };

    /// <summary>A <c>.tiktoken</c> file: byte-level BPE that merges by id.</summary>
    public static TokenizerPipeline ReadTiktoken(byte[] content, string source, TiktokenPattern? given)
    {
        var tokens = new TokenTable(VocabularyFiles.ReadTiktoken(content, source), source);
        byte[] missing = FindMissingBytes(tokens);
        if (missing.Length > 0)
        {
            string some = string.Join(", ", missing.Take(8).Select(b => b.ToString("X2", CultureInfo.InvariantCulture))) + (missing.Length > 8 ? ", …" : "");
            throw new InvalidDataException(
                $"{source}: the vocabulary lacks {missing.Length} of the 256 bytes (in hexadecimal: {some}), so text with them could not be encoded. "
                + "The file may be cut short; get it again.");
        }

        TiktokenPattern pattern = given ?? (tokens.Count < 60_000 ? TiktokenPattern.Gpt2 : tokens.Count < 150_000 ? TiktokenPattern.Cl100k : TiktokenPattern.O200k);
        (string Token, int Id)[] special = KnownVocabularies.FirstOrDefault(known => known.Size == tokens.Count).Special ?? [];
        return new TokenizerPipeline
        {
            Model = new BpeModel(tokens),
            Splitting = new SequenceSplitting(
            [
                new PatternSplitting(TextPattern.Create(RuleOf(pattern), isExpression: true), SplitBehavior.Isolated, invert: false),
                new ByteLevelSplitting(addPrefixSpace: false, trimOffsets: false, useRule: false),
            ]),
            Decoding = new ByteLevelDecoding(addPrefixSpace: false, trimOffsets: false, useRule: false),
            AddedTokens = [.. special.Where(token => !tokens.TryGetToken(token.Id, out _))
                .Select(token => new AddedToken(token.Token) { Id = token.Id, Special = true, Normalized = false })],
        };
    }

    /// <summary><c>vocab.json</c> and <c>merges.txt</c>: byte-level BPE, as in GPT-2 and RoBERTa.</summary>
    public static TokenizerPipeline ReadMerges(TokenizerSource source, byte[] vocabulary, string name)
    {
        (byte[] merges, string mergesName) = source.Find(TokenizerFolder.MergesText)
            ?? throw new InvalidDataException($"{name}: the merges that go with this vocabulary are missing. Put merges.txt beside it.");
        var tokens = new TokenTable(VocabularyFiles.ReadJson(vocabulary, name), name);
        if (FindMissingBytes(tokens).Length > 0)
        {
            throw new NotSupportedException(
                $"{name}: the vocabulary lacks some of the 256 bytes, so its tokens are made of characters, and the two files do not tell how text is "
                + "split into words. Give the tokenizer.json of this tokenizer.");
        }

        if (tokens.TryGetId("a</w>", out _))
        {
            throw new NotSupportedException(
                $"{name}: tokens that end words have \"</w>\" at their end, as those of CLIP, and the two files do not tell how text is split into words. "
                + "Give the tokenizer.json of this tokenizer.");
        }

        var config = new TokenizerConfig(source);
        var settings = new BpeSettings { UnknownToken = null };
        bool prefix = config.GetBoolean("add_prefix_space") ?? false;
        return new TokenizerPipeline
        {
            Model = new BpeModel(tokens, [.. VocabularyFiles.ReadMerges(merges, mergesName).Select(Halves)], settings, mergesName),
            Splitting = new ByteLevelSplitting(prefix, trimOffsets: true, useRule: true),
            Processing = config.IsRoberta && tokens.TryGetId("<s>", out int begin) && tokens.TryGetId("</s>", out int end)
                ? new RobertaProcessing(("<s>", begin), ("</s>", end), trimOffsets: true, prefix)
                : config.CreateEnds(tokens) ?? new ByteLevelProcessing(prefix, trimOffsets: false, useRule: true),
            Decoding = new ByteLevelDecoding(prefix, trimOffsets: true, useRule: true),
            AddedTokens = config.FindAddedTokens(tokens, ["<|endoftext|>"]),
        };

        static (string, string) Halves(string merge) => (merge[..merge.IndexOf(' ', StringComparison.Ordinal)], merge[(merge.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary><c>vocab.txt</c>: WordPiece, as in BERT.</summary>
    public static TokenizerPipeline ReadWordPiece(TokenizerSource source, byte[] content, string name)
    {
        var tokens = new TokenTable(VocabularyFiles.ReadLines(content, name), name);
        var config = new TokenizerConfig(source);
        string unknown = config.GetToken("unk_token") ?? "[UNK]";
        string begin = config.GetToken("cls_token") ?? "[CLS]", separator = config.GetToken("sep_token") ?? "[SEP]";

        // A vocabulary with capital letters is of a model that tells them from small ones.
        bool lowercase = config.GetBoolean("do_lower_case") ?? !tokens.Ids.Keys.Any(token => !token.StartsWith('[') && !token.StartsWith('<') && token.Any(char.IsUpper));
        return new TokenizerPipeline
        {
            Model = new WordPieceModel(tokens, unknown, "##", 100),
            Normalization = new BertNormalization(
                cleanText: true, config.GetBoolean("tokenize_chinese_chars") ?? true, config.GetBoolean("strip_accents"), lowercase),
            Splitting = new BertSplitting(),
            Processing = tokens.TryGetId(begin, out int beginId) && tokens.TryGetId(separator, out int separatorId)
                ? CreateBert((begin, beginId), (separator, separatorId))
                : null,
            Decoding = new WordPieceDecoding("##", cleanUp: true),
            AddedTokens = config.FindAddedTokens(tokens, [unknown, separator, "[PAD]", begin, "[MASK]"]),
        };
    }

    private static byte[] FindMissingBytes(TokenTable tokens)
        => [.. Enumerable.Range(0, 256).Select(b => (byte)b).Where(b => !tokens.TryGetId([ByteAlphabet.Spell(b)], out _))];

    private static TemplateProcessing CreateBert((string Token, int Id) begin, (string Token, int Id) separator)
    {
        var tokens = new Dictionary<string, IReadOnlyList<(string, int)>> { [begin.Token] = [begin], [separator.Token] = [separator] };
        TemplatePiece first = new(-1, begin.Token, 0), a = new(0, null, 0), middle = new(-1, separator.Token, 0), b = new(1, null, 1);
        return new TemplateProcessing([first, a, middle], [first, a, middle, b, new TemplatePiece(-1, separator.Token, 1)], tokens);
    }
}
