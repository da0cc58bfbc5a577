using System.Text.RegularExpressions;
using LanguageModeling.Files;
using Microsoft.ML.Tokenizers;

namespace LanguageModeling.Tokenizers;

/// <summary>The content of vocabulary files with the settings they need: all that a tokenizer is made from.</summary>
/// <param name="Format">What the files are.</param>
/// <param name="Vocabulary">Content of the vocabulary file.</param>
/// <param name="Merges">Content of the merges file; empty when the format has none.</param>
/// <param name="Options">Settings that the files do not tell.</param>
/// <param name="Source">Where the vocabulary came from, for messages.</param>
internal sealed record TokenizerFiles(TokenizerFormat Format, byte[] Vocabulary, byte[] Merges, FileTokenizerOptions Options, string Source)
{
    // GPT-2's splitting rule (Radford et al. 2019): contractions, then words, numbers and other marks each with a space before, then white space.
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string DefaultWordPieceUnknown = "[UNK]";
    private const string DefaultWordPiecePrefix = "##";
    private const int FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "LMTOKFIL"u8;

    private string? UnknownToken => Options.UnknownToken ?? (Format == TokenizerFormat.WordPiece ? DefaultWordPieceUnknown : null);

    public static TokenizerFiles Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, Magic, FormatVersion, "tokenizer");
        var format = (TokenizerFormat)reader.ReadInt32(0, (int)TokenizerFormat.Tiktoken, "a tokenizer format");
        byte[] vocabulary = reader.ReadAll<byte>(reader.ReadInt32());
        byte[] merges = reader.ReadAll<byte>(reader.ReadInt32());
        var options = new FileTokenizerOptions
        {
            UnknownToken = ReadOptional(),
            BeginningOfSequenceToken = ReadOptional(),
            EndOfSequenceToken = ReadOptional(),
            PaddingToken = ReadOptional(),
            Lowercase = reader.ReadBoolean(),
            SplitPattern = ReadOptional(),
            ContinuingSubwordPrefix = ReadOptional(),
            EndOfWordSuffix = ReadOptional(),
            SpecialTokens = ReadSpecialTokens(),
        };
        reader.Complete();
        return new TokenizerFiles(format, vocabulary, merges, options, "saved tokenizer");

        string? ReadOptional() => reader.ReadBoolean() ? reader.ReadString() : null;

        Dictionary<string, int> ReadSpecialTokens()
        {
            var tokens = new Dictionary<string, int>();
            for (int left = reader.ReadInt32(0, int.MaxValue, "a number of special tokens"); left > 0; left--)
            {
                tokens[reader.ReadString()] = reader.ReadInt32();
            }

            return tokens;
        }
    }

    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, Magic, FormatVersion);
        writer.Write((int)Format);
        writer.Write(Vocabulary.Length);
        writer.WriteAll<byte>(Vocabulary);
        writer.Write(Merges.Length);
        writer.WriteAll<byte>(Merges);
        WriteOptional(Options.UnknownToken);
        WriteOptional(Options.BeginningOfSequenceToken);
        WriteOptional(Options.EndOfSequenceToken);
        WriteOptional(Options.PaddingToken);
        writer.Write(Options.Lowercase);
        WriteOptional(Options.SplitPattern);
        WriteOptional(Options.ContinuingSubwordPrefix);
        WriteOptional(Options.EndOfWordSuffix);
        writer.Write(Options.SpecialTokens.Count);
        foreach ((string token, int id) in Options.SpecialTokens)
        {
            writer.Write(token);
            writer.Write(id);
        }

        writer.Complete();

        void WriteOptional(string? text)
        {
            writer.Write(text is not null);
            if (text is not null)
            {
                writer.Write(text);
            }
        }
    }

    /// <summary>Reads the ids of all tokens, special ones included.</summary>
    public Dictionary<string, int> ReadVocabulary()
    {
        Dictionary<string, int> vocabulary = Format switch
        {
            TokenizerFormat.WordPiece => VocabularyFiles.ReadLines(Vocabulary, Source),
            TokenizerFormat.Tiktoken => VocabularyFiles.ReadTiktoken(Vocabulary, Source),
            _ => VocabularyFiles.ReadJson(Vocabulary, Source),
        };
        foreach ((string token, int id) in Options.SpecialTokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(FileTokenizerOptions.SpecialTokens));
            if (vocabulary.TryGetValue(token, out int other) && other != id)
            {
                throw new ArgumentException($"The special token \"{token}\" has id {id}, but {Source} gives it id {other}. Use the file's id.");
            }

            vocabulary[token] = id;
        }

        return vocabulary;
    }

    /// <summary>Finds the ids of the tokens that the options give a special part.</summary>
    public SpecialTokens FindSpecialTokens(Dictionary<string, int> vocabulary)
    {
        return new SpecialTokens
        {
            Unknown = Find(UnknownToken, nameof(FileTokenizerOptions.UnknownToken)),
            BeginningOfSequence = Find(Options.BeginningOfSequenceToken, nameof(FileTokenizerOptions.BeginningOfSequenceToken)),
            EndOfSequence = Find(Options.EndOfSequenceToken, nameof(FileTokenizerOptions.EndOfSequenceToken)),
            Padding = Find(Options.PaddingToken, nameof(FileTokenizerOptions.PaddingToken)),
        };

        int? Find(string? token, string option)
            => token is null ? null
                : vocabulary.TryGetValue(token, out int id) ? id
                : throw new ArgumentException(
                    $"The {option} \"{token}\" is not in {Source}. "
                    + "Spell it as the file does, or add it with its id to SpecialTokens.");
    }

    /// <summary>Creates the tokenizer that does the work.</summary>
    public Tokenizer CreateEngine(Dictionary<string, int> vocabulary)
    {
        IReadOnlyDictionary<string, int>? special = Options.SpecialTokens.Count == 0 ? null : Options.SpecialTokens;
        Normalizer? normalizer = Options.Lowercase ? LowerCaseNormalizer.Instance : null;
        switch (Format)
        {
            case TokenizerFormat.WordPiece:
                using (var stream = new MemoryStream(Vocabulary, writable: false))
                {
                    return WordPieceTokenizer.Create(stream, new WordPieceOptions
                    {
                        UnknownToken = UnknownToken!,
                        ContinuingSubwordPrefix = Options.ContinuingSubwordPrefix ?? DefaultWordPiecePrefix,
                        SpecialTokens = special!,
                        Normalizer = normalizer!,
                        PreTokenizer = Splitter(special) ?? PreTokenizer.CreateWordOrPunctuation(special),
                    });
                }

            case TokenizerFormat.Tiktoken:
                using (var stream = new MemoryStream(Vocabulary, writable: false))
                {
                    return TiktokenTokenizer.Create(stream, Splitter(special) ?? CreateSplitter(Gpt2Pattern, special), normalizer, special);
                }

            default:
                bool bytes = Format == TokenizerFormat.ByteLevelBpe;
                return BpeTokenizer.Create(new BpeOptions(vocabulary)
                {
                    Merges = VocabularyFiles.ReadMerges(Merges, Source),
                    ByteLevel = bytes,
                    SpecialTokens = special!,
                    Normalizer = normalizer!,
                    UnknownToken = UnknownToken!,
                    ContinuingSubwordPrefix = Options.ContinuingSubwordPrefix!,
                    EndOfWordSuffix = Options.EndOfWordSuffix!,
                    PreTokenizer = Splitter(special) ?? (bytes ? CreateSplitter(Gpt2Pattern, special) : PreTokenizer.CreateWhiteSpace(special)),
                });
        }
    }

    private static RegexPreTokenizer CreateSplitter(string pattern, IReadOnlyDictionary<string, int>? special)
        => new(new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant), special!);

    private RegexPreTokenizer? Splitter(IReadOnlyDictionary<string, int>? special)
        => Options.SplitPattern is { } pattern ? CreateSplitter(pattern, special) : null;
}
