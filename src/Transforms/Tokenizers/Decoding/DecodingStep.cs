using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Changes the spellings of tokens into text: a decoder of tokenizer.json. Immutable.</summary>
internal abstract class DecodingStep
{
    /// <summary>Changes tokens; the text is what they are one after another.</summary>
    public abstract List<string> Decode(List<string> tokens);

    /// <summary>Whether each token is changed by itself, whatever stands after it, so that more tokens only add to a text.</summary>
    public virtual bool WorksTokenByToken => false;

    /// <summary>The bytes that a token stands for, where the step makes bytes of it, else null.</summary>
    public virtual byte[]? FindBytes(string token) => null;

    /// <summary>Writes the step as tokenizer.json has it, an object.</summary>
    public abstract void Write(Utf8JsonWriter writer);

    /// <summary>Writes a step without settings.</summary>
    protected static void WriteType(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }
}
