using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace LanguageModeling.Requests;

/// <summary>The additional properties of a request; what nobody took is refused at the end.</summary>
internal sealed class RequestProperties(AdditionalPropertiesDictionary? properties)
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A number, or null.</summary>
    public double? Double(string name) => Find(name) is { } value ? ToNumber(name, value) : null;

    /// <summary>A whole number, or null.</summary>
    public int? Int32(string name)
        => Double(name) is not { } value ? null
            : value == Math.Truncate(value) && Math.Abs(value) <= int.MaxValue ? (int)value
            : throw new ArgumentException($"The additional property {name} must be a whole number, but is {value.ToString(CultureInfo.InvariantCulture)}.");

    /// <summary>A value of one type, or null.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="kind">What it must be, for messages.</param>
    public T? Take<T>(string name, string kind)
    {
        try
        {
            return Find(name) switch
            {
                null => default,
                T value => value,
                JsonElement json => json.Deserialize<T>(),
                JsonNode json => json.Deserialize<T>(),
                { } other => throw new ArgumentException($"The additional property {name} must be {kind}, but is a {other.GetType().Name}."),
            };
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The additional property {name} must be {kind}, but is {Find(name)}.", e);
        }
    }

    /// <summary>Throws when a property was not taken.</summary>
    public void RefuseOthers()
    {
        if (properties?.Keys.FirstOrDefault(name => !_taken.Contains(name)) is { } other)
        {
            throw new NotSupportedException($"The additional property {other} is not known here. Known are {string.Join(", ", _taken)}.");
        }
    }

    private static double ToNumber(string name, object value)
    {
        try
        {
            return value is JsonElement json ? json.GetDouble() : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new ArgumentException($"The additional property {name} must be a number, but is {value}.", e);
        }
    }

    private object? Find(string name)
    {
        _taken.Add(name);
        return properties is not null && properties.TryGetValue(name, out object? value) && value is not JsonElement { ValueKind: JsonValueKind.Null } ? value : null;
    }
}
