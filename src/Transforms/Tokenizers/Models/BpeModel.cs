using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Byte-pair encoding (Sennrich et al. 2016): a word's characters are merged pair by pair, in the order in which training found the pairs.</summary>
internal sealed class BpeModel : TokenModel
{
    private readonly IReadOnlyList<(string Left, string Right)> _merges;
    private readonly int? _unknownId;
    private readonly int[]? _byteIds;   // id of <0x00> to <0xFF>, -1 where there is none

    /// <summary>Makes a model of a vocabulary and its merges.</summary>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="merges">Pairs of tokens, the most important first.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="place">Where the merges came from, for messages.</param>
    public BpeModel(TokenTable tokens, IReadOnlyList<(string Left, string Right)> merges, BpeSettings settings, string place)
    {
        Tokens = tokens;
        Settings = settings;
        _merges = merges;
        Merges = BuildTable(tokens, merges, settings, place);
        WorksWordByWord = tokens.TryGetId([WordMark.Unit], out _)
            && settings is { ContinuingPrefix: "", EndOfWordSuffix: "", IgnoreMerges: false }
            && !merges.Any(merge => merge.Right.StartsWith(WordMark.Unit) && !merge.Left.EndsWith(WordMark.Unit));
        if (settings.UnknownToken is { } unknown)
        {
            // Refused only when it is needed, as published files name unknown tokens that they never use.
            _unknownId = tokens.TryGetId(unknown, out int id) ? id : null;
        }

        if (settings.ByteFallback)
        {
            _byteIds = new int[256];
            for (int b = 0; b < 256; b++)
            {
                _byteIds[b] = tokens.TryGetId(ByteFallbackDecoding.SpellByte(b), out int id) ? id : -1;
            }
        }
    }

    /// <summary>Makes a model of a vocabulary in which every two tokens whose spellings make a third are merged, the least id first: tiktoken's rule.</summary>
    public BpeModel(TokenTable tokens)
    {
        Tokens = tokens;
        Settings = new BpeSettings { IgnoreMerges = true };
        (Merges, _merges) = BuildRanked(tokens);
    }

    public override TokenTable Tokens { get; }

    public override string? UnknownToken => Settings.UnknownToken;

    public BpeSettings Settings { get; }

    public MergeTable Merges { get; }

    // A merge of what ends in no mark with what begins with one would join words; a mark that is unknown could be one unknown token with others.
    public override bool WorksWordByWord { get; }

    public override void Tokenize(string word, List<ModelToken> tokens)
    {
        if (Settings.IgnoreMerges && Tokens.TryGetId(word, out int whole))
        {
            tokens.Add(new ModelToken(whole, word, 0, word.Length));
            return;
        }

        var symbols = new BpeSymbols();
        Spell(word, symbols);
        symbols.Merge(Merges);
        foreach ((int id, int start, int end) in symbols.Items)
        {
            tokens.Add(new ModelToken(id, Tokens.TokenOf(id), start, end));
        }
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "BPE");
        if (Settings.Dropout is { } dropout)
        {
            writer.WriteNumber("dropout", dropout);
        }
        else
        {
            writer.WriteNull("dropout");
        }

