using System.Text.Json;

namespace LanguageModeling.Tests.Models;

/// <summary>A <c>tokenizer.json</c> whose words are t0, t1, …: the text of ids is as plain as they are.</summary>
internal static class TinyTokenizer
{
    public static void Write(string folder, int size)
    {
        Dictionary<string, int> words = Enumerable.Range(0, size).ToDictionary(id => $"t{id}");
        string json = JsonSerializer.Serialize(new
        {
            version = "1.0",
            added_tokens = Array.Empty<object>(),
            pre_tokenizer = new { type = "WhitespaceSplit" },
            model = new { type = "WordLevel", vocab = words, unk_token = "t0" },
        });
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), json);
    }

    /// <summary>The text of some ids.</summary>
    public static string Text(params IEnumerable<int> ids) => string.Join(' ', ids.Select(id => $"t{id}"));
}
