using System.Text.Json;

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
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == kind
                ? document.RootElement.Clone()
                : throw new InvalidDataException($"{path}: expected a JSON {(kind == JsonValueKind.Object ? "object" : "array")} but found {document.RootElement.ValueKind}. Fetch the model again.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: this is not JSON. {e.Message} Fetch the model again.", e);
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
