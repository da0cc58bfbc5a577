namespace LanguageModeling;

/// <summary>Turns text into token ids and back. Safe for use by many threads at once.</summary>
public interface ITextCodec
{
    /// <summary>Number of tokens V; ids are in [0, V).</summary>
    int VocabularySize { get; }

    /// <summary>The ids that play a special part.</summary>
    SpecialTokens SpecialTokens { get; }

    /// <summary>Encodes a text. Adds no beginning or end of sequence.</summary>
    /// <param name="text">Any text; empty gives no tokens.</param>
    /// <returns>The tokens in order, each with the part of <paramref name="text"/> that it stands for.</returns>
    IReadOnlyList<TextToken> Encode(string text);

    /// <summary>Decodes ids to text. Beginning, end and padding tokens give nothing.</summary>
    /// <param name="ids">Ids, each in [0, V). A character whose bytes are not all there comes out as U+FFFD.</param>
    string Decode(ReadOnlySpan<int> ids);

    /// <summary>The token itself, as the vocabulary spells it; for tables and messages.</summary>
    /// <param name="id">Id, in [0, V).</param>
    string GetToken(int id);

    /// <summary>The UTF-8 bytes that a token adds to a text, which a <see cref="GenerationConstraint"/> needs. They may be a part of a character.</summary>
    /// <param name="id">Id, in [0, V).</param>
    /// <param name="isFirst">Whether no text stands before the token.</param>
    /// <returns>
    /// Empty for tokens that give no text; <see langword="null"/>, as by default, when the codec cannot tell, because its text depends on more
    /// of the tokens around.
    /// </returns>
    ReadOnlyMemory<byte>? GetTokenBytes(int id, bool isFirst) => null;
}
