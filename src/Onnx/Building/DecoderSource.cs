using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling.Building;

/// <summary>A decoder's weights with the files that they are read from.</summary>
internal sealed class DecoderSource : IDisposable
{
    private readonly IDisposable _files;

    private DecoderSource(string path, string folder, DecoderWeights weights, IDisposable files)
    {
        Path = path;
        Folder = folder;
        Weights = weights;
        _files = files;
    }

    /// <summary>Full path of the folder or of the ONNX file.</summary>
    public string Path { get; }

    /// <summary>Full path of the folder with the files that belong to the weights.</summary>
    public string Folder { get; }

    public DecoderWeights Weights { get; }

    /// <summary>Opens a Hugging Face folder or an exported ONNX model.</summary>
    public static DecoderSource Open(string source)
    {
        string path = System.IO.Path.GetFullPath(source);
        if (Directory.Exists(path))
        {
            (DecoderWeights weights, WeightSource files) = HuggingFaceFolder.Open(path);
            return new DecoderSource(path, path, weights, files);
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{source} does not exist. Name the folder of a Hugging Face model or an ONNX file.", source);
        }

        OnnxModelReader reader = OnnxModelReader.Open(path);
        try
        {
            using ModelConfig? config = ModelConfig.ReadBeside(path);
            DecoderWeights weights = config is not null && HuggingFaceFolder.IsLlama(config)
                ? ExportedLlama.Read(reader.Model.Graph, config, path) : ExportedGpt2.Read(reader.Model.Graph, config, path);
            return new DecoderSource(path, System.IO.Path.GetDirectoryName(path)!, weights, reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public void Dispose() => _files.Dispose();
}
