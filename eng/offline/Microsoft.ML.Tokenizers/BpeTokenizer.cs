using System.Collections.Concurrent;
using System.Collections.ObjectModel;

namespace Microsoft.ML.Tokenizers;

/// <summary>Byte pair encoding (Sennrich et al. 2016) over characters, or over bytes in GPT-2's alphabet.</summary>
public sealed partial class BpeTokenizer : Tokenizer
{
    private const int LongestCachedWord = 15;
    private const int CachedWords = 10_000;

    private readonly PreTokenizer _preTokenizer;
    private readonly Normalizer? _normalizer;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly Dictionary<string, int> _special = [];
    private readonly Dictionary<int, string> _specialById = [];
    private readonly BpeMerges _merges;
    private readonly int _unknownId;
    private readonly int _beginningId;
    private readonly int _endId;
    private readonly string? _endOfSentenceToken;
    private readonly ConcurrentDictionary<string, BpeWord> _cache = new();

    private BpeTokenizer(BpeOptions options, Dictionary<string, int> vocabulary, IEnumerable<string> merges)
    {
        FuseUnknownTokens = options.FuseUnknownTokens;
        ContinuingSubwordPrefix = options.ContinuingSubwordPrefix;
        EndOfWordSuffix = options.EndOfWordSuffix;
        ByteLevel = options.ByteLevel;
        _preTokenizer = options.PreTokenizer ?? PreTokenizer.CreateWordOrNonWord();
        _normalizer = options.Normalizer;
        _ids = vocabulary;
        Vocabulary = new ReadOnlyDictionary<string, int>(vocabulary);
        BeginningOfSentenceToken = options.BeginningOfSentenceToken;
        _endOfSentenceToken = options.EndOfSentenceToken;
        _beginningId = SentenceTokenId(BeginningOfSentenceToken, "beginning", options.SpecialTokens);
        _endId = SentenceTokenId(_endOfSentenceToken, "end", options.SpecialTokens);
        foreach ((string token, int id) in vocabulary)
        {
            _tokens.Add(id, token);
        }

        SpecialTokens = options.SpecialTokens;
        foreach ((string token, int id) in SpecialTokens ?? new Dictionary<string, int>())
        {
            _special.Add(token, id);
            _specialById.Add(id, token);
        }

        UnknownToken = options.UnknownToken;
        if (UnknownToken is not null && !vocabulary.TryGetValue(UnknownToken, out _unknownId))
        {
            throw new InvalidOperationException($"Unknown Token '{UnknownToken}' was not present in 'Vocabulary'.");
        }

        _merges = new BpeMerges(merges, vocabulary, ContinuingSubwordPrefix?.Length ?? 0);
    }

    public override PreTokenizer? PreTokenizer => _preTokenizer;

    public override Normalizer? Normalizer => _normalizer;

    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    public string? UnknownToken { get; }

    public bool FuseUnknownTokens { get; }

    public string? ContinuingSubwordPrefix { get; }

    public string? EndOfWordSuffix { get; }

    public bool ByteLevel { get; }

    public string? BeginningOfSentenceToken { get; }

    public static BpeTokenizer Create(BpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var vocabulary = new Dictionary<string, int>(options.Vocabulary);
        if (vocabulary.Count == 0)
        {
            throw new InvalidOperationException("The vocabulary cannot be empty.");
        }

        var merges = new List<string>();
        foreach (string merge in options.Merges ?? [])
        {
            if (merge is null)
            {
                throw new InvalidOperationException("The merge entries cannot be null.");
            }

            merges.Add(BpeFiles.IsPair(merge) ? merge : throw new InvalidOperationException("Invalid merger file format"));
        }

        return new BpeTokenizer(options, vocabulary, merges);
    }

    public static BpeTokenizer Create(string vocabFile, string? mergesFile) => Create(vocabFile, mergesFile, preTokenizer: null);

    public static BpeTokenizer Create(
        string vocabFile,
        string? mergesFile,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        string? unknownToken = null,
        string? continuingSubwordPrefix = null,
        string? endOfWordSuffix = null,
        bool fuseUnknownTokens = false)
    {
        ArgumentNullException.ThrowIfNull(vocabFile);
        using Stream vocabulary = File.OpenRead(vocabFile);
        using Stream? merges = mergesFile is null ? null : File.OpenRead(mergesFile);
        return Create(
            vocabulary, merges, preTokenizer, normalizer, specialTokens, unknownToken, continuingSubwordPrefix, endOfWordSuffix, fuseUnknownTokens);
    }

    public static BpeTokenizer Create(Stream vocabStream, Stream? mergesStream) => Create(vocabStream, mergesStream, preTokenizer: null);

    public static BpeTokenizer Create(
        Stream vocabStream,
        Stream? mergesStream,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        string? unknownToken = null,
        string? continuingSubwordPrefix = null,
        string? endOfWordSuffix = null,
        bool fuseUnknownTokens = false)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        Dictionary<string, int> vocabulary = BpeFiles.ReadVocabulary(vocabStream);
        var options = new BpeOptions(vocabulary)
        {
            PreTokenizer = preTokenizer,
            Normalizer = normalizer,
            SpecialTokens = specialTokens,
            UnknownToken = unknownToken,
            ContinuingSubwordPrefix = continuingSubwordPrefix,
            EndOfWordSuffix = endOfWordSuffix,
            FuseUnknownTokens = fuseUnknownTokens,
        };
        return new BpeTokenizer(options, vocabulary, BpeFiles.ReadMerges(mergesStream));
    }

    public static Task<BpeTokenizer> CreateAsync(
        Stream vocabStream,
        Stream? mergesStream,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        string? unknownToken = null,
        string? continuingSubwordPrefix = null,
        string? endOfWordSuffix = null,
        bool fuseUnknownTokens = false)
        => Task.Run(() => Create(
            vocabStream, mergesStream, preTokenizer, normalizer, specialTokens, unknownToken, continuingSubwordPrefix, endOfWordSuffix, fuseUnknownTokens));

    /// <summary>As in the real one, a token that neither dictionary knows is refused only if there are special tokens at all; otherwise its id is 0.</summary>
    private int SentenceTokenId(string? token, string which, IReadOnlyDictionary<string, int>? special)
    {
        int id = 0;
        if (token is not null && !_ids.TryGetValue(token, out id) && special is not null && !special.TryGetValue(token, out id))
        {
            throw new InvalidOperationException($"The {which} of sentence token '{token}' was not present in the vocabulary.");
        }

        return id;
    }
}
