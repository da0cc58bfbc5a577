using System.Buffers;
using LanguageModeling.Tokenizers;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling;

/// <summary>
/// A tokenizer of Microsoft.ML.Tokenizers that remembers the vocabulary files it was read from, so that pipelines that use it can be saved
/// and models that belong to it travel in one file.
/// </summary>
/// <remarks>Immutable and safe for use by many threads at once.</remarks>
public sealed class FileTokenizer : Tokenizer, ISavable<FileTokenizer>
{
    private readonly TokenizerFiles _files;
    private readonly Tokenizer _engine;

    private FileTokenizer(TokenizerFiles files)
    {
        _files = files;
        Dictionary<string, int> vocabulary = files.ReadVocabulary();
        Vocabulary = vocabulary.AsReadOnly();
        SpecialTokens = files.FindSpecialTokens(vocabulary);
        _engine = files.CreateEngine(vocabulary);
    }

    /// <summary>The format of the files.</summary>
    public TokenizerFormat Format => _files.Format;

    /// <summary>Settings that the files do not tell.</summary>
    public FileTokenizerOptions Options => _files.Options;

    /// <summary>Ids of all tokens. A token of bytes is spelled as GPT-2 does: a character for each byte, printable ASCII as itself.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    /// <summary>The ids that play a special part.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <inheritdoc/>
    public override PreTokenizer? PreTokenizer => _engine.PreTokenizer;

    /// <inheritdoc/>
    public override Normalizer? Normalizer => _engine.Normalizer;

    /// <summary>Reads vocabulary files.</summary>
    /// <param name="format">What the files are.</param>
    /// <param name="vocabularyPath">The <c>vocab.json</c>, <c>vocab.txt</c> or <c>.tiktoken</c> file.</param>
    /// <param name="mergesPath">The <c>merges.txt</c> file; for both kinds of BPE only.</param>
    /// <param name="options">Settings that the files do not tell; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A file is not of the format.</exception>
    /// <exception cref="ArgumentException">A setting does not fit the files, or a merges file is missing or too much.</exception>
    public static FileTokenizer Read(TokenizerFormat format, string vocabularyPath, string? mergesPath = null, FileTokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vocabularyPath);
        bool needsMerges = format is TokenizerFormat.Bpe or TokenizerFormat.ByteLevelBpe;
        if (needsMerges != (mergesPath is not null))
        {
            throw new ArgumentException(
                needsMerges
                    ? $"{format} needs two files. Give the path of merges.txt too."
                    : $"{format} needs one file only. Leave the path of a merges file out.",
                nameof(mergesPath));
        }

        return new FileTokenizer(new TokenizerFiles(
            format,
            File.ReadAllBytes(vocabularyPath),
            mergesPath is null ? [] : File.ReadAllBytes(mergesPath),
            options ?? new FileTokenizerOptions(),
            vocabularyPath));
    }

    /// <inheritdoc/>
    public static FileTokenizer Load(Stream stream)
    {
        TokenizerFiles files = TokenizerFiles.Load(stream);
        try
        {
            return new FileTokenizer(files);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The saved tokenizer does not fit together: {e.Message} Save it again.");
        }
    }

    /// <inheritdoc/>
    public void Save(Stream stream) => _files.Save(stream);

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) => _engine.Decode(ids);

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        => _engine.Decode(ids, destination, out idsConsumed, out charsWritten);

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string source = text ?? textSpan.ToString();
        IReadOnlyList<EncodedToken> tokens = _engine.EncodeToTokens(
            source, out string? normalized, settings.ConsiderPreTokenization, settings.ConsiderNormalization);
        bool whole = tokens.Count <= settings.MaxTokenCount;
        IReadOnlyList<EncodedToken> kept = whole ? tokens : [.. tokens.Take(settings.MaxTokenCount)];
        int consumed = whole ? (normalized ?? source).Length : kept.Count == 0 ? 0 : kept[^1].Offset.End.Value;
        return new EncodeResults<EncodedToken> { Tokens = kept, NormalizedText = normalized!, CharsConsumed = consumed };
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        IReadOnlyList<int> ids = _engine.EncodeToIds(
            text ?? textSpan.ToString(),
            settings.MaxTokenCount,
            out string? normalized,
            out int consumed,
            settings.ConsiderPreTokenization,
            settings.ConsiderNormalization);
        return new EncodeResults<int> { Tokens = ids, NormalizedText = normalized!, CharsConsumed = consumed };
    }
}
