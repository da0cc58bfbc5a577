using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Splits a normalized text into words: a pre-tokenizer of tokenizer.json. Immutable.</summary>
internal abstract class SplittingStep
{
    /// <summary>Whether a text that is cut before spaces (U+0020) has, part by part, the same words as the whole.</summary>
    public virtual bool WorksWordByWord => false;

    /// <summary>The parts of a text, in order; empty ones may be among them.</summary>
    public abstract IEnumerable<AlignedText> Split(AlignedText text);

    /// <summary>Splits each of several texts.</summary>
    public virtual List<AlignedText> Split(List<AlignedText> texts)
    {
        var parts = new List<AlignedText>(texts.Count);
        foreach (AlignedText text in texts)
        {
            foreach (AlignedText part in Split(text))
            {
                if (part.Text.Length > 0)
                {
                    parts.Add(part);
                }
            }
        }

        return parts;
    }

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
