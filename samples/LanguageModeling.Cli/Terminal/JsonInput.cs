using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LanguageModeling.Cli.Terminal;

/// <summary>Reads lines of JSON.</summary>
internal static class JsonInput
{
    /// <summary>Reads a string. Unpaired surrogates, which JSON can spell and text cannot have, stay as they are.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, for messages.</param>
    public static string ReadString(string line, long number)
    {
        using JsonDocument document = Parse(line, number);
        if (document.RootElement.ValueKind != JsonValueKind.String)
        {
            throw Unexpected("a JSON string", line, number);
        }

        return line.Contains("\\u", StringComparison.Ordinal) ? Unescape(document.RootElement.GetRawText()) : document.RootElement.GetString()!;
    }

    /// <summary>Reads an array of ids.</summary>
    public static int[] ReadIds(string line, long number)
    {
        using JsonDocument document = Parse(line, number);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw Unexpected("a JSON array of ids", line, number);
        }

        return [.. document.RootElement.EnumerateArray().Select(item
            => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int id) ? id : throw Unexpected("a JSON array of ids", line, number))];
    }

    /// <summary>Reads ids with spaces between them.</summary>
    public static int[] ReadPlainIds(string line, long number)
        => [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word
            => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : throw Unexpected("ids with spaces between them", line, number))];

    private static JsonDocument Parse(string line, long number)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            throw Unexpected("JSON", line, number);
        }
    }

    private static InvalidDataException Unexpected(string expected, string line, long number)
        => new($"Line {number}: expected {expected} but found \"{(line.Length <= 40 ? line : line[..40] + "…")}\".");

    // The text between the quotes is valid JSON.
    private static string Unescape(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (int i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                text.Append(quoted[i]);
                continue;
            }

            i++;
            text.Append(quoted[i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)int.Parse(quoted.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                char plain => plain,
            });
            i += quoted[i] == 'u' ? 4 : 0;
        }

        return text.ToString();
    }
}
