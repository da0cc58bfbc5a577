using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>Replaces what a pattern matches: the component "Replace" of tokenizer.json, which normalizers and decoders share.</summary>
/// <param name="Pattern">What is replaced.</param>
/// <param name="Content">What it becomes.</param>
internal sealed record TextReplacement(TextPattern Pattern, string Content)
{
    public static TextReplacement Read(JsonPart part) => new(PatternReader.Read(part["pattern"]), part["content"].GetString());

    public string Apply(string text)
        => text.Length == 0 ? text : string.Concat(Pattern.FindParts(text).Select(part => part.IsMatch ? Content : text[part.Start..part.End]));

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Replace");
        writer.WriteStartObject("pattern");
        Pattern.Write(writer);
        writer.WriteEndObject();
        writer.WriteString("content", Content);
        writer.WriteEndObject();
    }
}
