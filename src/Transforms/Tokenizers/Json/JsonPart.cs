using System.Text.Json;

namespace LanguageModeling.Tokenizers;

/// <summary>A value in a JSON file of a tokenizer, with its place for messages.</summary>
/// <param name="Value">The value.</param>
/// <param name="Within">File and path of what it is in.</param>
/// <param name="Name">Name of the property that it is; null for an item.</param>
/// <param name="Index">Index of the item that it is; -1 for none.</param>
internal readonly record struct JsonPart(JsonElement Value, string Within, string? Name = null, int Index = -1)
{
    /// <summary>File and path within it.</summary>
    public string Place => Name is not null ? $"{Within}, {Name}" : Index >= 0 ? $"{Within}[{Index}]" : Within;

    /// <summary>Reads a whole file.</summary>
    /// <param name="content">Bytes of the file.</param>
    /// <param name="source">Name of the file for messages.</param>
    public static JsonPart Parse(ReadOnlyMemory<byte> content, string source)
    {
        ReadOnlyMemory<byte> json = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
        if (!System.Text.Unicode.Utf8.IsValid(json.Span) && Files.FileSignature.Describe(content.Span[..Math.Min(content.Length, Files.FileSignature.Length)]) is null)
        {
            throw new InvalidDataException($"{source}: expected JSON, but some bytes are not UTF-8. The file may be damaged; get it again.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var part = new JsonPart(document.RootElement.Clone(), source);
            return part.Value.ValueKind == JsonValueKind.Object ? part : throw part.Unexpected("an object");
        }
        catch (JsonException e)
        {
            string seen = Files.FileSignature.Describe(content.Span[..Math.Min(content.Length, Files.FileSignature.Length)]) is { } kind
                ? $"The file is {kind}."
                : e.Message;
            throw new InvalidDataException($"{source}: expected JSON. {seen} The file may be cut short or damaged; get it again.", e);
        }
    }

    /// <summary>Whether the value is missing or null.</summary>
    public bool IsNull => Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>Whether the value is an object.</summary>
    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    /// <summary>A property; undefined when it is missing.</summary>
    public JsonPart this[string name]
        => !IsObject ? throw Unexpected("an object")
            : new JsonPart(Value.TryGetProperty(name, out JsonElement property) ? property : default, Place, name);

    /// <summary>The type that a component says it is.</summary>
    public string GetTypeName() => this["type"].GetString();

    public string GetString() => Value.ValueKind == JsonValueKind.String ? TextOf(Value) : throw Unexpected("a string");

    public string? GetStringOrNull() => IsNull ? null : GetString();

    public bool GetBoolean(bool? missing = null)
        => Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null or JsonValueKind.Undefined when missing is { } value => value,
            _ => throw Unexpected("true or false"),
        };

    /// <summary>A whole number in a range.</summary>
    public int GetInt32(int minimum = 0, int maximum = int.MaxValue)
        => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out int number) && number >= minimum && number <= maximum
            ? number
            : throw Unexpected(maximum == int.MaxValue ? $"a whole number from {minimum} on" : $"a whole number from {minimum} to {maximum}");

    public int? GetInt32OrNull(int minimum = 0, int maximum = int.MaxValue) => IsNull ? null : GetInt32(minimum, maximum);

    public double GetDouble()
        => Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Unexpected("a number");

    /// <summary>Exactly one character.</summary>
    public string GetCharacter()
    {
        string text = GetString();
        return text.EnumerateRunes().Count() == 1 ? text : throw Unexpected("one character");
    }

    public IEnumerable<JsonPart> GetItems()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            throw Unexpected("an array");
        }

        int index = 0;
        string place = Place;
        foreach (JsonElement item in Value.EnumerateArray())
        {
            yield return new JsonPart(item, place, Index: index);
            index++;
        }
    }

    /// <summary>Names and values of an object's properties.</summary>
    public IEnumerable<(string Name, JsonPart Value)> GetProperties()
    {
        if (!IsObject)
        {
            throw Unexpected("an object");
        }

        string place = Place;
        foreach (JsonProperty property in Value.EnumerateObject())
        {
            string name;
            try
            {
                name = property.Name;
            }
            catch (InvalidOperationException)
            {
                throw Invalid("a name has an unpaired surrogate, which is no text");
            }

            yield return (name, new JsonPart(property.Value, place, name));
        }
    }

    /// <summary>An error at this place.</summary>
    public InvalidDataException Invalid(string what) => new($"{Place}: {what}.");

    /// <summary>An error about a value of the wrong kind.</summary>
    public InvalidDataException Unexpected(string expected)
    {
        string seen = Value.ValueKind == JsonValueKind.Undefined ? "nothing" : Value.GetRawText();
        return Invalid($"expected {expected} but found {(seen.Length <= 60 ? seen : seen[..60] + "…")}");
    }

    /// <summary>An error about a component that is not known.</summary>
    public NotSupportedException Unknown(string kind, string name, IEnumerable<string> known)
        => new($"{Place}: the {kind} \"{name}\" is not known, and without it the tokens would be others. Known are {string.Join(", ", known)}.");

    private string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid("the string has an unpaired surrogate, which is no text");
        }
    }
}
