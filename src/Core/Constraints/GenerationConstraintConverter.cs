using System.Text.Json;
using System.Text.Json.Serialization;

namespace LanguageModeling.Constraints;

/// <summary>Stores a constraint as the kind and source it was made from.</summary>
internal sealed class GenerationConstraintConverter : JsonConverter<GenerationConstraint>
{
    public override GenerationConstraint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string[] parts = JsonSerializer.Deserialize<string[]>(ref reader, options) ?? [];
        try
        {
            return parts.Length == 2
                ? GenerationConstraint.Parse(parts[0], parts[1])
                : throw new JsonException($"A constraint has a kind and a source, but {parts.Length} texts were found.");
        }
        catch (NotSupportedException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, GenerationConstraint value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Kind);
        writer.WriteStringValue(value.Source);
        writer.WriteEndArray();
    }
}
