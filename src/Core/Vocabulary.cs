using LanguageModeling.Files;
using LanguageModeling.Text;

namespace LanguageModeling;

/// <summary>A numbered list of distinct tokens: token to id and back.</summary>
/// <remarks>Immutable and safe for use by many threads at once. Tokens are compared character by character, without culture or case rules.</remarks>
public sealed class Vocabulary : ISavable<Vocabulary>
{
    private const int FormatVersion = 1;
    private const int NoToken = -1; // in files

    private readonly string[] _tokens; // [V]
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;

    /// <summary>Numbers tokens from 0 in the order given.</summary>
    /// <param name="tokens">Distinct tokens, none of them empty.</param>
    /// <param name="special">Ids of the special tokens, each inside <paramref name="tokens"/>; several parts may share an id.</param>
    /// <param name="counts">How often each token was seen, not negative; or null when that is not known.</param>
    /// <exception cref="ArgumentException">A token is null, empty, there twice, or not text; a special id is outside; the counts do not fit.</exception>
    public Vocabulary(IReadOnlyList<string> tokens, SpecialTokens special, IReadOnlyList<long>? counts = null)
        : this(
            [.. tokens ?? throw new ArgumentNullException(nameof(tokens))],
            special ?? throw new ArgumentNullException(nameof(special)),
            counts?.ToArray(),
            fault => new ArgumentException($"{fault}. Give distinct tokens with special ids and counts that belong to them.", nameof(tokens)))
    {
    }

    private Vocabulary(string[] tokens, SpecialTokens special, long[]? counts, Func<string, Exception> error)
        : this(tokens, Number(tokens, error), special, counts)
    {
        foreach ((string name, int? id) in Parts(special))
        {
            if (id < 0 || id >= tokens.Length)
            {
                throw error($"The {name} token has id {id}, outside [0, {tokens.Length})");
            }
        }

        if (counts is not null && counts.Length != tokens.Length)
        {
            throw error($"There are {counts.Length} counts for {tokens.Length} tokens");
        }

        int negative = Array.FindIndex(counts ?? [], count => count < 0);
        if (negative >= 0)
        {
            throw error($"Token {negative}, \"{tokens[negative]}\", has count {counts![negative]}, below 0");
        }
    }

    private Vocabulary(string[] tokens, Dictionary<string, int> ids, SpecialTokens special, long[]? counts)
    {
        _tokens = tokens;
        _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        Tokens = Array.AsReadOnly(tokens);
        Counts = counts is null ? null : Array.AsReadOnly(counts);
        SpecialTokens = special;
    }

    /// <summary>Number of tokens V; ids are in [0, V).</summary>
    public int Count => _tokens.Length;

    /// <summary>The tokens in the order of their ids.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>How often each token was seen in the text that the vocabulary was made from; null when not known.</summary>
    public IReadOnlyList<long>? Counts { get; }

    /// <summary>The ids that play a special part.</summary>
    public SpecialTokens SpecialTokens { get; }

    /// <summary>The token with an id.</summary>
    /// <param name="id">Id, in [0, V).</param>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside [0, V).</exception>
    public string this[int id] => (uint)id < (uint)_tokens.Length
        ? _tokens[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"Token ids of this vocabulary are from 0 to {Count - 1}.");

    /// <summary>Reads a vocabulary that <see cref="Save"/> wrote.</summary>
    /// <inheritdoc cref="ISavable{TSelf}.Load"/>
    public static Vocabulary Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, "LMVOCAB\0"u8, FormatVersion, "vocabulary");
        Vocabulary vocabulary = Read(reader);
        reader.Complete();
        return vocabulary;
    }

    /// <summary>Finds the id of a token.</summary>
    /// <param name="token">The token as the vocabulary spells it.</param>
    /// <param name="id">Receives its id, or -1.</param>
    /// <returns>Whether the vocabulary has the token.</returns>
    public bool TryGetId(ReadOnlySpan<char> token, out int id)
    {
        bool found = _ids.TryGetValue(token, out id);
        id = found ? id : -1;
        return found;
    }

    /// <summary>The id of a token, or of the unknown token in its place.</summary>
    /// <param name="token">The token as the vocabulary spells it.</param>
    /// <exception cref="KeyNotFoundException">The vocabulary has neither this token nor an unknown token.</exception>
    public int GetId(ReadOnlySpan<char> token) => _ids.TryGetValue(token, out int id) ? id : GetUnknownId(token);

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, "LMVOCAB\0"u8, FormatVersion);
        Write(writer);
        writer.Complete();
    }

    /// <summary>The id for a token that is not to have one of its own.</summary>
    internal int GetUnknownId(ReadOnlySpan<char> token) => SpecialTokens.Unknown ?? throw new KeyNotFoundException(
        $"\"{(token.Length <= 80 ? token : token[..80])}\" is not an ordinary token of the vocabulary of {Count} tokens, which has no unknown token to stand for it. "
        + "Use a vocabulary with an unknown token, or text without this token.");

    /// <summary>Takes over tokens that are known to be distinct and well-formed, and their ids by ordinal comparison; neither may change any more.</summary>
    internal static Vocabulary Adopt(string[] tokens, Dictionary<string, int> ids) => new(tokens, ids, SpecialTokens.None, counts: null);

    /// <summary>Writes the vocabulary as a part of a larger object.</summary>
    internal void Write(BinaryModelWriter writer)
    {
        writer.Write(Count);
        foreach (string token in _tokens)
        {
            writer.Write(token);
        }

        foreach ((_, int? id) in Parts(SpecialTokens))
        {
            writer.Write(id ?? NoToken);
        }

        writer.Write(Counts is not null);
        foreach (long count in Counts ?? [])
        {
            writer.Write(count);
        }
    }

    /// <summary>Reads a vocabulary that is a part of a larger object.</summary>
    internal static Vocabulary Read(BinaryModelReader reader)
    {
        int count = reader.ReadInt32(0, Array.MaxLength, "the number of tokens");
        var tokens = new List<string>();
        while (tokens.Count < count)
        {
            tokens.Add(reader.ReadString());
        }

        var special = new SpecialTokens
        {
            Unknown = ReadId(),
            BeginningOfSequence = ReadId(),
            EndOfSequence = ReadId(),
            Padding = ReadId(),
        };
        long[]? counts = reader.ReadBoolean() ? reader.ReadAll<long>(count) : null;
        return new Vocabulary([.. tokens], special, counts, reader.Error);

        int? ReadId() => reader.ReadInt32() is not NoToken and int id ? id : null;
    }

    private static Dictionary<string, int> Number(string[] tokens, Func<string, Exception> error)
    {
        var ids = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (int id = 0; id < tokens.Length; id++)
        {
            if (string.IsNullOrEmpty(tokens[id]))
            {
                throw error($"Token {id} is {(tokens[id] is null ? "null" : "empty")}");
            }

            if (!WellFormedText.IsWellFormed(tokens[id]))
            {
                throw error($"Token {id} holds half a surrogate pair, which no UTF-8 text can");
            }

            if (!ids.TryAdd(tokens[id], id))
            {
                throw error($"Token {id}, \"{tokens[id]}\", is there already as token {ids[tokens[id]]}");
            }
        }

        return ids;
    }

    // The order of the ids in files.
    private static (string Name, int? Id)[] Parts(SpecialTokens special) =>
    [
        ("unknown", special.Unknown),
        ("beginning-of-sequence", special.BeginningOfSequence),
        ("end-of-sequence", special.EndOfSequence),
        ("padding", special.Padding),
    ];
}
