using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace LanguageModeling.Constraints;

/// <summary>The keywords of one JSON schema; what nobody took is refused at the end.</summary>
internal sealed class SchemaKeywords
{
    private readonly Dictionary<string, JsonElement> _keywords = [];
    private readonly HashSet<string> _taken = [];
    private readonly string _place;

    public SchemaKeywords(JsonElement schema, string place, HashSet<string> comments)
    {
        _place = place;
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (!comments.Contains(keyword.Name))
            {
                _keywords[keyword.Name] = keyword.Value;
            }
        }
    }

    /// <summary>The value of a keyword, or null.</summary>
    public JsonElement? Take(string keyword)
    {
        if (!_keywords.TryGetValue(keyword, out JsonElement value))
        {
            return null;
        }

        JsonValueKind? expected = keyword switch
        {
            "enum" or "anyOf" or "oneOf" or "allOf" or "required" or "prefixItems" => JsonValueKind.Array,
            "properties" => JsonValueKind.Object,
            "pattern" or "format" or "$ref" => JsonValueKind.String,
            _ => null,
        };
        if (expected is { } kind && (value.ValueKind != kind || (kind == JsonValueKind.Array && value.GetArrayLength() == 0 && keyword != "required" && keyword != "prefixItems")))
        {
            throw new ArgumentException($"The JSON schema at {_place}: \"{keyword}\" must be {Describe(kind)}, but is {value.GetRawText()}.");
        }

        _taken.Add(keyword);
        return value;
    }

    /// <summary>The value of a keyword that counts something, or null.</summary>
    public int? TakeCount(string keyword)
        => TakeInteger(keyword) is not { } value ? null
            : value >= 0 && value <= ByteGrammarCompiler.MaximumSymbols ? (int)value
            : throw new ArgumentException($"The JSON schema at {_place}: \"{keyword}\" must be from 0 to {ByteGrammarCompiler.MaximumSymbols}, but is {value}.");

    /// <summary>The value of a keyword that is a whole number, or null.</summary>
    public BigInteger? TakeInteger(string keyword)
        => Take(keyword) is not { } value ? null
            : value.ValueKind == JsonValueKind.Number && BigInteger.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number) ? number
            : throw new ArgumentException($"The JSON schema at {_place}: \"{keyword}\" must be a whole number, but is {value.GetRawText()}.");

    /// <summary>Throws when two bounds are the wrong way round.</summary>
    public void CheckOrder(BigInteger minimum, BigInteger? maximum, string minimumName, string maximumName)
    {
        if (maximum < minimum)
        {
            throw new ArgumentException($"The JSON schema at {_place}: \"{maximumName}\" is {maximum}, below \"{minimumName}\", {minimum}.");
        }
    }

    /// <summary>The types that the schema names, or null.</summary>
    public string[]? TakeTypes()
        => TakeTexts("type") is var types && types is not [] ? types
            : throw new ArgumentException($"The JSON schema at {_place}: \"type\" must be a text or a list of texts, but is [].");

    /// <summary>The texts of a keyword that is a text or a list of them, or null.</summary>
    public string[]? TakeTexts(string keyword)
        => Take(keyword) is not { } texts ? null
            : texts.ValueKind == JsonValueKind.String ? [texts.GetString()!]
            : texts.ValueKind == JsonValueKind.Array && texts.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
                ? [.. texts.EnumerateArray().Select(one => one.GetString()!)]
            : throw new ArgumentException($"The JSON schema at {_place}: \"{keyword}\" must be a text or a list of texts, but is {texts.GetRawText()}.");

    /// <summary>The types that the keywords speak of, where the schema names none; empty when any value will do.</summary>
    public string[] ImpliedTypes()
        => Has("properties", "required", "additionalProperties") ? ["object"]
            : Has("items", "prefixItems", "minItems", "maxItems") ? ["array"]
            : Has("pattern", "format", "minLength", "maxLength") ? ["string"]
            : [];

    /// <summary>Throws when a keyword was not taken.</summary>
    public void RefuseOthers()
    {
        if (_keywords.Keys.FirstOrDefault(keyword => !_taken.Contains(keyword)) is { } other)
        {
            throw new NotSupportedException($"The JSON schema at {_place} uses \"{other}\", which is not supported here. Leave it out, or write the rule as a grammar.");
        }
    }

    private bool Has(params ReadOnlySpan<string> keywords)
    {
        foreach (string keyword in keywords)
        {
            if (_keywords.ContainsKey(keyword))
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list that is not empty",
        JsonValueKind.Object => "an object",
        _ => "a text",
    };
}
