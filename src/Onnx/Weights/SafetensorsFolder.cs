using System.Text.Json;
using LanguageModeling.Graphs;

namespace LanguageModeling.Weights;

/// <summary>The weights of a Hugging Face folder: <c>model.safetensors</c>, or several files that <c>model.safetensors.index.json</c> lists.</summary>
internal sealed class SafetensorsFolder : WeightSource
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> _files = [];

    private SafetensorsFolder(string folder)
        : base(folder)
    {
        try
        {
            foreach (string name in FileNames(folder))
            {
                _files.Add(SafetensorsFile.Open(System.IO.Path.Combine(folder, name)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens all files and reads their headers.</summary>
    /// <exception cref="InvalidDataException">There are none, one is missing, or one is damaged.</exception>
    public static SafetensorsFolder Open(string folder) => new(folder);

    public override Weight? Find(string name) => _files.Select(file => file.Find(name)).FirstOrDefault(weight => weight is not null);

    public override void Dispose() => _files.ForEach(file => file.Dispose());

    private static IEnumerable<string> FileNames(string folder)
    {
        string index = System.IO.Path.Combine(folder, Index);
        if (File.Exists(index))
        {
            return ReadIndex(folder, index);
        }

        if (File.Exists(System.IO.Path.Combine(folder, Single)))
        {
            return [Single];
        }

        string[] others = [.. Directory.GetFiles(folder, "*.safetensors").Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        bool pickled = Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any();
        return others.Length == 1 ? others : throw new InvalidDataException($"{folder} has no {Single} and no {Index}. " + (pickled
            ? "Its pytorch_model.bin can run code of strangers and is not read; take the safetensors files of the same model."
            : "Name a folder with a model's safetensors files."));
    }

    private static SortedSet<string> ReadIndex(string folder, string index)
    {
        using JsonDocument json = ModelConfig.ParseFile(index);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{index} has no \"weight_map\". Download it again.");
        }

        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string name = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            if (name.Length == 0 || name != System.IO.Path.GetFileName(name) || !File.Exists(System.IO.Path.Combine(folder, name)))
            {
                throw new InvalidDataException($"{index} says that \"{entry.Name}\" lies in \"{entry.Value}\", but {folder} has no such file. Download it as well.");
            }

            names.Add(name);
        }

        return names;
    }
}
