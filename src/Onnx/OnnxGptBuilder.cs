using LanguageModeling.Building;
using LanguageModeling.Graphs;
using LanguageModeling.Weights;

namespace LanguageModeling;

/// <summary>
/// Builds a GPT-class decoder for ONNX Runtime out of its weights: fused operators, a key/value cache that is changed in place (on CUDA in 32 bits one that
/// grows), logits of the wanted rows only, log-probabilities computed in the graph, weights in 32, 16, 8 or 4 bits.
/// </summary>
/// <remarks>What it writes, and what a loader may rely on, is in docs/onnx-layouts.md. <see cref="OnnxGptBuilder"/> has no state and can be used by many threads.</remarks>
public static class OnnxGptBuilder
{
    /// <summary>Name of the file with the graph.</summary>
    public const string ModelFileName = "model.onnx";

    /// <summary>Builds a model.</summary>
    /// <param name="source">
    /// A Hugging Face folder with <c>config.json</c> and safetensors files (model types gpt2, llama, mistral, qwen2, qwen3, phi3), or an ONNX file that another
    /// tool exported in floating point: a GPT-2, plain or fused, or one of the others with its <c>config.json</c> in that folder or the one above, as Optimum and
    /// onnxruntime-genai write it.
    /// </param>
    /// <param name="outputFolder">The folder to write, made if it is missing; the tokenizer and configuration files of the source are copied to it.</param>
    /// <param name="options">Precision and device; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops between two weights; no unfinished model is left.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ArgumentException">An option does not fit the model, or the output folder is the source.</exception>
    /// <exception cref="FileNotFoundException">The source does not exist.</exception>
    /// <exception cref="InvalidDataException">A file of the source is damaged or missing.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that is not known; the message says which are.</exception>
    public static OnnxBuildResult Build(string source, string outputFolder, OnnxBuildOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        options ??= new OnnxBuildOptions();
        options.Validate();
        using DecoderSource opened = DecoderSource.Open(source);
        string output = Path.GetFullPath(outputFolder);
        string model = Path.Combine(output, ModelFileName);
        if (model == opened.Path || output == opened.Folder)
        {
            throw new ArgumentException($"{outputFolder} holds the source. Write to another folder.", nameof(outputFolder));
        }

        DecoderWeights weights = opened.Weights.WithContext(options.ContextLength);
        Directory.CreateDirectory(output);
        OnnxModelWriter.Write(DecoderModel.Create(weights, options), model, cancellationToken: cancellationToken);
        IReadOnlyList<string> copied = CompanionFiles.Copy(opened.Folder, output);
        string data = OnnxModelWriter.DataPath(model);
        long bytes = new FileInfo(model).Length + (File.Exists(data) ? new FileInfo(data).Length : 0);
        return new OnnxBuildResult(model, bytes, weights.CountParameters(), weights.Shape.Context, weights.Shape.Vocabulary, copied);
    }
}
