using System.Text;
using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>WordPiece (Devlin et al. 2018): the longest token that a word begins with, then the longest that its rest begins with, and so on.</summary>
internal sealed class WordPieceModel(TokenTable tokens, string unknownToken, string continuingPrefix, int maxCharacters) : TokenModel
{
    private readonly int _longest = tokens.Ids.Keys.Max(token => (int?)token.Length) ?? 0;

    public override TokenTable Tokens => tokens;

    public override string? UnknownToken => unknownToken;

    /// <summary>Marks tokens that continue a word.</summary>
    public string ContinuingPrefix => continuingPrefix;

    public override void Tokenize(string word, List<ModelToken> found)
    {
        int before = found.Count;
        bool known = word.Length <= maxCharacters || word.EnumerateRunes().Count() <= maxCharacters;
        char[]? buffer = null;
        for (int start = 0; known && start < word.Length;)
        {
            int end = FindLongest(word, start, ref buffer, out int id);
            known = end > start;
            if (known)
            {
                found.Add(new ModelToken(id, tokens.TokenOf(id), start, end));
                start = end;
            }
        }

        if (!known)
        {
            found.RemoveRange(before, found.Count - before);
            int id = tokens.TryGetId(unknownToken, out int unknown) ? unknown : throw new InvalidDataException(
                $"The tokenizer's unknown token \"{unknownToken}\" is not in its vocabulary, and the text has a word that it lacks.");
            found.Add(new ModelToken(id, unknownToken, 0, word.Length));
        }
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "WordPiece");
        writer.WriteString("unk_token", unknownToken);
        writer.WriteString("continuing_subword_prefix", continuingPrefix);
        writer.WriteNumber("max_input_chars_per_word", maxCharacters);
        WriteVocabulary(writer);
        writer.WriteEndObject();
    }

    private int FindLongest(string word, int start, ref char[]? buffer, out int id)
    {
        ReadOnlySpan<char> rest = word.AsSpan(start);
        int prefix = 0;
        if (start > 0 && continuingPrefix.Length > 0)
        {
            buffer ??= new char[continuingPrefix.Length + word.Length];
            continuingPrefix.CopyTo(buffer);
            rest.CopyTo(buffer.AsSpan(continuingPrefix.Length));
            prefix = continuingPrefix.Length;
            rest = buffer.AsSpan(0, prefix + rest.Length);
        }

        for (int length = Math.Min(rest.Length, _longest); length > prefix; length--)
        {
            if (length < rest.Length && char.IsLowSurrogate(rest[length]))
            {
                continue;
            }

            if (tokens.TryGetId(rest[..length], out id))
            {
                return start + length - prefix;
            }
        }

        id = -1;
        return start;
    }
}
