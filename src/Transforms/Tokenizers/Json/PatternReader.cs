namespace LanguageModeling.Tokenizers;

/// <summary>Reads the patterns of tokenizer.json: <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
internal static class PatternReader
{
    public static TextPattern Read(JsonPart part)
    {
        if (part.Value.ValueKind == System.Text.Json.JsonValueKind.String)
        {
            return TextPattern.Create(part.GetString(), isExpression: false);
        }

        JsonPart text = part["String"], expression = part["Regex"];
        if (text.IsNull == expression.IsNull)
        {
            throw part.Unexpected("{\"String\": …} or {\"Regex\": …}");
        }

        try
        {
            return text.IsNull ? TextPattern.Create(expression.GetString(), isExpression: true) : TextPattern.Create(text.GetString(), isExpression: false);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            string message = $"{part.Place}: {e.Message}";
            throw e is InvalidDataException ? new InvalidDataException(message, e) : new NotSupportedException(message, e);
        }
    }
}
