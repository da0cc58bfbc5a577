using System.Buffers;
using System.Text;
using LanguageModeling.Files;

namespace LanguageModeling;

/// <summary>Encodes text by a splitting rule and a vocabulary.</summary>
/// <remarks>
/// Immutable and safe for use by many threads at once. Text that happens to spell a beginning, end or padding token never gives that
/// token: it encodes as unknown, so that no text can end a sequence or begin one.
/// </remarks>
public sealed class VocabularyCodec : ITextCodec, ISavable<VocabularyCodec>
{
    private const int FormatVersion = 1;

    /// <summary>Pairs a vocabulary with the rule that splits text into its tokens.</summary>
    /// <param name="vocabulary">Gives the ids.</param>
    /// <param name="splitter">Gives the tokens.</param>
    /// <param name="lowercase">Whether tokens are put in lower case first, by rules that depend on no culture.</param>
    public VocabularyCodec(Vocabulary vocabulary, TextSplitter splitter, bool lowercase = false)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(splitter);
        Vocabulary = vocabulary;
        Splitter = splitter;
        Lowercase = lowercase;
    }

    /// <summary>Gives the ids.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Gives the tokens.</summary>
    public TextSplitter Splitter { get; }

    /// <summary>Whether tokens are put in lower case before they are looked up.</summary>
    public bool Lowercase { get; }

    /// <inheritdoc/>
    public int VocabularySize => Vocabulary.Count;

    /// <inheritdoc/>
    public SpecialTokens SpecialTokens => Vocabulary.SpecialTokens;

    /// <summary>Reads a codec that <see cref="Save"/> wrote.</summary>
    /// <inheritdoc cref="ISavable{TSelf}.Load"/>
    public static VocabularyCodec Load(Stream stream)
    {
        var reader = new BinaryModelReader(stream, "LMCODEC\0"u8, FormatVersion, "text codec");
        TextSplitter splitter = TextSplitter.Read(reader);
        bool lowercase = reader.ReadBoolean();
        Vocabulary vocabulary = Vocabulary.Read(reader);
        reader.Complete();
        return new VocabularyCodec(vocabulary, splitter, lowercase);
    }

    /// <inheritdoc/>
    public void Save(Stream stream)
    {
        var writer = new BinaryModelWriter(stream, "LMCODEC\0"u8, FormatVersion);
        Splitter.Write(writer);
        writer.Write(Lowercase);
        Vocabulary.Write(writer);
        writer.Complete();
    }

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">A token is not in the vocabulary, and there is no unknown token.</exception>
    public IReadOnlyList<TextToken> Encode(string text)
    {
        var parts = new List<TextPart>();
        Splitter.Split(text, parts);
        var tokens = new TextToken[parts.Count];
        for (int i = 0; i < tokens.Length; i++)
        {
            TextPart part = parts[i];
            tokens[i] = new TextToken(GetId(Splitter.Spell(text, part)), part.Start, part.Length);
        }

        return tokens;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside [0, V).</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var tokens = new List<string>(ids.Length);
        foreach (int id in ids)
        {
            string token = Vocabulary[id];
            if (!IsMark(id))
            {
                tokens.Add(token);
            }
        }

        return Splitter.Join(tokens);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside [0, V).</exception>
    public string GetToken(int id) => Vocabulary[id];

    /// <inheritdoc/>
    /// <remarks>Known for white space and characters. The other rules join a word by what stands on both sides of it.</remarks>
    public ReadOnlyMemory<byte>? GetTokenBytes(int id, bool isFirst)
    {
        string token = Vocabulary[id];
        return IsMark(id) ? ReadOnlyMemory<byte>.Empty
            : Splitter == TextSplitter.Characters ? Encoding.UTF8.GetBytes(Splitter.Join([token]))
            : Splitter == TextSplitter.Whitespace ? Encoding.UTF8.GetBytes(isFirst ? token : " " + token)
            : null;
    }

    private int GetId(ReadOnlySpan<char> token)
    {
        if (!Lowercase)
        {
            return GetIdOfText(token);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(token.Length);
        try
        {
            int length = token.ToLowerInvariant(rented);
            return GetIdOfText(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private int GetIdOfText(ReadOnlySpan<char> token)
    {
        int id = Vocabulary.GetId(token);
        return IsMark(id) ? Vocabulary.GetUnknownId(token) : id;
    }

    private bool IsMark(int id)
        => id != SpecialTokens.Unknown
        && (id == SpecialTokens.BeginningOfSequence || id == SpecialTokens.EndOfSequence || id == SpecialTokens.Padding);
}
