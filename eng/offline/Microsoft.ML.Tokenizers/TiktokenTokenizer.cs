using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>Byte pair encoding over UTF-8 bytes, from a vocabulary in tiktoken's format.</summary>
public sealed partial class TiktokenTokenizer : Tokenizer
{
    private const int DefaultCacheSize = 8192;

    private readonly PreTokenizer? _preTokenizer;
    private readonly Normalizer? _normalizer;
    private readonly TiktokenVocabulary _vocabulary;
    private readonly Dictionary<string, int> _special = [];

    private TiktokenTokenizer(
        TiktokenVocabulary vocabulary, PreTokenizer? preTokenizer, Normalizer? normalizer, IReadOnlyDictionary<string, int>? specialTokens, int cacheSize)
    {
        CheckCacheSize(cacheSize);
        _vocabulary = vocabulary;
        _preTokenizer = preTokenizer;
        _normalizer = normalizer;
        SpecialTokens = specialTokens;
        foreach ((string token, int id) in specialTokens ?? new Dictionary<string, int>())
        {
            _special[token] = id;
            _vocabulary.Bytes[id] = Encoding.UTF8.GetBytes(token);
        }
    }

    public override PreTokenizer? PreTokenizer => _preTokenizer;

    public override Normalizer? Normalizer => _normalizer;

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    public static TiktokenTokenizer Create(
        string vocabFilePath,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = DefaultCacheSize)
    {
        using FileStream stream = WordPieceTokenizer.OpenVocabulary(vocabFilePath);
        return Create(stream, preTokenizer, normalizer, specialTokens, cacheSize);
    }

    public static TiktokenTokenizer Create(
        Stream vocabStream,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = DefaultCacheSize)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        CheckCacheSize(cacheSize);
        return new TiktokenTokenizer(new TiktokenVocabulary(vocabStream), preTokenizer, normalizer, specialTokens, cacheSize);
    }

    public static Task<TiktokenTokenizer> CreateAsync(
        string vocabFilePath,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = DefaultCacheSize,
        CancellationToken cancellationToken = default)
        => Task.Run(() => Create(vocabFilePath, preTokenizer, normalizer, specialTokens, cacheSize), cancellationToken);

    public static Task<TiktokenTokenizer> CreateAsync(
        Stream vocabStream,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = DefaultCacheSize,
        CancellationToken cancellationToken = default)
        => Task.Run(() => Create(vocabStream, preTokenizer, normalizer, specialTokens, cacheSize), cancellationToken);

    /// <summary>All bytes are joined before they are read as text; unknown ids are passed over.</summary>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            bytes.AddRange(_vocabulary.Bytes.GetValueOrDefault(id, []));
        }

        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var joiner = new Utf8Joiner(destination);
        OperationStatus status = OperationStatus.Done;
        foreach (int id in ids)
        {
            status = _vocabulary.Bytes.TryGetValue(id, out byte[]? bytes) ? joiner.Append(bytes, checkRoomEarly: true) : OperationStatus.InvalidData;
            if (status != OperationStatus.Done)
            {
                break;
            }
        }

        idsConsumed = joiner.IdsConsumed;
        charsWritten = joiner.CharsWritten;
        return status == OperationStatus.Done && joiner.Incomplete ? OperationStatus.NeedMoreData : status;
    }

    private static void CheckCacheSize(int cacheSize)
    {
        if (cacheSize <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(cacheSize), "Cache size must be a positive number.");
        }
    }
}
