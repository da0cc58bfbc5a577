using System.Text.Json;
using LanguageModeling.Folders;

namespace LanguageModeling.Weights;

/// <summary>A model's <c>config.json</c>, or an object within it.</summary>
internal sealed class ModelConfig : IDisposable
{
    private const int MostBytes = 1 << 24;
    private const int LargestSize = 1 << 24; // products of two sizes fit in 64 bits, four times one in 32

    private readonly JsonDocument? _json; // where it is the whole file
    private readonly JsonElement _object;

    private ModelConfig(string path, JsonDocument? json, JsonElement root)
    {
        Path = path;
        _json = json;
        _object = root;
    }

    /// <summary>The file, for messages.</summary>
    public string Path { get; }

    /// <summary>Names of all values other than null.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null).Select(property => property.Name);

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="InvalidDataException">The file is not there or not JSON.</exception>
    public static ModelConfig Read(string path)
    {
        JsonDocument json = ParseFile(path);
        if (json.RootElement.ValueKind == JsonValueKind.Object)
        {
            return new ModelConfig(path, json, json.RootElement);
        }

        json.Dispose();
        throw new InvalidDataException($"{path} is not a JSON object. Take the config.json of a Hugging Face model.");
    }

    /// <summary>Reads the <c>config.json</c> that belongs to an ONNX file: in its folder, or in the one above; null when there is none.</summary>
    public static ModelConfig? ReadBeside(string file)
    {
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        return new[] { folder, System.IO.Path.GetDirectoryName(folder) ?? folder }
            .Select(place => System.IO.Path.Combine(place, "config.json")).FirstOrDefault(File.Exists) is { } config ? Read(config) : null;
    }

    /// <summary>Parses a JSON file of reasonable size.</summary>
    /// <exception cref="InvalidDataException">The file is not there, too large, or not JSON.</exception>
    public static JsonDocument ParseFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path} does not exist. Name the folder of a Hugging Face model, with its config.json.");
        }

        if (new FileInfo(path).Length is > MostBytes and var length)
        {
            throw new InvalidDataException($"{path} has {length} bytes, which no file of this kind has. Download it again.");
        }

        try
        {
            return JsonFile.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not JSON. {e.Message} Download it again.", e);
        }
    }

    public void Dispose() => _json?.Dispose();

    /// <summary>An object within this one, which lives no longer; null when it is missing or null.</summary>
    public ModelConfig? Part(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ModelConfig(Path, null, value) : throw Error(name, value, "an object");

    /// <summary>A text, or <paramref name="otherwise"/> when it is missing or null.</summary>
    public string Text(string name, string otherwise) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error(name, value, "a text")
        : otherwise;

    /// <summary>A number from 1 to 16,777,216.</summary>
    public int Size(string name, int? otherwise = null)
    {
        if (Find(name) is not { } value)
        {
            return otherwise ?? throw new InvalidDataException($"{Path} has no \"{name}\". Take the config.json that belongs to the weights.");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is > 0 and <= LargestSize ? number : throw Error(name, value, $"a whole number from 1 to {LargestSize}");
    }

    public double Number(string name, double otherwise) => Find(name) is { } value ? NumberOf(value, name) : otherwise;

    /// <summary>A list of numbers; null when it is missing or null.</summary>
    public double[]? Numbers(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(element => NumberOf(element, name))] : throw Error(name, value, "a list of numbers");

    public bool Flag(string name, bool otherwise) => Find(name) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Error(name, value, "true or false")
        : otherwise;

    /// <summary>Whether there is a value other than null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A list of texts; null when it is missing or null.</summary>
    public string[]? Texts(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(element => element.GetString()!)] : throw Error(name, value, "a list of texts");

    private JsonElement? Find(string name) => _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private double NumberOf(JsonElement value, string name)
        => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Error(name, value, "a number");

    private InvalidDataException Error(string name, JsonElement value, string wanted) => new($"{Path}: \"{name}\" is {value.GetRawText()}, but must be {wanted}.");
}
