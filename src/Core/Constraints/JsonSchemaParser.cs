using System.Numerics;
using System.Text.Json;

namespace LanguageModeling.Constraints;

/// <summary>
/// Describes the JSON values that satisfy a schema (JSON Schema 2020-12, and the older spelling "definitions"). Members of an object come in
/// the order of the schema, and only those it names, unless it names none. What is not supported is refused by its name and place; what only
/// comments is skipped.
/// </summary>
internal sealed class JsonSchemaParser
{
    private const string Date = @"\d{4}-((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"; // but for 29 February
    private const string Time = @"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)";

    private static readonly HashSet<string> Comments
        = ["$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$anchor"];

    private static readonly Dictionary<string, string> Formats = new()
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = Date + "T" + Time,
        ["uuid"] = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
        ["email"] = @"[A-Za-z0-9_+-]{1,32}(\.[A-Za-z0-9_+-]{1,32}){0,3}@[A-Za-z0-9]{1,32}(-[A-Za-z0-9]{1,32}){0,3}(\.[A-Za-z0-9]{1,32}){1,3}",
        ["ipv4"] = @"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}",
    };

    private readonly JsonElement _root;
    private readonly Dictionary<string, Expression> _rules = new() { [JsonText.AnyValue] = JsonText.Value };
    private readonly Queue<string> _pending = new(); // references whose rules are not read yet

    private JsonSchemaParser(JsonElement root) => _root = root;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="ArgumentException">The text is no JSON, or no schema.</exception>
    /// <exception cref="NotSupportedException">The schema uses what is not supported.</exception>
    public static Grammar Parse(string schema)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(schema);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The JSON schema is no JSON: {e.Message}", e);
        }

        using (document)
        {
            try
            {
                return new JsonSchemaParser(document.RootElement).Read();
            }
            catch (InvalidOperationException e) // of JsonElement
            {
                throw new ArgumentException($"The JSON schema holds an escape for half of a surrogate pair, which is no text: {e.Message}", e);
            }
        }
    }

    private Grammar Read()
    {
        Expression root = Read(_root, "#");
        while (_pending.TryDequeue(out string? reference))
        {
            _rules[reference] = Read(Resolve(reference), reference);
        }

        return new Grammar(root, _rules);
    }

    private Expression Read(JsonElement schema, string place)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return new Expression.Rule(JsonText.AnyValue);
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"The JSON schema at {place} must be an object or true, but is {schema.GetRawText()}.");
        }

        var keywords = new SchemaKeywords(schema, place, Comments);
        Expression value = keywords.Take("$ref") is { } reference ? ReadReference(reference, place)
            : keywords.Take("const") is { } constant ? ReadValues([constant], keywords, place)
            : keywords.Take("enum") is { } values ? ReadValues(values.EnumerateArray(), keywords, place)
            : keywords.Take("anyOf") is { } any ? ReadAlternatives(any, $"{place}/anyOf")
            : keywords.Take("oneOf") is { } one ? ReadAlternatives(one, $"{place}/oneOf")
            : keywords.Take("allOf") is { } all ? ReadOnlyOne(all, $"{place}/allOf")
            : ReadTypes(keywords, place);
        keywords.RefuseOthers();
        return value;
    }

    private Expression ReadAlternatives(JsonElement schemas, string place)
        => Expression.AnyOf([.. schemas.EnumerateArray().Select((schema, i) => Read(schema, $"{place}/{i}"))]);

    private static Expression ReadValues(IEnumerable<JsonElement> values, SchemaKeywords keywords, string place)
    {
        string[]? types = keywords.TakeTypes();
        Expression[] fitting = [.. values.Where(value => types is null || types.Any(type => IsOfType(value, type))).Select(value => JsonText.Constant(value))];
        return fitting.Length > 0 ? Expression.AnyOf(fitting)
            : throw new ArgumentException($"The JSON schema at {place} allows some values, but none of its type.");
    }

    private static bool IsOfType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetDecimal(out decimal number) && decimal.IsInteger(number)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Null => type == "null",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };

    private Expression ReadOnlyOne(JsonElement schemas, string place)
        => schemas.GetArrayLength() == 1
            ? Read(schemas[0], $"{place}/0")
            : throw new NotSupportedException($"The JSON schema has several schemas at {place}, which is not supported. Join them into one.");

    private Expression.Rule ReadReference(JsonElement reference, string place)
    {
        string name = reference.GetString() ?? "";
        if (name != "#" && !name.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"The JSON schema at {place} refers to \"{name}\". Only references inside it, such as #/$defs/x, are supported.");
        }

        if (_rules.TryAdd(name, Expression.Empty))
        {
            Resolve(name);
            _pending.Enqueue(name);
        }

        return new Expression.Rule(name);
    }

    private JsonElement Resolve(string reference)
    {
        JsonElement found = _root;
        foreach (string step in reference.Split('/').Skip(1))
        {
            string key = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            bool exists = found.ValueKind == JsonValueKind.Array
                ? int.TryParse(key, out int index) && index >= 0 && index < found.GetArrayLength() && (found = found[index]).ValueKind >= 0
                : found.ValueKind == JsonValueKind.Object && found.TryGetProperty(key, out found);
            if (!exists)
            {
                throw new ArgumentException($"The JSON schema refers to {reference}, which is not in it.");
            }
        }

        return found;
    }

    private Expression ReadTypes(SchemaKeywords keywords, string place)
    {
        string[] types = keywords.TakeTypes() ?? keywords.ImpliedTypes();
        return types.Length == 0
            ? new Expression.Rule(JsonText.AnyValue)
            : Expression.AnyOf([.. types.Select(one => one switch
            {
                "object" => ReadObject(keywords, place),
                "array" => ReadArray(keywords, place),
                "string" => ReadString(keywords, place),
                "integer" => ReadInteger(keywords),
                "number" => JsonText.Number,
                "boolean" => JsonText.Boolean,
                "null" => JsonText.Null,
                _ => throw new ArgumentException($"The JSON schema at {place} has the type \"{one}\", which JSON does not have."),
            })]);
    }

    private Expression ReadObject(SchemaKeywords keywords, string place)
    {
        (string Name, Expression Value)[] members = keywords.Take("properties") is not { } properties ? []
            : [.. properties.EnumerateObject().Select(member => (member.Name, Read(member.Value, $"{place}/properties/{member.Name}")))];
        HashSet<string> required = [.. keywords.TakeTexts("required") ?? []];
        string[] undescribed = [.. required.Except(members.Select(member => member.Name))];
        Expression? others = keywords.Take("additionalProperties") is not { } schema ? new Expression.Rule(JsonText.AnyValue)
            : schema.ValueKind == JsonValueKind.False ? null
            : Read(schema, $"{place}/additionalProperties");
        if (others is null && undescribed.Length > 0)
        {
            throw new ArgumentException($"The JSON schema at {place} requires \"{undescribed[0]}\", which it does not describe, and allows no additionalProperties.");
        }

        members = [.. members, .. undescribed.Select(name => (name, others!))];
        return members.Length > 0 ? ReadMembers(members, required)
            : others is not null ? JsonText.ObjectOf(others)
            : Expression.InOrder(Expression.Literal("{"), JsonText.Space, Expression.Literal("}"));
    }

    /// <summary>Members in order, those not required present or not; a comma before each but the first that is there.</summary>
    private Expression ReadMembers((string Name, Expression Value)[] members, HashSet<string> required)
    {
        var starts = new List<Expression>(); // a member that can be the first, and the rest
        bool canBeFirst = true;
        int number = _rules.Count; // no other object has it
        for (int i = 0; i < members.Length; i++)
        {
            (string name, Expression value) = members[i];
            bool isRequired = required.Contains(name);
            Expression member = Expression.InOrder(JsonText.Constant(name), JsonText.Colon(), value);
            Expression withComma = Expression.InOrder(JsonText.Comma(), member);
            Expression rest = i + 1 < members.Length ? new Expression.Rule(RestOf(i + 1)) : Expression.Empty;
            if (canBeFirst)
            {
                starts.Add(Expression.InOrder(member, rest));
            }

            canBeFirst &= !isRequired;
            _rules[RestOf(i)] = Expression.InOrder(isRequired ? withComma : Expression.Optional(withComma), rest);
        }

        Expression some = Expression.AnyOf(canBeFirst ? [.. starts, Expression.Empty] : starts);
        return Expression.InOrder(Expression.Literal("{"), JsonText.Space, some, JsonText.Space, Expression.Literal("}"));

        string RestOf(int index) => $"object {number} from member {index}";
    }

    private Expression ReadArray(SchemaKeywords keywords, string place)
    {
        Expression[] prefix = keywords.Take("prefixItems") is not { } schemas ? []
            : [.. schemas.EnumerateArray().Select((schema, i) => Read(schema, $"{place}/prefixItems/{i}"))];
        JsonElement? items = keywords.Take("items");
        Expression item = items is { ValueKind: not JsonValueKind.False } one ? Read(one, $"{place}/items") : new Expression.Rule(JsonText.AnyValue);
        int minimum = keywords.TakeCount("minItems") ?? 0;
        int? maximum = items?.ValueKind == JsonValueKind.False ? prefix.Length : keywords.TakeCount("maxItems");
        keywords.CheckOrder(minimum, maximum, "minItems", "maxItems");
        prefix = prefix[..Math.Min(prefix.Length, maximum ?? prefix.Length)];
        if (prefix.Length == 0)
        {
            return JsonText.ArrayOf(item, minimum, maximum);
        }

        int rest = Math.Max(0, minimum - prefix.Length);
        Expression more = new Expression.Repeat(Expression.InOrder(JsonText.Comma(), item), rest, maximum is { } most ? Math.Max(rest, most - prefix.Length) : null);
        IEnumerable<Expression> parts = prefix.SelectMany((part, i) => i == 0 ? [part] : new[] { JsonText.Comma(), part });
        return Expression.InOrder([Expression.Literal("["), JsonText.Space, .. parts, more, JsonText.Space, Expression.Literal("]")]);
    }

    private static Expression ReadString(SchemaKeywords keywords, string place)
    {
        int minimum = keywords.TakeCount("minLength") ?? 0;
        int? maximum = keywords.TakeCount("maxLength");
        keywords.CheckOrder(minimum, maximum, "minLength", "maxLength");
        bool isBounded = minimum > 0 || maximum is not null;
        JsonElement? pattern = keywords.Take("pattern");
        JsonElement? format = keywords.Take("format");
        if ((pattern is not null && format is not null) || (isBounded && (pattern ?? format) is not null))
        {
            throw new NotSupportedException($"The JSON schema at {place} has more than one of pattern, format and bounds on the length. Put them into the pattern.");
        }

        return pattern is { } regex ? JsonText.StringOf(JsonText.Escape(RegexParser.ParseSearch(regex.GetString() ?? "")))
            : format is not { } name ? JsonText.StringOf(new Expression.Repeat(JsonText.Character, minimum, maximum))
            : Formats.TryGetValue(name.GetString() ?? "", out string? form) ? JsonText.StringOf(JsonText.Escape(RegexParser.Parse(form)))
            : throw new NotSupportedException(
                $"The JSON schema at {place} has the format \"{name}\". Supported are {string.Join(", ", Formats.Keys)}; write others as a pattern.");
    }

    private static Expression ReadInteger(SchemaKeywords keywords)
    {
        BigInteger? minimum = keywords.TakeInteger("minimum") ?? (keywords.TakeInteger("exclusiveMinimum") + 1);
        BigInteger? maximum = keywords.TakeInteger("maximum") ?? (keywords.TakeInteger("exclusiveMaximum") - 1);
        if (minimum is null && maximum is null)
        {
            return JsonText.Integer;
        }

        keywords.CheckOrder(minimum ?? 0, minimum is null ? null : maximum, "minimum", "maximum");
        return IntegerRange.Between(minimum, maximum);
    }
}
