using System.Text.Json;
using System.Text.Unicode;

namespace LanguageModeling.Weights;

/// <summary>A model's <c>config.json</c>.</summary>
internal sealed class ModelConfig : IDisposable
{
    private const int MostBytes = 1 << 24;
    private const int LargestSize = 1 << 24; // products of two sizes fit in 64 bits, four times one in 32

    private readonly JsonDocument _json;
    private readonly string _path;

    private ModelConfig(string path)
    {
        _path = path;
        _json = ParseFile(path);
        if (_json.RootElement.ValueKind != JsonValueKind.Object)
        {
            _json.Dispose();
            throw new InvalidDataException($"{path} is not a JSON object. Take the config.json of a Hugging Face model.");
        }
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="InvalidDataException">The file is not there or not JSON.</exception>
    public static ModelConfig Read(string path) => new(path);

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
            return Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not JSON. {e.Message} Download it again.", e);
        }
    }

    /// <summary>Parses JSON whose text is all UTF-8, so that no string in it fails later.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public static JsonDocument Parse(byte[] utf8) => Utf8.IsValid(utf8) ? JsonDocument.Parse(utf8) : throw new JsonException("It is not UTF-8 text.");

    public void Dispose() => _json.Dispose();

    /// <summary>A text, or <paramref name="otherwise"/> when it is missing or null.</summary>
    public string Text(string name, string otherwise) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error(name, value, "a text")
        : otherwise;

    /// <summary>A number from 1 to 16,777,216.</summary>
    public int Size(string name, int? otherwise = null)
    {
        if (Find(name) is not { } value)
        {
            return otherwise ?? throw new InvalidDataException($"{_path} has no \"{name}\". Take the config.json that belongs to the weights.");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is > 0 and <= LargestSize ? number : throw Error(name, value, $"a whole number from 1 to {LargestSize}");
    }

    public double Number(string name, double otherwise) => NumberOf(Find(name), name, otherwise);

    public bool Flag(string name, bool otherwise) => Find(name) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Error(name, value, "true or false")
        : otherwise;

    /// <summary>Whether there is a value other than null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>How rotary positions are computed: <c>rope_theta</c> and <c>rope_scaling</c>, or both in <c>rope_parameters</c>.</summary>
    public RotarySettings Rotary()
    {
        JsonElement? together = Find("rope_parameters");
        double theta = NumberOf(Property(together, "rope_theta"), "rope_theta", Number("rope_theta", 10000));
        JsonElement? scaling = together ?? Find("rope_scaling");
        string kind = (Property(scaling, "rope_type") ?? Property(scaling, "type")) is { ValueKind: JsonValueKind.String } type ? type.GetString()! : "default";
        double Part(string name, double? otherwise = null)
            => NumberOf(Property(scaling, name), name, otherwise ?? double.NaN) is var value and > 0 ? value : throw new InvalidDataException($"{_path}: rope scaling \"{kind}\" needs a positive \"{name}\".");

        var rotary = new RotarySettings(theta > 0 ? theta : throw new InvalidDataException($"{_path}: \"rope_theta\" is {theta}, but must be positive."));
        return kind switch
        {
            "default" => rotary,
            "linear" => rotary with { LinearFactor = Part("factor") },
            "llama3" => rotary with { Llama3 = new Llama3Scaling(Part("factor"), Part("low_freq_factor", 1), Part("high_freq_factor", 4), Part("original_max_position_embeddings", 8192)) },
            "yarn" => rotary with { Yarn = ReadYarn() },
            _ => throw new NotSupportedException($"{_path}: rope scaling \"{kind}\" is not supported; default, linear, llama3 and yarn are."),
        };

        YarnScaling ReadYarn()
        {
            if (Property(scaling, "mscale") is not null || Property(scaling, "mscale_all_dim") is not null || Property(scaling, "truncate") is { ValueKind: JsonValueKind.False })
            {
                throw new NotSupportedException($"{_path}: rope scaling \"yarn\" with \"mscale\" or without \"truncate\" is not supported.");
            }

            double factor = Part("factor");
            return new YarnScaling(
                factor,
                Part("original_max_position_embeddings", Size("max_position_embeddings")),
                Part("beta_fast", 32),
                Part("beta_slow", 1),
                Part("attention_factor", factor <= 1 ? 1 : (0.1 * Math.Log(factor)) + 1));
        }
    }

    private JsonElement? Find(string name) => Property(_json.RootElement, name);

    private static JsonElement? Property(JsonElement? parent, string name)
        => parent is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private double NumberOf(JsonElement? element, string name, double otherwise) => element is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Error(name, value, "a number")
        : otherwise;

    private InvalidDataException Error(string name, JsonElement value, string wanted) => new($"{_path}: \"{name}\" is {value.GetRawText()}, but must be {wanted}.");
}
