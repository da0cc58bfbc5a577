using System.Text.Json;
using System.Text.Unicode;

namespace LanguageModeling.Folders;

/// <summary>Reads the JSON files beside a model. A value of an unexpected kind counts as absent unless it is asked for by name.</summary>
internal static class JsonFile
{
    private const long LongestFile = 64L << 20;

    /// <summary>Reads an object; null if there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON object.</exception>
    public static JsonElement? TryRead(string path) => TryRead(path, JsonValueKind.Object);

    /// <summary>Reads the items of an array.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON array.</exception>
    public static IEnumerable<JsonElement?> ReadList(string path)
        => TryRead(path, JsonValueKind.Array) is { } list ? list.EnumerateArray().Select(item => (JsonElement?)item) : [];

    /// <summary>Parses JSON with or without a byte order mark, all of whose texts can be read.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, JsonDocumentOptions options = default)
    {
        JsonDocument document = Utf8.IsValid(utf8.Span)
            ? JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8["\uFEFF"u8.Length..] : utf8, options)
            : throw new JsonException("It is not UTF-8 text.");
        try
        {
            ReadTexts(document.RootElement);
            return document;
        }
        catch (InvalidOperationException e)
        {
            document.Dispose();
            throw new JsonException($"A text holds half a character. {e.Message}", e);
        }
    }

    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }

    private static JsonElement? TryRead(string path, JsonValueKind kind)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > LongestFile)
        {
            throw new InvalidDataException($"{path} has {file.Length} bytes; settings of a model have at most {LongestFile}. Remove it, or fetch the model again.");
        }

        try
        {
            using JsonDocument document = Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == kind
                ? document.RootElement.Clone()
                : throw new InvalidDataException($"{path}: expected a JSON {(kind == JsonValueKind.Object ? "object" : "array")} but found {document.RootElement.ValueKind}. Fetch the model again.");
        }
        catch (JsonException e)
        {
            string line = e.LineNumber is long number ? $", line {number + 1}" : "";
            throw new InvalidDataException($"{path}{line}: this is not JSON. {e.Message} Fetch the model again.", e);
        }
    }

    /// <summary>A member of an object; null if absent or null.</summary>
    public static JsonElement? Member(this JsonElement? element, string name)
        => element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>The first whole number among some members; null if there is none.</summary>
    public static int? Number(this JsonElement? element, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A member that is a number; null if there is none.</summary>
    public static double? Real(this JsonElement? element, string name)
        => element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double value) ? value : null;

    /// <summary>A member that is true or false; null if there is none.</summary>
    public static bool? Flag(this JsonElement? element, string name)
        => element.Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;

    /// <summary>A member that is text; null if there is none.</summary>
    public static string? Text(this JsonElement? element, string name)
        => element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A member that is a whole number or a list of them; empty if there is none.</summary>
    public static int[] Numbers(this JsonElement? element, string name)
        => element.Member(name) switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out int value) => [value],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(IsWhole).Select(item => item.GetInt32())],
            _ => [],
        };

    private static bool IsWhole(JsonElement item) => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _);
}
