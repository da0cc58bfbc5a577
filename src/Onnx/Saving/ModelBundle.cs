using LanguageModeling.Folders;
using LanguageModeling.Graphs;
using LanguageModeling.Templates;

namespace LanguageModeling.Saving;

/// <summary>All files that belong to a model: its graphs with their weights, its settings and its tokenizer.</summary>
internal sealed record ModelBundle
{
    private static readonly string[] SettingsFiles =
    [
        "config.json", "generation_config.json", "genai_config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "merges.txt", .. EmbeddingSettings.FileNames,
    ];

    /// <summary>The folder that the names of files begin at; empty when the files are here themselves.</summary>
    public required string Root { get; init; }

    /// <summary>What of it to load: a file, or empty for the folder.</summary>
    public required string Graph { get; init; }

    public required IReadOnlyList<BundleFile> Files { get; init; }

    /// <summary>Whether the bundle has the content of its files.</summary>
    public bool IsEmbedded => Root.Length == 0;

    /// <summary>Finds the files of a model on the disk, and embeds them if together they are small enough.</summary>
    /// <param name="files">The model.</param>
    /// <param name="embedLimit">Most bytes to embed.</param>
    public static ModelBundle Of(ModelFiles files, long embedLimit)
    {
        string root = files.Folders[^1];
        string[] paths = [.. Paths(files).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        bool isSmall = paths.Sum(path => new FileInfo(path).Length) <= embedLimit;
        return new ModelBundle
        {
            Root = isSmall ? "" : root,
            Graph = files.NextGraph is null ? NameOf(root, files.Graph) : "",
            Files = [.. paths.Select(path => isSmall ? BundleFile.WithContent(NameOf(root, path), File.ReadAllBytes(path)) : BundleFile.Of(NameOf(root, path), path))],
        };
    }

    /// <summary>Compares the files on the disk with what they were.</summary>
    /// <param name="root">The folder to look in.</param>
    /// <exception cref="InvalidDataException">A file is missing or has changed.</exception>
    public void Check(string root)
    {
        foreach (BundleFile file in Files)
        {
            string path = Path.Combine(root, file.Name);
            string? problem = !File.Exists(path) ? "is not there"
                : new FileInfo(path).Length != file.Size ? $"has {new FileInfo(path).Length} bytes instead of {file.Size}"
                : !BundleFile.Of(file.Name, path).Hash.AsSpan().SequenceEqual(file.Hash) ? "has changed (another SHA-256)"
                : null;
            if (problem is not null)
            {
                throw new InvalidDataException(
                    $"The model file refers to an ONNX model in {root}, but there {file.Name} {problem}. Put the model back as it was, or save the pipeline with the one that is there.");
            }
        }
    }

    /// <summary>Writes the content of the files into a folder.</summary>
    public void Unpack(string root)
    {
        foreach (BundleFile file in Files)
        {
            string path = Path.Combine(root, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content!);
        }
    }

    private static IEnumerable<string> Paths(ModelFiles files)
    {
        foreach (string graph in files.NextGraph is null ? [files.Graph] : new[] { files.Graph, files.NextGraph })
        {
            yield return graph;
            foreach (string data in DataOf(graph))
            {
                yield return data;
            }
        }

        foreach (string path in files.Folders.SelectMany(SettingsIn))
        {
            yield return path;
        }
    }

    private static IEnumerable<string> SettingsIn(string folder)
        => [
            .. SettingsFiles.Select(name => Path.Combine(folder, name)).Where(File.Exists),
            .. TokenizerFinder.FilesIn(folder),
            .. ChatTemplateFiles.FilesIn(folder).Select(template => template.Path),
        ];

    private static string[] DataOf(string graph)
    {
        string folder = Path.GetDirectoryName(graph)!;
        try
        {
            using OnnxModelReader reader = OnnxModelReader.Open(graph);
            return [.. reader.DataFiles.Select(name => Path.GetFullPath(Path.Combine(folder, name)))];
        }
        catch (InvalidDataException)
        {
            // ONNX Runtime reads more kinds of graphs. By custom their weights are in model.onnx.data or model.onnx_data.
            return [.. Directory.GetFiles(folder, $"{Path.GetFileName(graph)}?*")];
        }
    }

    private static string NameOf(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');
}
