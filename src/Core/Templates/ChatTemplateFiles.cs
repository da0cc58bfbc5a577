using System.Text;
using System.Text.Json;

namespace LanguageModeling.Templates;

/// <summary>The templates of a model and the special tokens they print.</summary>
internal sealed class ChatTemplateFiles
{
    private const string ConfigName = "tokenizer_config.json";
    private const string SpecialTokensName = "special_tokens_map.json";
    private const string TemplateName = "chat_template.jinja";
    private const string MoreTemplates = "additional_chat_templates";
    private const string Default = "default";
    private const int LargestFile = 1 << 26;

    private readonly string _path;
    private readonly OrderedDictionary<string, (string Source, string Name)> _templates = [];
    private readonly Dictionary<string, string> _specialTokens = [];

    private ChatTemplateFiles(string path) => _path = path;

    public IReadOnlyList<string> Names => [.. _templates.Keys];

    /// <summary>The templates of the first folder that has one; null if none has.</summary>
    public static ChatTemplateFiles? TryRead(IEnumerable<string> folders)
    {
        foreach (string folder in folders.Where(Directory.Exists))
        {
            var files = new ChatTemplateFiles(folder);
            files.ReadFolder(folder);
            if (files._templates.Count > 0)
            {
                return files;
            }
        }

        return null;
    }

    public static ChatTemplateFiles Read(string path)
    {
        var files = new ChatTemplateFiles(path);
        if (Directory.Exists(path))
        {
            files.ReadFolder(path);
        }
        else if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            files.ReadConfig(path);
        }
        else
        {
            files._templates[Default] = (ReadText(path), path);
        }

        return files._templates.Count > 0 ? files
            : throw new InvalidDataException($"{path} has no chat template: neither chat_template in {ConfigName} nor {TemplateName}. Give the template as a file, or make one with new ChatTemplate(source).");
    }

    public ChatTemplate Load(string? name)
    {
        string wanted = name ?? (_templates.Count == 1 ? _templates.GetAt(0).Key : Default);
        return _templates.TryGetValue(wanted, out (string Source, string Name) template)
            ? new ChatTemplate(template.Source, template.Name) { SpecialTokens = _specialTokens }
            : throw new InvalidDataException($"{_path} has no chat template called \"{wanted}\". It has: {string.Join(", ", Names)}.");
    }

    /// <summary>The files of a folder that hold nothing but a template, with the names of the templates.</summary>
    public static IEnumerable<(string Name, string Path)> FilesIn(string folder)
    {
        string template = Path.Combine(folder, TemplateName);
        if (File.Exists(template))
        {
            yield return (Default, template);
        }

        string more = Path.Combine(folder, MoreTemplates);
        string[] files = Directory.Exists(more) ? Directory.GetFiles(more, "*.jinja") : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            yield return (Path.GetFileNameWithoutExtension(file), file);
        }
    }

    private void ReadFolder(string folder)
    {
        string special = Path.Combine(folder, SpecialTokensName), config = Path.Combine(folder, ConfigName);
        if (File.Exists(special))
        {
            ReadSpecialTokens(special, Parse(special));
        }

        if (File.Exists(config))
        {
            ReadConfig(config);
        }

        // The files of their own are the newer form, and win.
        foreach ((string name, string path) in FilesIn(folder))
        {
            _templates[name] = (ReadText(path), path);
        }
    }

    private void ReadConfig(string path)
    {
        JsonElement config = Parse(path);
        ReadSpecialTokens(path, config);
        if (!config.TryGetProperty("chat_template", out JsonElement template) || template.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (template.ValueKind == JsonValueKind.String)
        {
            _templates[Default] = (template.GetString()!, $"{path}, chat_template");
            return;
        }

        if (template.ValueKind != JsonValueKind.Array)
        {
            throw Damaged(path, $"chat_template is {template.ValueKind}, neither a string nor a list of templates");
        }

        foreach (JsonElement entry in template.EnumerateArray())
        {
            if (GetText(entry, "name") is not { } name || GetText(entry, "template") is not { } source)
            {
                throw Damaged(path, "an entry of chat_template lacks its name or template");
            }

            _templates[name] = (source, $"{path}, chat_template \"{name}\"");
        }
    }

    /// <summary>Reads bos_token and the like: a string, or an object with the string as its content.</summary>
    private void ReadSpecialTokens(string path, JsonElement config)
    {
        foreach (JsonProperty member in config.EnumerateObject())
        {
            string? token = !member.Name.EndsWith("_token", StringComparison.Ordinal) ? null
                : member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()
                : GetText(member.Value, "content");
            if (token is not null)
            {
                _specialTokens[member.Name] = token;
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && member.Name.EndsWith("_token", StringComparison.Ordinal))
            {
                throw Damaged(path, $"{member.Name} has no content");
            }
        }
    }

    private static string? GetText(JsonElement owner, string name)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Parse(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(ReadText(path), new JsonDocumentOptions { MaxDepth = 128 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Damaged(path, "its content is no object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not JSON: {e.Message} The file may be cut short; fetch it again.", e);
        }
    }

    private static string ReadText(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist. Give a model's folder, its {ConfigName}, or a chat template.", path);
        }

        if (new FileInfo(path).Length > LargestFile)
        {
            throw new InvalidDataException($"{path} is larger than {LargestFile} bytes, which no chat template is. Give a model's {ConfigName} or {TemplateName}.");
        }

        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{path} is not UTF-8 text: {e.Message} Fetch the file again, or convert it.", e);
        }
    }

    private static InvalidDataException Damaged(string path, string fault) => new($"{path}: {fault}. Fetch the file again, or give the template as a file.");
}
