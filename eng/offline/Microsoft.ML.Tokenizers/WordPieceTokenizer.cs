namespace Microsoft.ML.Tokenizers;

/// <summary>Takes the longest vocabulary entry, again and again; a word that does not come out even is unknown as a whole.</summary>
public partial class WordPieceTokenizer : Tokenizer
{
    private readonly PreTokenizer _preTokenizer;
    private readonly Normalizer? _normalizer;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _tokens;
    private readonly HashSet<int>? _specialIds;

    internal WordPieceTokenizer(Dictionary<string, int> ids, WordPieceOptions? options)
    {
        options ??= new WordPieceOptions();
        _ids = ids;
        _tokens = ids.ToDictionary(pair => pair.Value, pair => pair.Key);
        SpecialTokens = options.SpecialTokens;
        _specialIds = SpecialTokens?.Values.ToHashSet();
        UnknownToken = options.UnknownToken ?? throw new ArgumentNullException(nameof(options.UnknownToken));
        ContinuingSubwordPrefix = options.ContinuingSubwordPrefix ?? throw new ArgumentNullException(nameof(options.ContinuingSubwordPrefix));
        MaxInputCharsPerWord = options.MaxInputCharsPerWord > 0
            ? options.MaxInputCharsPerWord
            : throw new ArgumentOutOfRangeException(nameof(options.MaxInputCharsPerWord), "The maximum number of characters per word must be greater than zero.");
        UnknownTokenId = ids.TryGetValue(UnknownToken, out int unknown)
            ? unknown
            : throw new ArgumentException($"The unknown token '{UnknownToken}' is not in the vocabulary.");
        _preTokenizer = options.PreTokenizer ?? PreTokenizer.CreateWhiteSpace(SpecialTokens);
        _normalizer = options.Normalizer;
    }

    public override PreTokenizer? PreTokenizer => _preTokenizer;

    public override Normalizer? Normalizer => _normalizer;

    public string UnknownToken { get; }

    public int UnknownTokenId { get; }

    public string ContinuingSubwordPrefix { get; }

    public int MaxInputCharsPerWord { get; }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    public static WordPieceTokenizer Create(string vocabFilePath, WordPieceOptions? options = null)
    {
        using Stream stream = OpenVocabulary(vocabFilePath);
        return Create(stream, options);
    }

    public static WordPieceTokenizer Create(Stream vocabStream, WordPieceOptions? options = null) => new(ReadVocabulary(vocabStream), options);

    public static Task<WordPieceTokenizer> CreateAsync(string vocabFilePath, WordPieceOptions? options = null, CancellationToken cancellationToken = default)
        => Task.Run(() => Create(vocabFilePath, options), cancellationToken);

    public static Task<WordPieceTokenizer> CreateAsync(Stream vocabStream, WordPieceOptions? options = null, CancellationToken cancellationToken = default)
        => Task.Run(() => Create(vocabStream, options), cancellationToken);

    internal static FileStream OpenVocabulary(string vocabFilePath)
        => string.IsNullOrEmpty(vocabFilePath) ? throw new ArgumentNullException(nameof(vocabFilePath)) : File.OpenRead(vocabFilePath);

    /// <summary>A token a line; its id is the line's number, empty lines counted.</summary>
    internal static Dictionary<string, int> ReadVocabulary(Stream vocabStream)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        var ids = new Dictionary<string, int>();
        var reader = new StreamReader(vocabStream);
        for (int number = 0; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0)
            {
                ids.Add(line, number);
            }
        }

        return ids;
    }
}
