using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LanguageModeling.Cli.Terminal;

/// <summary>A JSON object on one line. Numbers that JSON lacks (infinities, NaN) are null.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    /// <param name="members">Names and values: strings, numbers, lists of these, or null.</param>
    public static string Write(IEnumerable<(string Name, object? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach ((string name, object? value) in members)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes a string, a number or a list.</summary>
    public static string WriteValue(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
            case double number when !double.IsFinite(number):
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case int count:
                json.WriteNumberValue(count);
                break;
            case long count:
                json.WriteNumberValue(count);
                break;
            case ulong count:
                json.WriteNumberValue(count);
                break;
            case System.Collections.IEnumerable list:
                json.WriteStartArray();
                foreach (object? item in list)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A {value.GetType()} has no form in JSON here.", nameof(value));
        }
    }
}
