using System.Buffers;
using LanguageModeling.Files;
using LanguageModeling.Tokenizers;
using LanguageModeling.Tokens;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>
/// A tokenizer that other libraries' files describe, for everything that takes a tokenizer of Microsoft.ML.Tokenizers. Get one from
/// <see cref="TokenizerLoader"/>.
/// </summary>
/// <remarks>
/// Immutable and safe for use by many threads at once. Pipelines that use it can be saved. The methods that it inherits add special tokens
/// as <see cref="Encode(string, string?, TextEncodingOptions?)"/> does, and tell parts of the text as given, never of a changed one.
/// </remarks>
public sealed class PipelineTokenizer : Tokenizer, ISavable<PipelineTokenizer>
{
    private readonly PipelineEncoder _encoder;
    private readonly PipelineDecoder _decoder;
    private readonly Lazy<IReadOnlyDictionary<string, int>> _vocabulary;

    internal PipelineTokenizer(TokenizerSource source)
    {
        Source = source;
        Pipeline = TokenizerAssembly.Read(source);
        bool parseSpecial = source.Options.ParseSpecialTokens
            ?? !(Path.GetExtension(source.Main) == ".tiktoken" || TokenizerFolder.IsSentencePiece(source.Main));
        Added = new AddedVocabulary(Pipeline.AddedTokens, Pipeline.Model.Tokens, Pipeline.Normalization, parseSpecial);
        SpecialTokens = new TokenizerConfig(source).FindSpecialTokens(Pipeline, Added);
        VocabularySize = Math.Max(Pipeline.Model.Tokens.Limit, Added.Tokens.Count == 0 ? 0 : Added.Tokens.Keys.Max() + 1);
        _encoder = new PipelineEncoder(Pipeline, Added, FastEncoder.Create(Pipeline, Added));
        _decoder = new PipelineDecoder(Pipeline, Added);
        _vocabulary = new Lazy<IReadOnlyDictionary<string, int>>(CreateVocabulary);
    }

    /// <summary>Makes a tokenizer of steps, for those that are trained here.</summary>
    internal PipelineTokenizer(TokenizerPipeline pipeline)
        : this(new TokenizerSource(
            new Dictionary<string, byte[]> { [TokenizerFolder.TokenizerJson] = TokenizerJsonWriter.Write(pipeline) },
            TokenizerFolder.TokenizerJson,
            new TokenizerLoadOptions(),
            ""))
    {
    }

    /// <summary>Ids of all tokens, added ones included. A token of bytes is spelled as its file does.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary.Value;

    /// <summary>One more than the greatest id.</summary>
    public int VocabularySize { get; }

    /// <summary>The ids that play a special part.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>How the file says that encodings are to be cut; null for not at all. Applies only where no options are given.</summary>
    public TokenTruncation? Truncation => Pipeline.Truncation;

    /// <summary>How the file says that batches are to be filled up; null for not at all. Applies only where no options are given.</summary>
    public TokenPadding? Padding => Pipeline.Padding;

    /// <summary>The files that the tokenizer was read from.</summary>
    internal TokenizerSource Source { get; }

    /// <summary>The steps from text to tokens and back.</summary>
    internal TokenizerPipeline Pipeline { get; }

    /// <summary>The added tokens.</summary>
    internal AddedVocabulary Added { get; }

    /// <inheritdoc/>
    public static PipelineTokenizer Load(Stream stream) => new(TokenizerSource.Load(stream));

    /// <inheritdoc/>
    public void Save(Stream stream) => Source.Save(stream);