        writer.WriteString("unk_token", Settings.UnknownToken);
        writer.WriteString("continuing_subword_prefix", Settings.ContinuingPrefix.Length == 0 ? null : Settings.ContinuingPrefix);
        writer.WriteString("end_of_word_suffix", Settings.EndOfWordSuffix.Length == 0 ? null : Settings.EndOfWordSuffix);
        writer.WriteBoolean("fuse_unk", Settings.FuseUnknown);
        writer.WriteBoolean("byte_fallback", Settings.ByteFallback);
        writer.WriteBoolean("ignore_merges", Settings.IgnoreMerges);
        WriteVocabulary(writer);
        writer.WriteStartArray("merges");
        foreach ((string left, string right) in _merges)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(left);
            writer.WriteStringValue(right);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Spell(string word, BpeSymbols symbols)
    {
        (int Start, int End)? unknown = null;
        int at = 0;
        Span<char> units = stackalloc char[2];
        foreach (Rune rune in word.EnumerateRunes())
        {
            int start = at;
            at += rune.Utf16SequenceLength;
            ReadOnlySpan<char> character = units[..rune.EncodeToUtf16(units)];
            bool first = start == 0, last = at == word.Length;
            if ((!first && Settings.ContinuingPrefix.Length > 0) || (last && Settings.EndOfWordSuffix.Length > 0))
            {
                character = string.Concat(first ? "" : Settings.ContinuingPrefix, character, last ? Settings.EndOfWordSuffix : "");
            }

            if (Tokens.TryGetId(character, out int id))
            {
                Flush(ref unknown);
                symbols.Add(id, start, at);
            }
            else if (!TryAddBytes(character, start, at, symbols) && Settings.UnknownToken is not null)
            {
                if (unknown is { } before && Settings.FuseUnknown)
                {
                    unknown = (before.Start, at);
                    continue;
                }

                Flush(ref unknown);
                unknown = (start, at);
            }
        }

        Flush(ref unknown);

        void Flush(ref (int Start, int End)? pending)
        {
            if (pending is { } part)
            {
                symbols.Add(
                    _unknownId ?? throw new InvalidDataException(
                        $"The tokenizer's unknown token \"{Settings.UnknownToken}\" is not in its vocabulary, and the text has a character that it lacks."),
                    part.Start,
                    part.End);
                pending = null;
            }
        }
    }

    private bool TryAddBytes(ReadOnlySpan<char> character, int start, int end, BpeSymbols symbols)
    {
        if (_byteIds is null)
        {
            return false;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(character)];
        Encoding.UTF8.GetBytes(character, bytes);
        if (bytes.Any(b => _byteIds[b] < 0))
        {
            return false;
        }

        foreach (byte b in bytes)
        {
            symbols.Add(_byteIds[b], start, end);
        }

        return true;
    }

    private static MergeTable BuildTable(TokenTable tokens, IReadOnlyList<(string Left, string Right)> merges, BpeSettings settings, string place)
    {
        var table = new MergeTable(merges.Count);
        for (int rank = 0; rank < merges.Count; rank++)
        {
            (string left, string right) = merges[rank];
            bool prefixed = settings.ContinuingPrefix.Length > 0;
            if (prefixed && right.Length < settings.ContinuingPrefix.Length)
            {
                throw Invalid(rank, $"\"{right}\" does not begin with the prefix \"{settings.ContinuingPrefix}\"");
            }

            string merged = prefixed ? left + right[settings.ContinuingPrefix.Length..] : left + right;
            int leftId = IdOf(left, rank), rightId = IdOf(right, rank), id = IdOf(merged, rank);
            if (id == leftId || id == rightId)
            {
                throw Invalid(rank, $"it makes \"{merged}\", one of the two tokens itself");
            }

            if (!table.TryAdd(leftId, rightId, rank, id))
            {
                throw Invalid(rank, "it is there already, with another rank");
            }
        }

        return table;

        int IdOf(string token, int rank) => tokens.TryGetId(token, out int id) ? id : throw Invalid(rank, $"\"{token}\" is not in the vocabulary");

        InvalidDataException Invalid(int rank, string what)
            => new($"{place}: merge {rank} of \"{merges[rank].Left}\" and \"{merges[rank].Right}\" cannot be: {what}. Vocabulary and merges must be of one tokenizer.");
    }

    private static (MergeTable Table, List<(string, string)> Merges) BuildRanked(TokenTable tokens)
    {
        var found = new List<(int Left, int Right, int Id)>();
        foreach ((string token, int id) in tokens.InOrder())
        {
            for (int split = 1; split < token.Length; split++)
            {
                if (tokens.HasLength(split) && tokens.HasLength(token.Length - split)
                    && tokens.TryGetId(token.AsSpan(0, split), out int left) && tokens.TryGetId(token.AsSpan(split), out int right))
                {
                    found.Add((left, right, id));
                }
            }
        }

        var table = new MergeTable(found.Count);
        var merges = new List<(string, string)>(found.Count);
        foreach ((int left, int right, int id) in found)
        {
            table.TryAdd(left, right, id, id);
            merges.Add((tokens.TokenOf(left), tokens.TokenOf(right)));
        }

        return (table, merges);
    }
}
