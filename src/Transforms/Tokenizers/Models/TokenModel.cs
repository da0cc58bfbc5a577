using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Turns words into tokens: a model of tokenizer.json. Immutable and safe for use by many threads at once.</summary>
internal abstract class TokenModel
{
    /// <summary>The tokens with their ids.</summary>
    public abstract TokenTable Tokens { get; }

    /// <summary>Spelling of the token for what is unknown; null for none.</summary>
    public abstract string? UnknownToken { get; }

    /// <summary>Whether a text that is cut before runs of word marks (U+2581) has, part by part, the same tokens as the whole, or scores tell where not.</summary>
    public virtual bool WorksWordByWord => false;

    /// <summary>Adds the tokens of a word.</summary>
    /// <param name="word">A word of a split text; not empty.</param>
    /// <param name="tokens">Receives the tokens.</param>
    public abstract void Tokenize(string word, List<ModelToken> tokens);

    /// <summary>The tokens of a word within a text, for models that work word by word.</summary>
    /// <param name="word">A part of the text that is cut before runs of word marks; not empty.</param>
    /// <param name="score">The score of all tokens before it.</param>
    public virtual TokenizedWord Tokenize(string word, float score)
    {
        var tokens = new List<ModelToken>();
        Tokenize(word, tokens);
        return new TokenizedWord([.. tokens]);
    }

    /// <summary>Writes the model as tokenizer.json has it, an object.</summary>
    public abstract void Write(Utf8JsonWriter writer);

    /// <summary>Writes the ids by token, in the order of the ids.</summary>
    protected void WriteVocabulary(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("vocab");
        foreach ((string token, int id) in Tokens.InOrder())
        {
            writer.WriteNumber(token, id);
        }

        writer.WriteEndObject();
    }
}
