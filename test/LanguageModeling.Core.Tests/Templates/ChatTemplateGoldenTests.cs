using System.Text.Json.Nodes;

namespace LanguageModeling.Tests.Templates;

/// <summary>Compares with Jinja2 itself; make_goldens.py beside this file made goldens.json.</summary>
[TestClass]
public sealed class ChatTemplateGoldenTests
{
    private static readonly DateTimeOffset Now = new(2024, 7, 26, 15, 4, 5, TimeSpan.Zero);

    [TestMethod]
    public void Render_Snippets_GivesWhatJinjaGives()
    {
        JsonObject variables = Read("chats.json")["variables"]!.AsObject();
        List<string> faults = [];
        foreach (JsonNode? golden in Read("goldens.json")["snippets"]!.AsArray())
        {
            string line = golden!["template"]!.GetValue<string>();
            string source = JsonNode.Parse($"\"{line}\"")!.GetValue<string>();
            Compare(faults, line, golden["text"]?.GetValue<string>(), source, [], variables);
        }

        Assert.IsEmpty(faults, string.Join("\n", faults));
    }

    [TestMethod]
    public void Render_TemplatesInTheStyleOfPublishedOnes_GivesWhatJinjaGives()
    {
        JsonNode chats = Read("chats.json");
        List<string> faults = [];
        foreach (JsonNode? golden in Read("goldens.json")["chats"]!.AsArray())
        {
            string template = golden!["template"]!.GetValue<string>(), chat = golden["chat"]!.GetValue<string>();
            JsonObject variables = [];
            foreach (JsonObject part in (JsonObject[])[chats["tokens"]!.AsObject(), chats["chats"]![chat]!.AsObject()])
            {
                foreach ((string name, JsonNode? value) in part)
                {
                    variables[name] = value?.DeepClone();
                }
            }

            JsonArray messages = variables["messages"]!.DeepClone().AsArray();
            JsonArray? tools = variables["tools"]?.DeepClone().AsArray();
            variables.Remove("messages");
            variables.Remove("tools");
            Compare(faults, $"{template}, {chat}", golden["text"]?.GetValue<string>(), ReadText(template), messages, variables, tools);
        }

        Assert.IsEmpty(faults, string.Join("\n", faults));
    }

    private static void Compare(List<string> faults, string name, string? expected, string source, JsonArray messages, JsonObject variables, JsonArray? tools = null)
    {
        string? actual, error = null;
        try
        {
            var options = new ChatTemplateOptions { Variables = variables, Tools = tools, Clock = new FixedClock() };
            actual = new ChatTemplate(source).RenderJson(messages, options);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException)
        {
            (actual, error) = (null, e.Message);
        }

        if (actual != expected)
        {
            faults.Add($"{name}\n  expected {expected ?? "an error"}\n  but was  {actual ?? error}");
        }
    }

    private static JsonNode Read(string name) => JsonNode.Parse(ReadText(name))!;

    private static string ReadText(string name)
    {
        using Stream stream = typeof(ChatTemplateGoldenTests).Assembly.GetManifestResourceStream($"Templates/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
