namespace LanguageModeling.Folders;

/// <summary>The files of a model: its graph or two, and the folders where its settings and tokenizer lie.</summary>
internal sealed record ModelFiles
{
    private const string OnnxFolder = "onnx";
    private const string Merged = "decoder_model_merged";
    private const string Whole = "model";
    private const string First = "decoder_model";
    private const string Next = "decoder_with_past_model";

    /// <summary>The graph; with <see cref="NextGraph"/>, the one for the first tokens.</summary>
    public required string Graph { get; init; }

    /// <summary>The graph for all further tokens, where there are two.</summary>
    public string? NextGraph { get; init; }

    /// <summary>Folders with settings and tokenizer, the nearest to the graph first.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>Finds the files.</summary>
    /// <param name="path">An .onnx file, or a folder as Optimum, transformers.js or onnxruntime-genai write it.</param>
    /// <param name="variant">Which of several precisions to take: the end of the file name, such as fp16 or quantized; null for the plain one.</param>
    /// <exception cref="FileNotFoundException">There is no such file or folder, or no graph in it.</exception>
    /// <exception cref="InvalidDataException">The folder holds several graphs, and nothing tells which to take.</exception>
    public static ModelFiles Find(string path, string? variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            string full = Path.GetFullPath(path);
            return Create(full, null, Above(Path.GetDirectoryName(full)!));
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist. Give an .onnx file, or the folder of a model.", path);
        }

        string root = Path.GetFullPath(path);
        if (ModelSettings.Read([root]).DecoderFile is string named && variant is null)
        {
            string graph = Path.GetFullPath(Path.Combine(root, named));
            return File.Exists(graph)
                ? Create(graph, null, [root])
                : throw new FileNotFoundException($"{root}: genai_config.json names {named} as the decoder, but there is no such file. Fetch the model again.", graph);
        }

        string[] folders = [.. new[] { root, Path.Combine(root, OnnxFolder) }.Where(Directory.Exists)];
        return folders.Select(folder => FindIn(folder, root, variant)).FirstOrDefault(found => found is not null) ?? FindOnly(root, folders, variant);
    }

    private static ModelFiles? FindIn(string folder, string root, string? variant)
    {
        IReadOnlyList<string> settings = folder == root ? [root] : [folder, root];
        string? Graph(string name) => Path.Combine(folder, variant is null ? $"{name}.onnx" : $"{name}_{variant}.onnx") is var file && File.Exists(file) ? file : null;
        if ((Graph(Whole) ?? Graph(Merged)) is string single)
        {
            return Create(single, null, settings);
        }

        return Graph(First) is string first ? Create(first, Graph(Next), settings) : null;
    }

    private static ModelFiles FindOnly(string root, string[] folders, string? variant)
    {
        string[] graphs = [.. folders.SelectMany(folder => Directory.GetFiles(folder, "*.onnx")).Order(StringComparer.Ordinal)];
        string names = string.Join(", ", graphs.Select(graph => Path.GetRelativePath(root, graph)));
        return graphs switch
        {
            [] => throw new FileNotFoundException($"{root} holds no .onnx file. Export the model to ONNX, with Optimum or with lm onnx build."),
            _ when variant is not null => throw new FileNotFoundException($"{root} holds no graph of the variant {variant}. It has {names}."),
            [string only] => Create(only, null, Above(Path.GetDirectoryName(only)!)),
            _ => throw new InvalidDataException($"{root} holds several graphs: {names}. Name one of them, or a variant, such as fp16 for a file that ends in _fp16.onnx."),
        };
    }

    private static ModelFiles Create(string graph, string? next, IReadOnlyList<string> folders) => new() { Graph = graph, NextGraph = next, Folders = folders };

    private static IReadOnlyList<string> Above(string folder)
        => Path.GetFileName(folder) == OnnxFolder && Path.GetDirectoryName(folder) is string parent ? [folder, parent] : [folder];
}
