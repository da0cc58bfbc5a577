using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Changes a text before it is split: a normalizer of tokenizer.json. Immutable.</summary>
internal abstract class NormalizationStep
{
    /// <summary>Whether a text that is cut before spaces (U+0020) becomes, part by part, what it becomes as a whole, each space still one.</summary>
    public virtual bool WorksWordByWord => false;

    /// <summary>Changes the text.</summary>
    public abstract void Apply(AlignedText text);

    /// <summary>Writes the step as tokenizer.json has it, an object.</summary>
    public abstract void Write(Utf8JsonWriter writer);

    /// <summary>The text that the step makes of another.</summary>
    public string Apply(string text)
    {
        var aligned = AlignedText.FromSource(TextUnits.WithoutLoneSurrogates(text));
        Apply(aligned);
        return aligned.Text;
    }

    /// <summary>Writes a step without settings.</summary>
    protected static void WriteType(Utf8JsonWriter writer, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }
}
