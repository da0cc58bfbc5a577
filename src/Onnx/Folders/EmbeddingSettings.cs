using System.Text.Json;

namespace LanguageModeling.Folders;

/// <summary>What the files of sentence-transformers beside a model say about making vectors of texts.</summary>
internal sealed record EmbeddingSettings
{
    private const string Modules = "modules.json";
    private const string TransformerModule = "Transformer";
    private const string PoolingModule = "Pooling";
    private const string NormalizeModule = "Normalize";

    // pooling_mode_… of the module's config.json.
    private static readonly (string Name, EmbeddingPooling Pooling)[] Modes =
    [
        ("cls_token", EmbeddingPooling.First),
        ("mean_tokens", EmbeddingPooling.Mean),
        ("max_tokens", EmbeddingPooling.Max),
        ("mean_sqrt_len_tokens", EmbeddingPooling.SumOverSquareRoot),
        ("weightedmean_tokens", EmbeddingPooling.PositionWeightedMean),
        ("lasttoken", EmbeddingPooling.Last),
    ];

    /// <summary>How the vectors of tokens become one; null if nothing tells.</summary>
    public EmbeddingPooling? Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1; null if nothing tells.</summary>
    public bool? Normalize { get; init; }

    /// <summary>Most tokens of a text; null if nothing tells.</summary>
    public int? MaximumTokens { get; init; }

    /// <summary>Whether texts go to the tokenizer in lower case.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Why the model's vectors cannot be made of the pooled ones, such as a further layer; null if they can.</summary>
    public string? Lack { get; init; }

    /// <summary>The files in a folder that this reads.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        [Modules, "sentence_bert_config.json", "1_Pooling/config.json"];

    /// <summary>Reads the files of a folder, and of those above it that belong to the model.</summary>
    /// <param name="folders">Folders; the first that has a file counts.</param>
    /// <exception cref="InvalidDataException">A file is no JSON, or holds what cannot be.</exception>
    public static EmbeddingSettings Read(IReadOnlyList<string> folders)
    {
        JsonElement? text = folders.Select(folder => JsonFile.TryRead(Path.Combine(folder, "sentence_bert_config.json"))).FirstOrDefault(found => found is not null);
        var settings = new EmbeddingSettings
        {
            MaximumTokens = text.Number("max_seq_length") is > 0 and int most ? most : null,
            Lowercase = text.Flag("do_lower_case") ?? false,
        };
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Modules))) is { } root ? ReadModules(root, settings) : settings;
    }

    private static EmbeddingSettings ReadModules(string root, EmbeddingSettings settings)
    {
        string path = Path.Combine(root, Modules);
        settings = settings with { Normalize = false };
        foreach (JsonElement? module in JsonFile.ReadList(path))
        {
            string type = module.Text("type") ?? throw new InvalidDataException($"{path}: a module has no \"type\". Fetch the model again.");
            switch (type[(type.LastIndexOf('.') + 1)..])
            {
                case TransformerModule:
                    break;
                case PoolingModule:
                    settings = settings with { Pooling = ReadPooling(root, module.Text("path") ?? "1_Pooling") };
                    break;
                case NormalizeModule:
                    settings = settings with { Normalize = true };
                    break;
                default:
                    settings = settings with { Lack = $"{path} has the module {type}, which is no part of the graph" };
                    break;
            }
        }

        return settings;
    }

    private static EmbeddingPooling ReadPooling(string root, string folder)
    {
        string path = Path.GetFullPath(Path.Combine(root, folder, "config.json"));
        JsonElement? config = path.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? JsonFile.TryRead(path) : null;
        if (config is null)
        {
            throw new InvalidDataException($"{Path.Combine(root, Modules)} names the folder {folder}, but there is no config.json in it. Fetch the model again.");
        }

        // Newer files have the one name, older ones a flag for each mode.
        EmbeddingPooling[] modes = config.Text("pooling_mode") is { } name
            ? [.. Modes.Where(mode => mode.Name == name || mode.Name == $"{name}_token" || mode.Name == $"{name}_tokens").Select(mode => mode.Pooling)]
            : [.. Modes.Where(mode => config.Flag($"pooling_mode_{mode.Name}") == true).Select(mode => mode.Pooling)];
        return modes switch
        {
            [var only] => only,
            [] => throw new InvalidDataException($"{path}: no kind of pooling is switched on that this library knows ({string.Join(", ", Modes.Select(mode => mode.Name))}). Set Pooling."),
            _ => throw new NotSupportedException($"{path}: {modes.Length} kinds of pooling are to be put one behind the other ({string.Join(", ", modes)}). Set Pooling to one of them."),
        };
    }
}
