using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageModeling.Templates;

namespace LanguageModeling.Prompts;

/// <summary>Values of .NET as values of templates.</summary>
internal static class PromptValues
{
    /// <summary>Converts a value.</summary>
    /// <param name="name">The variable that it is for, for messages.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The type has no like in templates.</exception>
    public static object? ToTemplateValue(string name, object? value) => value switch
    {
        null or string or bool => value,
        ReadOnlyMemory<char> text => text.ToString(),
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => number <= long.MaxValue ? (object)(long)number : (double)number,
        float number => double.Parse(number.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), // 0.1f is 0.1, not 0.10000000149
        double => value,
        decimal number => (double)number,
        JsonNode node => TemplateJson.ToValue(node),
        JsonElement element => TemplateJson.ToValue(JsonSerializer.SerializeToNode(element)),
        IReadOnlyDictionary<string, object?> members => ToMapping(name, members),
        IEnumerable items => new ItemList([.. items.Cast<object?>().Select(item => ToTemplateValue(name, item))]),
        _ => throw new ArgumentException($"The value of \"{name}\" is a {value.GetType().Name}. Give text, a Boolean, a number, a list or a dictionary."),
    };

    private static Mapping ToMapping(string name, IReadOnlyDictionary<string, object?> members)
    {
        var mapping = new Mapping();
        foreach ((string key, object? value) in members)
        {
            mapping.Set(key, ToTemplateValue($"{name}.{key}", value));
        }

        return mapping;
    }
}
