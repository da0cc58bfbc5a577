using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Changes the spellings of tokens into text: a decoder of tokenizer.json. Immutable.</summary>
internal abstract class DecodingStep
{
    /// <summary>Changes tokens; the text is what they are one after another.</summary>
    public abstract List<string> Decode(List<string> tokens);

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
