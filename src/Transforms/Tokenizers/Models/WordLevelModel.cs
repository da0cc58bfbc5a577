using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Every word a token.</summary>
internal sealed class WordLevelModel(TokenTable tokens, string unknownToken) : TokenModel
{
    public override TokenTable Tokens => tokens;

    public override string? UnknownToken => unknownToken;

    public override void Tokenize(string word, List<ModelToken> found)
    {
        if (tokens.TryGetId(word, out int id))
        {
            found.Add(new ModelToken(id, word, 0, word.Length));
            return;
        }

        id = tokens.TryGetId(unknownToken, out int unknown) ? unknown : throw new InvalidDataException(
            $"The tokenizer's unknown token \"{unknownToken}\" is not in its vocabulary, and the text has the word \"{word}\", which it lacks.");
        found.Add(new ModelToken(id, unknownToken, 0, word.Length));
    }

    public override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "WordLevel");
        WriteVocabulary(writer);
        writer.WriteString("unk_token", unknownToken);
        writer.WriteEndObject();
    }
}
