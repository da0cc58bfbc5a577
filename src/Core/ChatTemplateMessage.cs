using System.Text.Json.Nodes;

namespace LanguageModeling;

/// <summary>A message of a chat, as templates see it.</summary>
/// <param name="Role">Who speaks: usually "system", "user", "assistant" or "tool".</param>
/// <param name="Content">What is said; null for none, as in a message that only calls tools.</param>
public sealed record ChatTemplateMessage(string Role, string? Content)
{
    /// <summary>Further members by name, such as <c>tool_calls</c>, <c>name</c> or <c>reasoning_content</c>; a member "content" here takes the place of <see cref="Content"/>. Default null.</summary>
    public JsonObject? Members { get; init; }

    /// <summary>The message as JSON: role, content, then the further members.</summary>
    public JsonObject ToJson()
    {
        var message = new JsonObject { ["role"] = Role, ["content"] = Content };
        foreach ((string name, JsonNode? value) in Members ?? [])
        {
            message[name] = value?.DeepClone();
        }

        return message;
    }
}
