namespace LanguageModeling.Building;

/// <summary>The files beside a model that say how to use it: configuration and tokenizer.</summary>
internal static class CompanionFiles
{
    private static readonly string[] Names =
    [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "chat_template.json",
    ];

    /// <summary>Copies those that are there.</summary>
    /// <returns>Their names.</returns>
    public static IReadOnlyList<string> Copy(string from, string to)
    {
        List<string> copied = [];
        foreach (string name in Names)
        {
            string source = Path.Combine(from, name);
            if (File.Exists(source))
            {
                File.Copy(source, Path.Combine(to, name), overwrite: true);
                copied.Add(name);
            }
        }

        return copied;
    }
}
