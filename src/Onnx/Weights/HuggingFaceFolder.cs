namespace LanguageModeling.Weights;

/// <summary>A Hugging Face folder: <c>config.json</c> says what the model is, safetensors files hold its weights.</summary>
internal static class HuggingFaceFolder
{
    /// <summary>Opens the weights of a folder. The source must stay open while they are read.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the weights are those of another model.</exception>
    /// <exception cref="NotSupportedException">The model is of a family that is not known.</exception>
    public static (DecoderWeights Weights, WeightSource Source) Open(string folder)
    {
        string path = Path.Combine(folder, "config.json");
        using ModelConfig config = ModelConfig.Read(path);
        string type = config.Text("model_type", "");
        Func<ModelConfig, WeightSource, string, DecoderWeights> read = type switch
        {
            _ when config.Has("quantization_config") => throw new NotSupportedException($"{path}: \"quantization_config\" says that the model is quantised. Take the model in floating point."),
            "gpt2" => Gpt2Weights.Read,
            _ when IsLlama(config) => LlamaWeights.Read,
            _ => throw new NotSupportedException($"{path}: model_type \"{type}\" is not supported; gpt2, llama, mistral, qwen2, qwen3 and phi3 are. Export the model to ONNX with its own tools."),
        };
        SafetensorsFolder source = SafetensorsFolder.Open(folder);
        try
        {
            return (read(config, source, path), source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether a model is of Llama's family.</summary>
    public static bool IsLlama(ModelConfig config) => config.Text("model_type", "") is "llama" or "mistral" or "qwen2" or "qwen3" or "phi3";

    /// <summary>The activation that a config names.</summary>
    public static Activation ActivationOf(string name, string path) => name switch
    {
        "gelu_new" or "gelu_fast" or "gelu_pytorch_tanh" => Activation.TanhGelu,
        "gelu" => Activation.Gelu,
        "relu" => Activation.Relu,
        "silu" or "swish" => Activation.Silu,
        _ => throw new NotSupportedException($"{path}: the activation \"{name}\" is not supported; gelu_new, gelu_pytorch_tanh, gelu, relu and silu are."),
    };
}
