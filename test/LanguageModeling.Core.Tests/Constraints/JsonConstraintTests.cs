using LanguageModeling.Constraints;

namespace LanguageModeling.Tests.Constraints;

[TestClass]
public class JsonConstraintTests
{
    private const string Person = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Person", "type": "object",
          "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 20 },
            "age": { "type": "integer", "minimum": 0, "maximum": 150 },
            "mail": { "type": ["string", "null"] },
            "tags": { "type": "array", "items": { "enum": ["a", "b", 3] }, "maxItems": 3 },
            "friend": { "$ref": "#/$defs/friend" }
          },
          "required": ["name", "age"], "additionalProperties": false,
          "$defs": { "friend": { "type": "object", "properties": { "friend": { "$ref": "#/$defs/friend" } } } }
        }
        """;

    [TestMethod]
    [DataRow("""{"name":"Ada","age":36}""", true)]
    [DataRow("""{ "name": "Ada", "age": 36 }""", true)]
    [DataRow("{\n  \"name\": \"Ada\",\n  \"age\": 0\n}", true)]
    [DataRow("""{"name":"Ada","age":36,"mail":null,"tags":["a",3],"friend":{"friend":{}}}""", true)]
    [DataRow("""{"name":"Ada","age":36,"friend":{}}""", true)]
    [DataRow("""{"age":36,"name":"Ada"}""", false)] // order of the schema
    [DataRow("""{"name":"Ada"}""", false)]
    [DataRow("""{"name":"","age":36}""", false)]
    [DataRow("""{"name":"Ada","age":151}""", false)]
    [DataRow("""{"name":"Ada","age":036}""", false)]
    [DataRow("""{"name":"Ada","age":36,"tags":["c"]}""", false)]
    [DataRow("""{"name":"Ada","age":36,"tags":["a","a","a","a"]}""", false)]
    [DataRow("""{"name":"Ada","age":36,"more":1}""", false)]
    [DataRow("""{"name":"Ada","age":36""", false)]
    public void IsMatch_ObjectSchema_TellsItsValues(string text, bool expected)
        => Assert.AreEqual(expected, GenerationConstraint.JsonSchema(Person).IsMatch(text));

    [TestMethod]
    [DataRow("null", true)]
    [DataRow("""[1,-2.5e+10,"x\n\u00e9",{"a":[]},true,{}]""", true)]
    [DataRow("\"\\ud83d\\ude00\"", false)] // written as a character, not as escapes
    [DataRow("\"😀\"", true)]
    [DataRow("\"a\nb\"", false)]
    [DataRow("[1,]", false)]
    [DataRow("01", false)]
    [DataRow("1.", false)]
    [DataRow("tru", false)]
    [DataRow("", false)]
    public void IsMatch_AnyJson_TellsJson(string text, bool expected) => Assert.AreEqual(expected, GenerationConstraint.Json.IsMatch(text));

    [TestMethod]
    [DataRow("""{"type":"string","pattern":"^[a-z]\"+$"}""", "\"a\\\"\\\"\"", true)]
    [DataRow("""{"type":"string","pattern":"b"}""", "\"abc\"", true)]
    [DataRow("""{"type":"string","pattern":"^b"}""", "\"abc\"", false)]
    [DataRow("""{"type":"string","pattern":"\\n"}""", "\"a\\n\"", true)]
    [DataRow("""{"format":"date"}""", "\"2026-11-26\"", true)]
    [DataRow("""{"format":"date"}""", "\"2026-04-31\"", false)]
    [DataRow("""{"format":"date-time"}""", "\"2026-11-26T09:59:01.5Z\"", true)]
    [DataRow("""{"format":"uuid"}""", "\"12345678-9abc-def0-1234-56789abcdef0\"", true)]
    [DataRow("""{"format":"ipv4"}""", "\"192.0.2.255\"", true)]
    [DataRow("""{"format":"ipv4"}""", "\"192.0.2.256\"", false)]
    [DataRow("""{"format":"email"}""", "\"ada.l@example.org\"", true)]
    [DataRow("""{"const":{"a":[1,"é<"]}}""", "{\"a\":[1,\"é<\"]}", true)]
    [DataRow("""{"anyOf":[{"type":"boolean"},{"type":"number"}]}""", "2.5", true)]
    [DataRow("""{"oneOf":[{"type":"boolean"},{"type":"null"}]}""", "null", true)]
    [DataRow("""{"allOf":[{"type":"boolean"}]}""", "true", true)]
    [DataRow("""{"type":"string","enum":["a",1]}""", "1", false)]
    [DataRow("""{"type":"integer","enum":["a",1]}""", "1", true)]
    [DataRow("""{"prefixItems":[{"type":"integer"},{"type":"string"}],"items":false}""", "[1, \"a\"]", true)]
    [DataRow("""{"prefixItems":[{"type":"integer"}],"items":{"type":"null"},"minItems":3,"maxItems":3}""", "[1,null,null]", true)]
    [DataRow("""{"prefixItems":[{"type":"integer"}],"items":{"type":"null"},"minItems":3,"maxItems":3}""", "[1,null]", false)]
    [DataRow("""{"type":"object","additionalProperties":{"type":"integer"}}""", "{\"x\":1,\"y\":2}", true)]
    [DataRow("""{"type":"object","additionalProperties":{"type":"integer"}}""", "{\"x\":\"y\"}", false)]
    [DataRow("""{"type":"object","properties":{"a":{},"b":{}}}""", "{\"b\":1}", true)]
    [DataRow("""{"type":"object","properties":{"a":{},"b":{}}}""", "{ }", true)]
    [DataRow("""{"type":"object","required":["a"]}""", "{\"a\":[0]}", true)]
    [DataRow("""{"type":"object","required":["a"]}""", "{}", false)]
    [DataRow("""{"type":"object","required":["a"],"additionalProperties":{"type":"integer"}}""", "{\"a\":1}", true)]
    [DataRow("""{"type":"object","required":["a"],"additionalProperties":{"type":"integer"}}""", "{\"a\":\"x\"}", false)]
    [DataRow("""{"enum":["😀"]}""", "\"😀\"", true)]
    [DataRow("""{"enum":["😀"]}""", "\"\\ud83d\\ude00\"", false)] // written as a character, not as escapes
    [DataRow("""{"properties":{"a😀\"b":{}}}""", "{\"a😀\\\"b\":1}", true)]
    [DataRow("""{"const":{"a":["x\n\u0001",1e5,null,{}],"b":[]}}""", "{\"a\":[\"x\\n\\u0001\",1e5,null,{}],\"b\":[]}", true)]
    [DataRow("true", "[{}]", true)]
    [DataRow("{}", "\"x\"", true)]
    [DataRow("""{"$ref":"#/definitions/a~1b","definitions":{"a/b":{"type":"null"}}}""", "null", true)]
    public void IsMatch_Keywords_AreFollowed(string schema, string text, bool expected)
        => Assert.AreEqual(expected, GenerationConstraint.JsonSchema(schema).IsMatch(text));

    [TestMethod]
    public void Between_SmallBounds_GivesExactlyTheNumbersBetween()
    {
        int?[] bounds = [null, -120, -100, -99, -10, -1, 0, 1, 9, 10, 99, 100, 107, 112];
        foreach (int? minimum in bounds)
        {
            foreach (int? maximum in bounds.Where(bound => bound is null || minimum is null || bound >= minimum))
            {
                string schema = $$"""{"type":"integer"{{(minimum is null ? "" : $",\"minimum\":{minimum}")}}{{(maximum is null ? "" : $",\"maximum\":{maximum}")}}}""";
                var constraint = GenerationConstraint.JsonSchema(schema);
                for (int number = -130; number <= 130; number++)
                {
                    bool expected = !(number < minimum) && !(number > maximum);
                    Assert.AreEqual(expected, constraint.IsMatch(number.ToString(System.Globalization.CultureInfo.InvariantCulture)), $"{number} in {schema}");
                }
            }
        }
    }

    [TestMethod]
    public void Between_ExclusiveAndLargeBounds_AreFollowed()
    {
        var constraint = GenerationConstraint.JsonSchema("""{"type":"integer","exclusiveMinimum":99999999999999999999,"exclusiveMaximum":100000000000000000002}""");

        Assert.IsFalse(constraint.IsMatch("99999999999999999999"));
        Assert.IsTrue(constraint.IsMatch("100000000000000000001"));
        Assert.IsFalse(constraint.IsMatch("100000000000000000002"));
    }

    [TestMethod]
    [DataRow("{", typeof(ArgumentException), "The JSON schema is no JSON")]
    [DataRow("[]", typeof(ArgumentException), "must be an object or true")]
    [DataRow("""{"type":"text"}""", typeof(ArgumentException), "the type \"text\"")]
    [DataRow("""{"type":7}""", typeof(ArgumentException), "\"type\" must be a text or a list of texts")]
    [DataRow("""{"type":"integer","minimum":1.5}""", typeof(ArgumentException), "\"minimum\" must be a whole number")]
    [DataRow("""{"type":"integer","minimum":5,"maximum":4}""", typeof(ArgumentException), "\"maximum\" is 4, below \"minimum\", 5")]
    [DataRow("""{"type":"array","minItems":-1}""", typeof(ArgumentException), "\"minItems\" must be from 0")]
    [DataRow("""{"enum":[]}""", typeof(ArgumentException), "\"enum\" must be a list that is not empty")]
    [DataRow("""{"type":"string","enum":[1]}""", typeof(ArgumentException), "allows some values, but none of its type")]
    [DataRow("""{"$ref":"#/$defs/x"}""", typeof(ArgumentException), "refers to #/$defs/x, which is not in it")]
    [DataRow("""{"$ref":"#x","$defs":{"y":{"$anchor":"x","type":"null"}}}""", typeof(NotSupportedException), "refers to \"#x\". Only references inside it")]
    [DataRow("""{"required":[1]}""", typeof(ArgumentException), "\"required\" must be a text or a list of texts")]
    [DataRow("""{"type":[]}""", typeof(ArgumentException), "\"type\" must be a text or a list of texts")]
    [DataRow("""{"required":["a"],"additionalProperties":false}""", typeof(ArgumentException), "at # requires \"a\", which it does not describe")]
    [DataRow("""{"properties":{"\ud83d":{}}}""", typeof(ArgumentException), "half of a surrogate pair")]
    [DataRow("""{"$ref":"http://example.org/x"}""", typeof(NotSupportedException), "Only references inside it")]
    [DataRow("""{"type":"array","uniqueItems":true}""", typeof(NotSupportedException), "at # uses \"uniqueItems\"")]
    [DataRow("""{"properties":{"a":{"not":{}}}}""", typeof(NotSupportedException), "at #/properties/a uses \"not\"")]
    [DataRow("""{"type":"string","format":"color"}""", typeof(NotSupportedException), "the format \"color\"")]
    [DataRow("""{"type":"string","format":"date","minLength":3}""", typeof(NotSupportedException), "more than one of pattern, format and bounds")]
    [DataRow("""{"allOf":[{},{}]}""", typeof(NotSupportedException), "several schemas at #/allOf")]
    public void JsonSchema_CannotBeUsed_SaysWhyAndWhere(string schema, Type type, string message)
    {
        Exception e = Assert.Throws<Exception>(() => GenerationConstraint.JsonSchema(schema));

        Assert.IsInstanceOfType(e, type);
        StringAssert.Contains(e.Message, message);
    }

    [TestMethod]
    public void JsonSchema_NestedObjectsOfManyOptionalMembers_StayWithinTheLimit()
    {
        string members = string.Join(',', Enumerable.Range(0, 12).Select(i => $$"""
            "m{{i}}":{"type":"string"}
            """));
        string schema = """{"type":"string"}""";
        for (int level = 0; level < 6; level++)
        {
            schema = $$$"""{"type":"object","properties":{{{{members}}},"next":{{{schema}}}}}""";
        }

        var constraint = GenerationConstraint.JsonSchema(schema);

        Assert.IsTrue(constraint.IsMatch("""{"m1":"a","m11":"b","next":{"m0":"","next":{"next":{}}}}"""));
        Assert.IsFalse(constraint.IsMatch("""{"next":{"m1":"a","m0":"b"}}"""));
    }

    [TestMethod]
    public void JsonSchema_ThousandsOfOptionalMembers_NeedNoRecursion()
    {
        string members = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"m{i}\":{{}}"));

        Assert.IsTrue(GenerationConstraint.JsonSchema("{\"properties\":{" + members + "}}").IsMatch("""{"m7":1,"m2999":2}"""));
    }

    [TestMethod]
    public void JsonSchema_PlacesOfObjectsReadAlike_StayApart()
    {
        // Both objects lie at "#/properties/a/properties/b", as the names are written.
        var constraint = GenerationConstraint.JsonSchema("""
            {"properties":{
              "a":{"properties":{"b":{"properties":{"x":{"type":"integer"},"y":{"type":"integer"}}}}},
              "a/properties/b":{"properties":{"x":{"type":"null"},"y":{"type":"null"}}}}}
            """);

        Assert.IsTrue(constraint.IsMatch("""{"a":{"b":{"x":1,"y":2}},"a/properties/b":{"x":null,"y":null}}"""));
    }
}
