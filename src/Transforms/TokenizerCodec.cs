using LanguageModeling.Files;
using LanguageModeling.Persistence;
using LanguageModeling.Tokens;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>Makes any tokenizer of Microsoft.ML.Tokenizers a text codec, for models that were trained with it.</summary>
/// <remarks>
/// As safe for use by many threads at once as its tokenizer; those of Microsoft.ML.Tokenizers are. It can be saved if its tokenizer implements
/// <see cref="ISavable{TSelf}"/>, as those of this library do. The parts of the text that tokens
/// stand for are those that the tokenizer tells; one that changes the text first tells parts of the changed text, cut to the length of the
/// original.
/// </remarks>
public sealed class TokenizerCodec : ITextCodec, ISavable<TokenizerCodec>, IHasSavedParts
{
    private const string Role = "tokenizer";
    private const int FormatVersion = 1;

    private readonly Dictionary<int, string> _tokens = [];
    private readonly int? _vocabularySize;
    private readonly TokenBytes _bytes;

    /// <summary>Wraps a tokenizer.</summary>
    /// <param name="tokenizer">Encodes and decodes.</param>
    /// <param name="specialTokens">
    /// The ids with a special part; by default those that a tokenizer of this library tells, else none.
    /// </param>
    /// <param name="vocabularySize">Number of tokens; by default one more than the greatest id in the tokenizer's Vocabulary property, if it has that.</param>
    /// <exception cref="ArgumentException">A special id is outside the vocabulary.</exception>
    public TokenizerCodec(Tokenizer tokenizer, SpecialTokens? specialTokens = null, int? vocabularySize = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (vocabularySize is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(vocabularySize));
        }

        Tokenizer = tokenizer;
        SpecialTokens = specialTokens ?? GetSpecialTokens(tokenizer);
        foreach ((string token, int id) in GetVocabulary(tokenizer))
        {
            _tokens.TryAdd(id, token);
        }

        _vocabularySize = vocabularySize ?? (_tokens.Count == 0 ? null : _tokens.Keys.Max() + 1);
        _bytes = new TokenBytes(tokenizer, _vocabularySize ?? 0);
        int?[] special = [SpecialTokens.Unknown, SpecialTokens.BeginningOfSequence, SpecialTokens.EndOfSequence, SpecialTokens.Padding];
        if (special.FirstOrDefault(id => id < 0 || id >= _vocabularySize) is { } wrong)
        {
            throw new ArgumentException(
                $"The special token id {wrong} is outside [0, {_vocabularySize}). "
                + "Give ids of the tokenizer's own vocabulary.",
                nameof(specialTokens));
        }
    }

    private static ReadOnlySpan<byte> Magic => "LMTOKCOD"u8;

    /// <summary>Encodes and decodes.</summary>
    public Tokenizer Tokenizer { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The tokenizer does not tell how many tokens it has, and neither did the constructor's caller.</exception>
    public int VocabularySize => _vocabularySize ?? throw new InvalidOperationException(
        $"{Tokenizer.GetType().Name} does not tell how many tokens it has. Give vocabularySize to the constructor of TokenizerCodec.");

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>Whether <see cref="VocabularySize"/> is known.</summary>
    internal bool HasVocabularySize => _vocabularySize is not null;

    /// <inheritdoc/>
    public static TokenizerCodec Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "tokenizer codec");
        string assembly = reader.ReadString();
        Type type = SavedPart.FindType<Tokenizer>(assembly, reader.ReadString(), Role);
        int size = reader.ReadInt32();
        var special = new SpecialTokens
        {
            Unknown = ReadId(),
            BeginningOfSequence = ReadId(),
            EndOfSequence = ReadId(),
            Padding = ReadId(),
        };
        reader.Complete();
        return new TokenizerCodec((Tokenizer)SavedPart.Load(type, stream), special, size < 0 ? null : size);

        int? ReadId() => reader.ReadInt32() is >= 0 and int id ? id : null;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The tokenizer cannot be saved.</exception>
    public void Save(Stream stream)
    {
        ((IHasSavedParts)this).CheckSavable();
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        (string assembly, string type) = SavedPart.GetName(Tokenizer);
        writer.Write(assembly);
        writer.Write(type);
        writer.Write(_vocabularySize ?? -1);
        writer.Write(SpecialTokens.Unknown ?? -1);
        writer.Write(SpecialTokens.BeginningOfSequence ?? -1);
        writer.Write(SpecialTokens.EndOfSequence ?? -1);
        writer.Write(SpecialTokens.Padding ?? -1);
        writer.Complete();
        SavedPart.Save(Tokenizer, stream);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TextToken> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Tokenizer is PipelineTokenizer pipeline)
        {
            return pipeline.EncodeText(text);
        }

        IReadOnlyList<EncodedToken> encoded = Tokenizer.EncodeToTokens(text, out _);
        var tokens = new TextToken[encoded.Count];
        for (int i = 0; i < tokens.Length; i++)
        {
            int start = Math.Clamp(encoded[i].Offset.Start.Value, 0, text.Length);
            int end = Math.Clamp(encoded[i].Offset.End.Value, start, text.Length);
            tokens[i] = new TextToken(encoded[i].Id, start, end - start);
        }

        return tokens;
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var kept = new List<int>(ids.Length);
        foreach (int id in ids)
        {
            if (id != SpecialTokens.BeginningOfSequence && id != SpecialTokens.EndOfSequence && id != SpecialTokens.Padding)
            {
                kept.Add(id);
            }
        }

        return kept.Count == 0 ? "" : Tokenizer.Decode(kept);
    }

    /// <inheritdoc/>
    public string GetToken(int id) => _tokens.TryGetValue(id, out string? token) ? token : Tokenizer.Decode([id]);

    /// <inheritdoc/>
    /// <remarks>
    /// Exact for the tokenizers that <see cref="TokenizerLoader"/> loads. With others, tokens that are parts of characters count as giving no text.
    /// </remarks>
    public ReadOnlyMemory<byte>? GetTokenBytes(int id, bool isFirst) => _bytes.Find(id, isFirst);

    void IHasSavedParts.CheckSavable() => SavedPart.CheckSavable(Tokenizer, Role);

    /// <summary>The codec of a tokenizer.</summary>
    internal static ITextCodec For(Tokenizer tokenizer) => tokenizer is VocabularyTokenizer vocabulary ? vocabulary.Codec : new TokenizerCodec(tokenizer);

    private static SpecialTokens GetSpecialTokens(Tokenizer tokenizer) => tokenizer switch
    {
        PipelineTokenizer pipeline => pipeline.SpecialTokens,
        VocabularyTokenizer vocabulary => vocabulary.Codec.SpecialTokens,
        _ => SpecialTokens.None,
    };

    // Tokenizer itself tells no vocabulary, but most of its kinds have a property of this name and type.
    private static IEnumerable<KeyValuePair<string, int>> GetVocabulary(Tokenizer tokenizer)
        => tokenizer is VocabularyTokenizer own
            ? own.Codec.Vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, id))
            : tokenizer.GetType().GetProperty("Vocabulary")?.GetValue(tokenizer) as IReadOnlyDictionary<string, int>
                ?? Enumerable.Empty<KeyValuePair<string, int>>();
}