    /// <summary>Writes a <c>tokenizer.json</c> that Hugging Face's library reads.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="NotSupportedException">The tokenizer does something that the format has no words for.</exception>
    public void SaveJson(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] json = TokenizerJsonWriter.Write(Pipeline);
        AtomicFile.Write(path, stream => stream.Write(json));
    }

    /// <summary>Encodes a text, or a pair of texts.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="pair">The second text of a pair; null for one text alone.</param>
    /// <param name="options">Settings; null for special tokens, <see cref="Truncation"/> and <see cref="Padding"/> as the file has them.</param>
    /// <exception cref="ArgumentException">The settings leave no room for the text.</exception>
    public TextEncoding Encode(string text, string? pair = null, TextEncodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return EncodeBatch([(text, pair)], options)[0];
    }

    /// <summary>Encodes texts to one length, as models take them.</summary>
    /// <param name="texts">Any texts.</param>
    /// <param name="options">Settings; null for special tokens, <see cref="Truncation"/> and <see cref="Padding"/> as the file has them.</param>
    /// <exception cref="ArgumentException">The settings leave no room for a text.</exception>
    public IReadOnlyList<TextEncoding> EncodeBatch(IEnumerable<string> texts, TextEncodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return EncodeBatch(texts.Select(text => (text, (string?)null)), options);
    }

    /// <summary>Encodes pairs of texts to one length, as models take them.</summary>
    /// <param name="pairs">Any texts; the second of a pair may be null.</param>
    /// <param name="options">Settings; null for special tokens, <see cref="Truncation"/> and <see cref="Padding"/> as the file has them.</param>
    /// <exception cref="ArgumentException">The settings leave no room for a text.</exception>
    public IReadOnlyList<TextEncoding> EncodeBatch(IEnumerable<(string Text, string? Pair)> pairs, TextEncodingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        options ??= new TextEncodingOptions { Truncation = Truncation, Padding = Padding };
        options.Validate();
        var parts = new List<EncodingPart>();
        foreach ((string text, string? pair) in pairs)
        {
            ArgumentNullException.ThrowIfNull(text, nameof(pairs));
            parts.Add(_encoder.Encode(text, pair, options.AddSpecialTokens, options.Truncation));
        }

        if (options.Padding is { } padding && parts.Count > 0)
        {
            int length = padding.Length ?? parts.Max(part => part.Items.Count);
            int over = length % (padding.MultipleOf ?? 1);
            length += over == 0 ? 0 : padding.MultipleOf!.Value - over;
            int id = padding.Id ?? SpecialTokens.Padding ?? 0;
            var fill = new EncodedItem(id, padding.Token ?? _decoder.TokenOf(id) ?? "[PAD]", 0, 0, padding.TypeId, -1, IsPadding: true);
            parts = [.. parts.Select(part => part.Pad(length, fill, padding.Side))];
        }

        return [.. parts.Select(part => new TextEncoding(part.Items, part.Overflow))];
    }

    /// <summary>Encodes a text to ids, adding no special tokens, without allocating for each token where the tokenizer is a byte-level BPE.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="destination">Receives the ids. One for each byte of the text's UTF-8 is always enough.</param>
    /// <param name="count">How many ids the text has.</param>
    /// <returns>Whether the ids fit; if not, what <paramref name="destination"/> holds is of no use.</returns>
    public bool TryEncode(ReadOnlySpan<char> text, Span<int> destination, out int count)
    {
        count = _encoder.EncodeIds(text, destination);
        return count <= destination.Length;
    }

    /// <summary>The spelling of a token; null for an id outside the vocabulary.</summary>
    /// <param name="id">Any number.</param>
    public string? GetToken(int id) => _decoder.TokenOf(id);

    /// <summary>Decodes ids to text.</summary>
    /// <param name="ids">Ids; those outside the vocabulary give nothing. A character whose bytes are not all there comes out as U+FFFD.</param>
    /// <param name="skipSpecialTokens">Whether special tokens give nothing, else their spelling.</param>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens) => _decoder.Decode(ids, skipSpecialTokens);

    /// <summary>Begins to decode ids one by one, as a model generates them.</summary>
    /// <param name="skipSpecialTokens">Whether special tokens give nothing, else their spelling.</param>
    public StreamingDecoder CreateStreamingDecoder(bool skipSpecialTokens = true) => new(this, skipSpecialTokens);

    /// <summary>Decodes ids to text; special tokens give nothing.</summary>
    /// <param name="ids">Ids; those outside the vocabulary give nothing.</param>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _decoder.Decode(ids.ToArray(), skipSpecialTokens: true);
    }

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return PartialDecoding.Decode([.. ids], part => _decoder.Decode(part, skipSpecialTokens: true), destination, out idsConsumed, out charsWritten);
    }

    /// <summary>Whether a text is what its tokens are, one after another, but for the first of them.</summary>
    internal bool AddsTextTokenByToken => Pipeline.Decoding?.WorksTokenByToken ?? true;

    /// <summary>The bytes of a token that stands for bytes, or for no text; null for one whose text has to be decoded.</summary>
    internal byte[]? FindBytes(int id) => _decoder.FindBytes(id);

    /// <summary>The tokens of a text, nothing added.</summary>
    internal IReadOnlyList<TextToken> EncodeText(string text) => _encoder.EncodeParts(text);

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string source = text ?? textSpan.ToString();
        List<EncodedItem> items = _encoder.Encode(source, pair: null, addSpecialTokens: true, truncation: null).Items;
        int count = Math.Min(items.Count, Math.Max(0, settings.MaxTokenCount));
        var tokens = new EncodedToken[count];
        int consumed = 0;
        for (int i = 0; i < count; i++)
        {
            tokens[i] = new EncodedToken(items[i].Id, items[i].Text, new Range(items[i].Start, items[i].End));
            consumed = Math.Max(consumed, items[i].End);
        }

        return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = count == items.Count ? source.Length : consumed };
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        ReadOnlySpan<char> source = text ?? textSpan;
        return !_encoder.AddsSpecialTokens && _encoder.EncodeIds(source) is { } ids && ids.Length <= settings.MaxTokenCount
            ? new EncodeResults<int> { Tokens = ids, CharsConsumed = source.Length }
            : base.EncodeToIds(text, textSpan, settings);
    }

    /// <inheritdoc/>
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        => _encoder.AddsSpecialTokens || settings.MaxTokenCount < int.MaxValue
            ? base.CountTokens(text, textSpan, settings)
            : _encoder.EncodeIds(text ?? textSpan, []);

    private Dictionary<string, int> CreateVocabulary()
    {
        var all = new Dictionary<string, int>(Pipeline.Model.Tokens.Ids);
        foreach ((string token, int id) in Added.Ids)
        {
            all[token] = id;
        }

        return all;
    }
}
